import { Table, Text } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconArrowsLeftRight } from "@tabler/icons-react";
import { Fragment } from "react";
import type { FieldPair } from "@/api/types";
import classes from "@/components/field-pairs.module.css";
import { Sideways } from "@/components/sideways";

interface Props {
  pairs: FieldPair[];
  record: string;
  ledger: string;
}

const WAYS = {
  to_ledger: { Shown: IconArrowRight, said: "goes to the ledger" },
  from_ledger: { Shown: IconArrowLeft, said: "comes from the ledger" },
  both: { Shown: IconArrowsLeftRight, said: "goes both ways" },
} as const;

/** Fields of a record beside those of the ledger; what differs stands out in weight, not in colour alone. */
export function FieldPairs({ pairs, record, ledger }: Props) {
  return (
    <Sideways>
      <Table className={classes.pairs} layout="fixed" miw={250} verticalSpacing={4} horizontalSpacing="xs" fz="sm">
        <Table.Thead>
          <Table.Tr><Table.Th w="28%">Field</Table.Th><Table.Th>{record}</Table.Th><Table.Th>{ledger}</Table.Th></Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {pairs.map((pair) => {
            const differs = pair.record !== "" && pair.ledger !== "" && pair.record !== pair.ledger;
            const weight = differs ? { fw: 650 } : {};
            return (
              <Table.Tr key={pair.key}>
                <Table.Th scope="row" fw={500}>{pair.label}<Way direction={pair.direction} /></Table.Th>
                <Table.Td style={{ whiteSpace: "pre-line" }}><Text size="sm" {...weight}><Broken text={pair.record || "–"} /></Text></Table.Td>
                <Table.Td style={{ whiteSpace: "pre-line" }}><Text size="sm" {...weight}><Broken text={pair.ledger || "–"} /></Text></Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Sideways>
  );
}

/** An address or a code may go on in the next line after a sign, rather than within a word. */
function Broken({ text }: { text: string }) {
  return text.split(/(?<=[@._/-])/).map((part, place) => <Fragment key={place}>{place > 0 && <wbr />}{part}</Fragment>);
}

function Way({ direction }: { direction: FieldPair["direction"] }) {
  if (direction === "none") return null;
  const { Shown, said } = WAYS[direction];
  return <Shown size={13} aria-label={said} style={{ marginLeft: 6, verticalAlign: "-2px", color: "var(--mantine-color-dimmed)" }} />;
}

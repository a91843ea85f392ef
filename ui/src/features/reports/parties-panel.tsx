import { Switch, Table, Text } from "@mantine/core";
import { useState } from "react";
import type { TieOutPair } from "@/api/types";
import { Money } from "@/components/money";
import { Panel } from "@/components/panel";
import { isZero } from "@/lib/money";
import { counted } from "@/lib/words";

const SHOWN_AT_ONCE = 200;

/** Receivables by contact on both sides. */
export function PartiesPanel({ pair }: { pair: TieOutPair }) {
  const [onlyDiffering, setOnlyDiffering] = useState(false);
  if (pair.balances.length === 0) return null;
  const rows = pair.balances.filter(({ difference }) => !onlyDiffering || !isZero(difference));
  return (
    <Panel
      title="Receivables by contact"
      about={counted(rows.length, "contact")}
      actions={<Switch size="sm" label="Only those that differ" checked={onlyDiffering} onChange={(event) => setOnlyDiffering(event.currentTarget.checked)} />}
      flush
    >
      <Table verticalSpacing={7} className="numeric">
        <Table.Thead>
          <Table.Tr><Table.Th>Contact</Table.Th><Table.Th ta="right">{pair.left.name}</Table.Th><Table.Th ta="right">{pair.right.name}</Table.Th><Table.Th ta="right">Difference</Table.Th></Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, SHOWN_AT_ONCE).map((row) => (
            <Table.Tr key={`${row.book}${row.party}${row.currency}`}>
              <Table.Td>{row.party_name || row.party}{row.book === "payable" && " (payable)"}</Table.Td>
              <Table.Td ta="right"><Money amount={row.left} currency={row.currency} /></Table.Td>
              <Table.Td ta="right"><Money amount={row.right} currency={row.currency} /></Table.Td>
              <Table.Td ta="right"><Text span inherit c={isZero(row.difference) ? "dimmed" : "var(--tone-red)"}><Money amount={row.difference} currency={row.currency} /></Text></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.length > SHOWN_AT_ONCE && <Text size="sm" c="dimmed" p="md">The first {SHOWN_AT_ONCE}; all are in the CSV file.</Text>}
    </Panel>
  );
}

import { Stack, Table, Text } from "@mantine/core";
import { StatusBadge } from "@/components/status-badge";
import type { StepDifference } from "@/features/builder/model/compare";
import { findStep } from "@/features/builder/model/steps";
import { type Catalogue, type Definition, TRIGGER } from "@/features/builder/model/types";
import { titleOf } from "@/features/builder/model/words";
import type { Tone } from "@/lib/tones";
import classes from "@/features/builder/versions/versions.module.css";

interface Props {
  differences: readonly StepDifference[];
  before: Definition;
  after: Definition;
  catalogue?: Catalogue | undefined;
  /** Only which steps differ and in which fields. */
  brief?: boolean;
}

export const DIFFERENCE_TONES: Record<StepDifference["difference"], Tone> = { added: "green", changed: "amber", removed: "red" };

/** What differs, step by step and field by field. */
export function DifferenceList({ differences, before, after, catalogue, brief = false }: Props) {
  const nameOf = (id: string) => {
    if (id === "") return "The automation";
    if (id === TRIGGER) return "Trigger";
    const step = (findStep(after, id) ?? findStep(before, id))?.step;
    return step ? titleOf(step, catalogue) : id;
  };
  return (
    <Stack gap="md" component="ul" className={classes.differences}>
      {differences.map(({ id, difference, fields }) => (
        <li key={`${difference}${id}`}>
          <div className={classes.differenceHead}>
            <StatusBadge state={difference} tone={DIFFERENCE_TONES[difference]} />
            <Text size="sm" fw={600}>{nameOf(id)}</Text>
          </div>
          {brief && difference === "changed" && <Text size="sm" c="dimmed" mt={2}>{fields.map(({ field }) => field).join(", ")}</Text>}
          {!brief && difference !== "removed" && fields.length > 0 && (
            <div className={classes.fields}>
              <Table withRowBorders={false} verticalSpacing={4} highlightOnHover={false} layout="fixed">
                <Table.Thead>
                  <Table.Tr><Table.Th w="26%">Field</Table.Th>{difference === "changed" && <Table.Th>Before</Table.Th>}<Table.Th>{difference === "changed" ? "After" : "Value"}</Table.Th></Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {fields.map(({ field, before: old, after: now }) => (
                    <Table.Tr key={field}>
                      <Table.Td>{field}</Table.Td>
                      {difference === "changed" && <Table.Td className={classes.before}>{old}</Table.Td>}
                      <Table.Td className={classes.after}>{now}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          )}
        </li>
      ))}
    </Stack>
  );
}

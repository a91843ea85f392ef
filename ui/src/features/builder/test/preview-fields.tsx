import { Table, Text } from "@mantine/core";
import type { PreviewField } from "@/api/automation-tests";
import { Sideways } from "@/components/sideways";
import { typeWords } from "@/features/builder/fields/model/types-words";

/** Each field with what it comes to, where that is from, and the rule that it breaks. */
export function PreviewFields({ fields, label }: { fields: readonly PreviewField[]; label: string }) {
  if (fields.length === 0) return null;
  return (
    <Sideways>
      <Table verticalSpacing={4} horizontalSpacing="xs" fz="sm" aria-label={label}>
        <Table.Thead><Table.Tr><Table.Th>Field</Table.Th><Table.Th>Value</Table.Th><Table.Th>Type</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>
          {fields.map((one) => (
            <Table.Tr key={one.name}>
              <Table.Th scope="row" fw={500}>{one.label}</Table.Th>
              <Table.Td style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
                {one.value || <Text span size="sm" c="dimmed">Empty</Text>}
                {one.source && <Text size="xs" c="dimmed">{one.source}</Text>}
                {one.problem && <Text size="xs" c="var(--tone-red)">{one.problem}</Text>}
              </Table.Td>
              <Table.Td><Text size="xs" c="dimmed">{typeWords(one.type)}</Text></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Sideways>
  );
}

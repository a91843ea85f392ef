import { Table, Text } from "@mantine/core";
import type { ImportPreview } from "@/api/types";
import { Panel } from "@/components/panel";

/** The first rows that cannot be taken as they are. */
export function RowProblems({ problems }: { problems: ImportPreview["errors"] }) {
  return (
    <Panel title="Rows with problems" about="They are kept with the import; what they belong to is not billed short." flush>
      <Table>
        <Table.Thead><Table.Tr><Table.Th>Row</Table.Th><Table.Th>Problem</Table.Th><Table.Th>What to do</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>
          {problems.map((problem, index) => (
            <Table.Tr key={index}>
              <Table.Td className="numeric">{problem.row}</Table.Td>
              <Table.Td><Text size="sm" c="var(--tone-red)">{problem.message}</Text></Table.Td>
              <Table.Td><Text size="sm" c="dimmed">{problem.remedy}</Text></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

import { Table, Text } from "@mantine/core";
import type { ImportRow } from "@/api/types";

/** The rows that could not be taken, with their cells as they were written. */
export function ErrorRows({ names, rows }: { names: string[]; rows: ImportRow[] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr><Table.Th>Row</Table.Th><Table.Th>Problem</Table.Th>{names.map((name) => <Table.Th key={name}>{name}</Table.Th>)}</Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.number}>
            <Table.Td className="numeric">{row.number}</Table.Td>
            <Table.Td miw={240}>
              <Text size="sm" c="var(--tone-red)">{row.message}</Text>
              <Text size="xs" c="dimmed">{row.remedy}</Text>
            </Table.Td>
            {names.map((name, index) => <Table.Td key={name} fz="sm" style={{ whiteSpace: "nowrap" }}>{row.cells[index] ?? ""}</Table.Td>)}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

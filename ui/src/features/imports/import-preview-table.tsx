import { SimpleGrid, Table, Text } from "@mantine/core";
import type { ImportPreview } from "@/api/types";
import { Empty } from "@/components/empty";
import { Money } from "@/components/money";
import { RowProblems } from "@/features/imports/row-problems";
import { Panel } from "@/components/panel";
import { Stat } from "@/components/stat";
import { StatusBadge } from "@/components/status-badge";
import { summaryOf } from "@/features/imports/model/summary";
import { counted, wordFor } from "@/lib/words";

/** What would be written: counts, control totals, the first records with their problems. */
export function ImportPreviewTable({ preview }: { preview: ImportPreview }) {
  const { counts, totals, records } = preview;
  const made = Object.entries(counts).filter(([, count]) => count > 0);
  return (
    <>
      <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="md">
        <Stat label="Rows read" value={preview.row_count.toLocaleString("en-GB")} about="Every row of the file" />
        <Stat
          label="Records"
          value={made.reduce((sum, [, count]) => sum + count, 0).toLocaleString("en-GB")}
          about={made.map(([collection, count]) => `${count.toLocaleString("en-GB")} ${wordFor(collection).toLowerCase()}`).join(", ")}
        />
        <Stat
          label="Rows with problems"
          value={preview.rows_with_errors.toLocaleString("en-GB")}
          tone={preview.rows_with_errors > 0 ? "amber" : "green"}
          about={preview.rows_with_errors > 0 ? "Kept with the import, never dropped" : "Every row can be read"}
        />
        <Stat
          label="Control total"
          value={totals.length === 0 ? "–" : totals.map(({ currency, amount }) => <div key={currency}><Money amount={amount} currency={currency} /></div>)}
          about="Sum of quantity × price over all rows"
        />
      </SimpleGrid>
      {preview.errors.length > 0 && <RowProblems problems={preview.errors} />}
      <Panel title="First records" about="As they would be written." flush>
        {records.length === 0
          ? <Empty title="No record comes out of this file">Check which column is the key.</Empty>
          : (
            <Table>
              <Table.Thead>
                <Table.Tr><Table.Th>Record</Table.Th><Table.Th>Values</Table.Th><Table.Th>Rows</Table.Th><Table.Th>Problems</Table.Th></Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {records.map((record) => (
                  <Table.Tr key={`${record.collection}${record.key}`}>
                    <Table.Td fw={550} style={{ whiteSpace: "nowrap" }}>{record.key}</Table.Td>
                    <Table.Td maw={420}><Text size="sm" truncate>{summaryOf(record.values, record.key)}</Text></Table.Td>
                    <Table.Td className="numeric"><Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>{counted(record.rows.length, "row")}</Text></Table.Td>
                    <Table.Td>
                      {record.problems.length === 0
                        ? <StatusBadge state="good" label="No problem" tone="green" />
                        : record.problems.map((problem, index) => (
                          <Text key={index} size="sm" c="var(--tone-red)">
                            {problem.message} {problem.remedy}
                          </Text>
                        ))}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
      </Panel>
    </>
  );
}

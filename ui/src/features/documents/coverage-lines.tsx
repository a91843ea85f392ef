import { Table } from "@mantine/core";
import type { CoverageLine, RecordDocuments } from "@/api/types";
import { StatusBadge } from "@/components/status-badge";
import { markOf } from "@/features/documents/model/coverage";
import { formatQuantity } from "@/lib/money";
import type { Tone } from "@/lib/tones";

/** Which quantities are on documents, line by line, and on which. */
export function CoverageLines({ found }: { found: RecordDocuments }) {
  const done = found.kind === "bill" ? "Billed" : "Invoiced";
  return (
    <Table verticalSpacing={8} style={{ borderTop: "1px solid var(--t-line)" }} aria-label="Coverage of the lines">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Line</Table.Th>
          <Table.Th ta="right">Ordered</Table.Th>
          <Table.Th ta="right">{done}</Table.Th>
          <Table.Th ta="right">Open</Table.Th>
          <Table.Th>Coverage</Table.Th>
          <Table.Th>On</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {found.lines.map((line) => (
          <Table.Tr key={line.number}>
            <Table.Td fz="sm">{line.description}</Table.Td>
            <Table.Td ta="right" className="numeric">{formatQuantity(line.quantity)}</Table.Td>
            <Table.Td ta="right" className="numeric">{formatQuantity(line.covered)}</Table.Td>
            <Table.Td ta="right" className="numeric">{formatQuantity(line.open)}</Table.Td>
            <Table.Td><Mark line={line} done={done} /></Table.Td>
            <Table.Td fz="sm">{line.documents.map((one) => `${one.number} × ${formatQuantity(one.quantity)}`).join(", ") || "–"}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const TONES: Record<ReturnType<typeof markOf>, Tone> = { open: "gray", part: "amber", whole: "green", over: "red" };

function Mark({ line, done }: { line: CoverageLine; done: string }) {
  const mark = markOf(line);
  const labels = { open: `Not ${done.toLowerCase()}`, part: "In part", whole: done, over: "Too much" };
  return <StatusBadge state={mark} label={labels[mark]} tone={TONES[mark]} />;
}

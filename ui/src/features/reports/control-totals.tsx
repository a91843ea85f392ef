import { Table, Text } from "@mantine/core";
import type { ControlTotals as Figures, TieOutPair } from "@/api/types";
import { Money } from "@/components/money";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { isZero, sumMoney } from "@/lib/money";

interface Props {
  pair: TieOutPair;
  control: TieOutPair["controls"][number];
}

const ROWS = [["net", "Net"], ["tax", "Tax"], ["gross", "Total"], ["due", "Still open"]] as const;

function minus(left: string, right: string): string {
  return sumMoney([left, right.startsWith("-") ? right.slice(1) : `-${right}`]);
}

/** The rest that no listed difference explains is nil in every figure. */
function isNil({ documents, net, tax, gross, due }: Figures): boolean {
  return documents === 0 && [net, tax, gross, due].every(isZero);
}

/** The totals of both sides in one currency, beside each other. */
export function ControlTotals({ pair, control }: Props) {
  const { currency, left, right } = control;
  const explained = isNil(control.unexplained);
  const documents = left.documents - right.documents;
  return (
    <Panel
      title={`Control totals, ${currency}`}
      actions={<StatusBadge state={explained ? "agrees" : "differs"} label={explained ? "Explained to the cent" : "Not fully explained"} />}
      flush
    >
      <Table highlightOnHover={false} className="numeric">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Figure</Table.Th><Table.Th ta="right">{pair.left.name}</Table.Th><Table.Th ta="right">{pair.right.name}</Table.Th><Table.Th ta="right">Difference</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Table.Tr>
            <Table.Th fw={500}>Documents</Table.Th>
            <Table.Td ta="right">{left.documents.toLocaleString("en-GB")}</Table.Td>
            <Table.Td ta="right">{right.documents.toLocaleString("en-GB")}</Table.Td>
            <Table.Td ta="right"><Text span inherit c={documents === 0 ? "dimmed" : "var(--tone-red)"}>{documents.toLocaleString("en-GB")}</Text></Table.Td>
          </Table.Tr>
          {ROWS.map(([key, name]) => {
            const difference = minus(left[key], right[key]);
            return (
              <Table.Tr key={key}>
                <Table.Th fw={500}>{name}</Table.Th>
                <Table.Td ta="right"><Money amount={left[key]} currency={currency} /></Table.Td>
                <Table.Td ta="right"><Money amount={right[key]} currency={currency} /></Table.Td>
                <Table.Td ta="right"><Text span inherit c={isZero(difference) ? "dimmed" : "var(--tone-red)"}><Money amount={difference} currency={currency} /></Text></Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

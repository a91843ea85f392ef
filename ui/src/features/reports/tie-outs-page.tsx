import { Table, Text } from "@mantine/core";
import { IconScale } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTieOuts } from "@/api/tie-outs";
import type { TieOut } from "@/api/types";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { StartTieOut } from "@/features/reports/start-tie-out";
import { Unexplained } from "@/features/reports/unexplained";
import { verdictOf } from "@/features/reports/model/verdict";

export function TieOutsPage() {
  const tieOuts = useTieOuts();
  return (
    <>
      <PageHeader title="Reports" about="Tie-out: the proof that records and ledgers agree, or the list of every difference." actions={<StartTieOut />} />
      <Panel title="Tie-outs" flush>
        <Faces
          query={tieOuts}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty icon={IconScale} title="Never tied out">Run the first one: both ledgers are read afresh and compared with the records, document by document.</Empty>}
        >
          {({ items }) => <TieOutsTable items={items} />}
        </Faces>
      </Panel>
    </>
  );
}

function TieOutsTable({ items }: { items: TieOut[] }) {
  const navigate = useNavigate();
  return (
    <Table>
      <Table.Thead>
        <Table.Tr><Table.Th>Started</Table.Th><Table.Th>Sides</Table.Th><Table.Th>Result</Table.Th><Table.Th ta="right">Differences</Table.Th><Table.Th ta="right">Unexplained</Table.Th><Table.Th>By</Table.Th></Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((one) => (
          <LinkRow key={one.id} onOpen={() => void navigate({ to: "/reports/tie-outs/$tieOutId", params: { tieOutId: one.id } })}>
            <Table.Td><TextLink fw={550} to="/reports/tie-outs/$tieOutId" params={{ tieOutId: one.id }}><Instant at={one.started_at} exact /></TextLink></Table.Td>
            <Table.Td><Text size="sm">{one.title}</Text></Table.Td>
            <Table.Td><Result tieOut={one} /></Table.Td>
            <Table.Td ta="right" className="numeric">{one.differences.toLocaleString("en-GB")}</Table.Td>
            <Table.Td ta="right">{one.state !== "finished" ? "–" : <Unexplained totals={one.unexplained} />}</Table.Td>
            <Table.Td><Text size="sm">{one.started_by}</Text></Table.Td>
          </LinkRow>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Result({ tieOut }: { tieOut: TieOut }) {
  if (tieOut.state !== "finished") return <StatusBadge state={tieOut.state} />;
  const { good, title } = verdictOf(tieOut.differences, tieOut.unexplained);
  return <StatusBadge state={good ? "agrees" : "differs"} label={title} />;
}

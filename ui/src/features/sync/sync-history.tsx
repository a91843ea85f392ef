import { Table, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useRuns } from "@/api/runs";
import { Empty } from "@/components/empty";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { ListFaces } from "@/components/list-faces";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { formatDuration } from "@/lib/dates";

/** The runs of this sync, newest first. */
export function SyncHistory({ syncId }: { syncId: string }) {
  const runs = useRuns({ kind: "sync" });
  const navigate = useNavigate();
  const own = runs.items?.filter((run) => run.sync_id === syncId);
  return (
    <Panel title="History" flush>
      <ListFaces
        list={{ ...runs, items: own, total: undefined }}
        noun="run"
        empty={<Empty icon={IconHistory} title="Never run">Save the maps, then start the first run.</Empty>}
      >
        {(items) => (
          <Table>
            <Table.Thead><Table.Tr><Table.Th>Started</Table.Th><Table.Th>State</Table.Th><Table.Th>Took</Table.Th><Table.Th>By</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {items.map((run) => (
                <LinkRow key={run.id} onOpen={() => void navigate({ to: "/runs/$runId", params: { runId: run.id } })}>
                  <Table.Td><TextLink to="/runs/$runId" params={{ runId: run.id }}><Instant at={run.created_at} exact /></TextLink></Table.Td>
                  <Table.Td><StatusBadge state={run.status} /></Table.Td>
                  <Table.Td className="numeric">{run.finished_at ? formatDuration(run.created_at, run.finished_at) : "–"}</Table.Td>
                  <Table.Td><Text size="sm">{run.started_by}</Text></Table.Td>
                </LinkRow>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </ListFaces>
    </Panel>
  );
}

import { Table, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Run } from "@/api/types";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { formatDuration } from "@/lib/dates";
import { wordFor } from "@/lib/words";

export function RunsTable({ runs }: { runs: Run[] }) {
  const navigate = useNavigate();
  return (
    <Table>
      <Table.Thead>
        <Table.Tr><Table.Th>Run</Table.Th><Table.Th>Kind</Table.Th><Table.Th>State</Table.Th><Table.Th>Started</Table.Th><Table.Th>Took</Table.Th></Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {runs.map((run) => (
          <LinkRow key={run.id} onOpen={() => void navigate({ to: "/runs/$runId", params: { runId: run.id } })}>
            <Table.Td miw={200} maw={420}>
              <Text size="sm" fw={550} truncate><TextLink to="/runs/$runId" params={{ runId: run.id }}>{run.title}</TextLink></Text>
              {secondLine(run) && <Text size="xs" c="dimmed" truncate>{secondLine(run)}</Text>}
            </Table.Td>
            <Table.Td>{wordFor(run.kind)}</Table.Td>
            <Table.Td><StatusBadge state={run.status} /></Table.Td>
            <Table.Td><Instant at={run.created_at} /></Table.Td>
            <Table.Td className="numeric">{run.finished_at ? formatDuration(run.created_at, run.finished_at) : "–"}</Table.Td>
          </LinkRow>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What the title does not say already: the automation, or what started it. */
function secondLine(run: Run): string {
  if (run.automation_name && run.automation_name !== run.title) return run.automation_name;
  return run.error || run.trigger || run.started_by;
}

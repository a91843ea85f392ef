import { Button, Checkbox, Group, Table, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useRetryRuns } from "@/api/run-actions";
import type { Run } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { sayRetried } from "@/features/runs/say-retried";
import { formatDuration } from "@/lib/dates";
import { wordFor } from "@/lib/words";

/** The runs; those that stopped can be chosen and tried again together. */
export function RunsTable({ runs }: { runs: Run[] }) {
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const stopped = runs.filter(isRetriable);
  const wanted = stopped.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const choose = (ids: readonly string[], on: boolean) => setChosen((before) => new Set(on ? [...before, ...ids] : [...before].filter((id) => !ids.includes(id))));
  return (
    <>
      {wanted.length > 0 && <RetryBar ids={wanted} onDone={() => setChosen(new Set())} />}
      <Table>
        <Table.Thead>
          <Table.Tr>
            {stopped.length > 0 && (
              <Table.Th w={40}>
                <Checkbox
                  size="xs" aria-label="Choose every run that stopped" checked={wanted.length === stopped.length} indeterminate={wanted.length > 0 && wanted.length < stopped.length}
                  onChange={(event) => choose(stopped.map(({ id }) => id), event.currentTarget.checked)}
                />
              </Table.Th>
            )}
            <Table.Th>Run</Table.Th><Table.Th visibleFrom="sm">Kind</Table.Th><Table.Th>State</Table.Th><Table.Th>Started</Table.Th><Table.Th>Took</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <LinkRow key={run.id} onOpen={() => void navigate({ to: "/runs/$runId", params: { runId: run.id } })}>
              {stopped.length > 0 && (
                <Table.Td>
                  {isRetriable(run) && <Checkbox size="xs" aria-label={`Choose ${run.title}`} checked={chosen.has(run.id)} onChange={(event) => choose([run.id], event.currentTarget.checked)} />}
                </Table.Td>
              )}
              <Table.Td miw={160} maw={420}>
                <Text size="sm" fw={550} truncate><TextLink to="/runs/$runId" params={{ runId: run.id }}>{run.title}</TextLink></Text>
                {secondLine(run) && <Text size="xs" c="dimmed" truncate>{secondLine(run)}</Text>}
              </Table.Td>
              <Table.Td visibleFrom="sm">{wordFor(run.kind)}</Table.Td>
              <Table.Td><StatusBadge state={run.paused ? "paused" : run.status} /></Table.Td>
              <Table.Td><Instant at={run.created_at} /></Table.Td>
              <Table.Td className="numeric">{run.finished_at ? formatDuration(run.created_at, run.finished_at) : "–"}</Table.Td>
            </LinkRow>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

function RetryBar({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const path = useWorkspacePath();
  const retry = useRetryRuns();
  const start = () =>
    retry.mutate({ params: { path }, body: { run_ids: ids } }, {
      onSuccess: (answer) => {
        sayRetried(answer);
        onDone();
      },
    });
  return (
    <Group gap="sm" px="md" py="xs" role="region" aria-label="Chosen runs" style={{ background: "var(--t-row)", borderTop: "1px solid var(--t-line)" }}>
      <Text size="sm" fw={600}>{ids.length} chosen</Text>
      <Allowed to="resolve_exceptions">
        {(disabled) => <Button size="compact-sm" disabled={disabled} loading={retry.isPending} leftSection={<IconRefresh size={14} aria-hidden />} onClick={start}>Retry</Button>}
      </Allowed>
      <Button size="compact-sm" variant="subtle" onClick={onDone}>Choose none</Button>
    </Group>
  );
}

/** Those of automations that stopped with an error. */
function isRetriable({ kind, status }: Run): boolean {
  return kind === "automation" && (status === "failed" || status === "attention");
}

/** What the title does not say already: the automation, or what started it. */
function secondLine(run: Run): string {
  if (run.automation_name && run.automation_name !== run.title) return run.automation_name;
  return run.error || run.trigger || run.started_by;
}

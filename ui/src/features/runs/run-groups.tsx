import { Button, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconRefresh } from "@tabler/icons-react";
import { useMemo } from "react";
import { useRetryRuns, useRunGroups, type RunGroup } from "@/api/run-actions";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { TextLink } from "@/components/text-link";
import { sayRetried } from "@/features/runs/say-retried";
import type { RunsSearch } from "@/lib/page-searches";
import { sinceInstant } from "@/lib/run-states";
import { counted, wordFor } from "@/lib/words";
import classes from "@/features/runs/run-groups.module.css";

/** Runs that stopped with the same error, with why and what to do; all of a group tried again at once. */
export function RunGroups({ search: { automation, since } }: { search: RunsSearch }) {
  const from = useMemo(() => (since ? sinceInstant(since) : undefined), [since]);
  const groups = useRunGroups({ automation, since: from });
  return (
    <Faces
      query={groups} isEmpty={({ items }) => items.length === 0}
      empty={<Empty icon={IconCircleCheck} title="No run has stopped with an error">{automation || since ? "Take the filters away to see all of them." : "When some do, the same errors stand together here."}</Empty>}
    >
      {({ items }) => <ul className={classes.groups} aria-label="Errors">{items.map((group) => <li key={group.cause + group.message} className={classes.group}><OneGroup group={group} /></li>)}</ul>}
    </Faces>
  );
}

function OneGroup({ group }: { group: RunGroup }) {
  const path = useWorkspacePath();
  const retry = useRetryRuns();
  const count = group.run_ids.length;
  const start = () => retry.mutate({ params: { path }, body: { run_ids: group.run_ids } }, { onSuccess: sayRetried });
  return (
    <Group justify="space-between" align="flex-start" gap="md">
      <Stack gap={4} style={{ flex: "1 1 280px", minWidth: 0 }}>
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>{group.message || wordFor(group.cause)}</Text>
        {group.remedy && <Text size="sm" c="dimmed">{group.remedy}</Text>}
        <Group gap={6} fz="xs" c="dimmed">
          <span><b>{counted(group.count, "run")}</b>{group.cause ? ` · ${wordFor(group.cause)}` : ""} · the last</span><Instant at={group.latest_at} />
          <span>· <TextLink to="/runs/$runId" params={{ runId: group.example_run_id }}>Open one of them</TextLink></span>
        </Group>
      </Stack>
      <Allowed to="resolve_exceptions">
        {(disabled) => (
          <Button variant="default" disabled={disabled} loading={retry.isPending} leftSection={<IconRefresh size={16} aria-hidden />} onClick={start}>
            {count === group.count ? `Retry ${count === 1 ? "it" : `all ${count}`}` : `Retry the newest ${count}`}
          </Button>
        )}
      </Allowed>
    </Group>
  );
}

import { Group } from "@mantine/core";
import type { RunDetail } from "@/api/types";
import { Instant } from "@/components/instant";
import { TextLink } from "@/components/text-link";
import { formatDuration } from "@/lib/dates";
import { wordFor } from "@/lib/words";

/** Which agreement a run belongs to, what started it, and how long it took. */
export function RunFacts({ run }: { run: RunDetail }) {
  return (
    <Group gap={6}>
      <span>{wordFor(run.kind)}</span>
      {run.automation_id && (
        <span>of <TextLink to="/automations/$automationId" params={{ automationId: run.automation_id }}>{run.automation_name ?? "an automation"}</TextLink></span>
      )}
      {run.sync_id && <span>of <TextLink to="/sync/$syncId" params={{ syncId: run.sync_id }}>a sync</TextLink></span>}
      <span>·</span>
      {run.trigger && <><span>{run.trigger}</span><span>·</span></>}
      <Instant at={run.created_at} exact />
      {run.finished_at && <span>· took {formatDuration(run.created_at, run.finished_at)}</span>}
    </Group>
  );
}

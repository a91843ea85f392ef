import { Group, Stack, Text } from "@mantine/core";
import { useProgress } from "@/api/live";
import { useRun } from "@/api/runs";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { Panel } from "@/components/panel";
import { KindsProgress } from "@/features/sync/kinds-progress";
import { ProgressLine } from "@/components/progress-line";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { isOver } from "@/lib/run-states";

/** The run that is under way, or the latest one, kind by kind. */
export function SyncProgress({ runId }: { runId: string }) {
  const run = useRun(runId);
  const live = useProgress("sync", runId);
  return (
    <Faces query={run} shape="text">
      {(body) => (
        <Panel
          title={isOver(body.status) ? "Latest run" : "Under way"}
          actions={<Group gap="sm"><StatusBadge state={body.status} /><Text size="sm"><TextLink to="/runs/$runId" params={{ runId }}>Open run</TextLink></Text></Group>}
          about={<>Started <Instant at={body.created_at} /></>}
        >
          <Stack gap="md">
            {!isOver(body.status) && live && <ProgressLine label={live.text || "Reading and comparing"} done={live.done} total={live.total} />}
            {(isOver(body.status) || Object.keys(body.posting_counts).length > 0) && <KindsProgress run={body} />}
            {body.error && <Text size="sm" c="var(--tone-red)">{body.error}</Text>}
          </Stack>
        </Panel>
      )}
    </Faces>
  );
}

import { Button, Stack } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useProgress } from "@/api/live";
import { useCancelRun, useRun } from "@/api/runs";
import type { RunDetail } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Faces } from "@/components/faces";
import { JsonToggle } from "@/components/json-toggle";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { PostingCounts } from "@/components/posting-counts";
import { ProgressLine } from "@/components/progress-line";
import { StatusBadge } from "@/components/status-badge";
import { Notice } from "@/components/notice";
import { RunFacts } from "@/features/runs/run-facts";
import { RunPostings } from "@/features/runs/run-postings";
import { RunSteps } from "@/features/runs/run-steps";
import { isOver } from "@/lib/run-states";

const route = getRouteApi("/shell/runs/$runId");

export function RunPage() {
  const { runId } = route.useParams();
  const run = useRun(runId);
  return <Faces query={run} shape="text">{(body) => <RunFull run={body} />}</Faces>;
}

function RunFull({ run }: { run: RunDetail }) {
  const path = { ...useWorkspacePath(), run_id: run.id };
  const live = useProgress("run", run.id);
  const cancel = useCancelRun();
  const over = isOver(run.status);
  return (
    <>
      <PageHeader
        title={run.title}
        badge={<StatusBadge state={run.status} />}
        about={<RunFacts run={run} />}
        crumbs={[{ label: "Runs", to: "/runs" }]}
        actions={
          !over && (
            <Allowed to="edit_automations">
              {(disabled) => (
                <Button
                  variant="default"
                  disabled={disabled}
                  loading={cancel.isPending}
                  leftSection={<IconPlayerStop size={16} aria-hidden />}
                  onClick={() => cancel.mutate({ params: { path } })}
                >
                  Cancel run
                </Button>
              )}
            </Allowed>
          )
        }
      />
      <Stack gap="md">
        {run.error && <Notice tone="red" title="Why it stopped">{run.error}</Notice>}
        {!over && live && live.total > 0 && <Panel><ProgressLine label={live.text || "Under way"} done={live.done} total={live.total} /></Panel>}
        {run.steps.length > 0 && <Panel title="Steps"><RunSteps steps={run.steps} /></Panel>}
        <Panel title="Written to ledgers" actions={<PostingCounts run={run} />} flush><RunPostings runId={run.id} /></Panel>
        {Object.keys(run.plan).length > 0 && <Panel title="Plan"><JsonToggle label="plan" value={run.plan} /></Panel>}
      </Stack>
    </>
  );
}

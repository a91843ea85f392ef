import { Button, SegmentedControl, Stack } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef, type ReactNode } from "react";
import { useProgress } from "@/api/live";
import { useRunFiles } from "@/api/run-actions";
import { useRun } from "@/api/runs";
import type { RunDetail, RunStep } from "@/api/types";
import { Faces } from "@/components/faces";
import { Failed } from "@/components/failed";
import { JsonToggle } from "@/components/json-toggle";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { PostingCounts } from "@/components/posting-counts";
import { ProgressLine } from "@/components/progress-line";
import { StatusBadge } from "@/components/status-badge";
import { Notice } from "@/components/notice";
import { failedStep } from "@/features/runs/model/steps";
import { RunActions } from "@/features/runs/run-actions";
import { RunFacts } from "@/features/runs/run-facts";
import { RunFiles } from "@/features/runs/run-files";
import { RunPostings } from "@/features/runs/run-postings";
import { RunSteps } from "@/features/runs/run-steps";
import { StepDetail } from "@/features/runs/step-detail";
import { isOver } from "@/lib/run-states";

const route = getRouteApi("/shell/runs/$runId");
const VIEWS = [{ value: "list", label: "List" }, { value: "canvas", label: "Canvas" }];

export interface RunCanvasProps {
  run: RunDetail;
  /** The position of the step that is looked at. */
  selected: string | undefined;
  onSelect: (position: string) => void;
}

interface Props {
  /** Draws the run on the automation's canvas. */
  canvas?: (props: RunCanvasProps) => ReactNode;
}

export function RunPage({ canvas }: Props) {
  const { runId } = route.useParams();
  const run = useRun(runId);
  return <Faces query={run} shape="text">{(body) => <RunFull run={body} canvas={canvas} />}</Faces>;
}

function RunFull({ run, canvas }: { run: RunDetail; canvas: Props["canvas"] }) {
  const live = useProgress("run", run.id);
  const over = isOver(run.status);
  const up = run.parent_id ? [{ label: "The run that it is a part of", to: `/runs/${run.parent_id}` }] : [];
  return (
    <>
      <PageHeader
        title={run.title}
        badge={<StatusBadge state={run.paused ? "paused" : run.status} />}
        about={<RunFacts run={run} />}
        crumbs={[{ label: "Runs", to: "/runs" }, ...up]}
        actions={<RunActions run={run} />}
      />
      <Stack gap="md">
        {run.error && <Notice tone="red" title="Why it stopped">{run.error}</Notice>}
        {run.paused && <Notice tone="amber" title="It is paused">It takes no further step until somebody resumes it. What is waiting outside goes on waiting.</Notice>}
        {!over && live && live.total > 0 && <Panel><ProgressLine label={live.text || "Under way"} done={live.done} total={live.total} /></Panel>}
        {run.steps.length > 0 && <StepsPanel run={run} canvas={canvas} />}
        <FilesPanel run={run} />
        <Panel title="Written to ledgers" actions={<PostingCounts run={run} />} flush><RunPostings runId={run.id} /></Panel>
        {Object.keys(run.event).length > 0 && <Panel title="What started it"><JsonToggle label="event" value={run.event} /></Panel>}
        {Object.keys(run.plan).length > 0 && <Panel title="Plan"><JsonToggle label="plan" value={run.plan} /></Panel>}
      </Stack>
    </>
  );
}

/** What the steps made; nothing where they made none. */
function FilesPanel({ run }: { run: RunDetail }) {
  const files = useRunFiles(run.id);
  if (files.error) return <Panel title="Files"><Failed error={files.error} onRetry={() => void files.refetch()} /></Panel>;
  if (!files.data?.items.length) return null;
  return <Panel title="Files"><RunFiles files={files.data.items} /></Panel>;
}

/** The steps in their order, or on the canvas; which of them is looked at is in the address. */
function StepsPanel({ run, canvas }: { run: RunDetail; canvas: Props["canvas"] }) {
  const { view, step } = route.useSearch();
  const navigate = route.useNavigate();
  const box = useRef<HTMLDivElement>(null);
  const isCanvas = canvas !== undefined && view === "canvas" && run.automation_id !== null;
  const go = (next: { view?: string | undefined; step?: string | undefined }) => void navigate({ search: { ...(next.view ? { view: next.view } : {}), ...(next.step ? { step: next.step } : {}) }, replace: true });
  const failed = failedStep(run);
  const chosen = run.steps.find(({ position }) => position === step);
  useEffect(() => {
    if (step && !isCanvas) box.current?.querySelector(`[data-position="${CSS.escape(step)}"]`)?.scrollIntoView({ block: "center" });
  }, [step, isCanvas]);
  return (
    <Panel
      title="Steps"
      actions={(
        <>
          {failed && (
            <Button size="compact-sm" variant="default" leftSection={<IconArrowDown size={14} aria-hidden />} onClick={() => go({ view, step: failed.position })}>To the failed step</Button>
          )}
          {canvas && run.automation_id && <SegmentedControl size="xs" aria-label="Show the steps as" data={VIEWS} value={isCanvas ? "canvas" : "list"} onChange={(next) => go({ view: next === "canvas" ? next : undefined, step })} />}
        </>
      )}
    >
      <div ref={box}>
        {isCanvas
          ? (
            <Stack gap="md">
              {canvas({ run, selected: step, onSelect: (position) => go({ view, step: position }) })}
              {step && <OnCanvas run={run} step={chosen} />}
            </Stack>
          )
          : <RunSteps run={run} opened={step} onOpen={(position) => go({ view, step: position })} />}
      </div>
    </Panel>
  );
}

function OnCanvas({ run, step }: { run: RunDetail; step: RunStep | undefined }) {
  return step ? <StepDetail run={run} step={step} headed /> : <Notice tone="gray">The run has not come to this step.</Notice>;
}

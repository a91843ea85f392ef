import { Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { useRetryRun, useRunFiles } from "@/api/run-actions";
import type { RunDetail, RunStep } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Facts } from "@/components/facts";
import { Instant } from "@/components/instant";
import { JsonView } from "@/components/json-view";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { StatusBadge } from "@/components/status-badge";
import { Sure } from "@/components/sure";
import { canRetry, isStopped } from "@/features/runs/model/steps";
import { PostingDialog } from "@/features/runs/posting-dialog";
import { RunFiles } from "@/features/runs/run-files";
import { StepItems } from "@/features/runs/step-items";
import { formatDuration } from "@/lib/dates";
import { wordFor } from "@/lib/words";

interface Props {
  run: RunDetail;
  step: RunStep;
  /** Says which step it is, where that is not to be seen beside it. */
  headed?: boolean;
}

/** What went into a step and what came out, how long it took, and the way to do it again from here. */
export function StepDetail({ run, step, headed = false }: Props) {
  const facts: [string, React.ReactNode][] = [
    ["Began", <Instant key="began" at={step.started_at} exact />],
    ["Took", step.finished_at ? formatDuration(step.started_at, step.finished_at) : "Not ended"],
    ["Attempts", String(step.attempts)],
    ...(step.waits_until ? [["Waits until", <Instant key="until" at={step.waits_until} exact />] as [string, React.ReactNode]] : []),
  ];
  return (
    <Stack gap="sm" component="section" aria-label={`Step ${step.name || wordFor(step.kind)}`}>
      {headed && (
        <Group justify="space-between">
          <Text fw={600}>{step.name || wordFor(step.kind)}</Text>
          <StatusBadge state={step.status} />
        </Group>
      )}
      {headed && step.outcome && <Notice tone={isStopped(step) ? "red" : "gray"}>{step.outcome}</Notice>}
      <Facts facts={facts} />
      {step.items_total > 0 && <StepItems step={step} />}
      <MadeFiles run={run} step={step} />
      <Given label="Input" value={step.input} empty="Nothing went in." />
      <Given label="Output" value={step.output} empty="Nothing came out." />
      <Group gap="xs">
        {step.posting_id && <SentAndUndo postingId={step.posting_id} />}
        {canRetry(run) && <RetryHere run={run} step={step} />}
      </Group>
    </Stack>
  );
}

/** The files that the step made, where it made some. */
function MadeFiles({ run, step }: { run: RunDetail; step: RunStep }) {
  const made = useRunFiles(run.id).data?.items.filter(({ position }) => position === step.position) ?? [];
  if (made.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>Files</Text>
      <RunFiles files={made} />
    </div>
  );
}

function SentAndUndo({ postingId }: { postingId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" leftSection={<IconArrowBackUp size={14} aria-hidden />} onClick={() => setOpen(true)}>What was sent, undo…</Button>
      {open && <PostingDialog postingId={postingId} onClose={() => setOpen(false)} />}
    </>
  );
}

function Given({ label, value, empty }: { label: string; value: Record<string, unknown>; empty: string }) {
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>{label}</Text>
      {Object.keys(value).length > 0 ? <JsonView value={value} label={label} /> : <Text size="sm" c="dimmed">{empty}</Text>}
    </div>
  );
}

function RetryHere({ run, step }: { run: RunDetail; step: RunStep }) {
  const params = { path: { ...useWorkspacePath(), run_id: run.id } };
  const retry = useRetryRun();
  const start = () => retry.mutate({ params, body: { position: step.position } }, { onSuccess: () => notifyDone("The run goes on from this step.") });
  return (
    <Sure
      title="Run again from here?" act="Run from here" onAct={start}
      by={(ask) => (
        <Allowed to="resolve_exceptions">
          {(disabled) => <Button w="fit-content" size="compact-sm" variant="default" disabled={disabled} loading={retry.isPending} leftSection={<IconRefresh size={14} aria-hidden />} onClick={ask}>Run again from here…</Button>}
        </Allowed>
      )}
    >
      This step and those after it are done again, with the version that the run began with. What was written to a ledger is recognised and not written twice.
    </Sure>
  );
}

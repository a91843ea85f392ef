import { Button, Group } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconRefresh } from "@tabler/icons-react";
import { useCancelRun, usePauseRun, useResumeRun, useRetryRun } from "@/api/run-actions";
import type { RunDetail } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { notifyDone } from "@/components/notify";
import { Sure } from "@/components/sure";
import { isOver } from "@/lib/run-states";

/** What can be done with a run: held, let go on, stopped, tried again. */
export function RunActions({ run }: { run: RunDetail }) {
  const params = { path: { ...useWorkspacePath(), run_id: run.id } };
  const [pause, resume, cancel, retry] = [usePauseRun(), useResumeRun(), useCancelRun(), useRetryRun()];
  const isAutomation = run.kind === "automation";
  if (isOver(run.status)) {
    if (!isAutomation || (run.status !== "failed" && run.status !== "attention")) return null;
    return (
      <Allowed to="resolve_exceptions">
        {(disabled) => (
          <Button
            disabled={disabled} loading={retry.isPending} leftSection={<IconRefresh size={16} aria-hidden />}
            onClick={() => retry.mutate({ params, body: { position: "" } }, { onSuccess: () => notifyDone("It is tried again from the step that failed.") })}
          >
            Retry from the failed step
          </Button>
        )}
      </Allowed>
    );
  }
  return (
    <Group gap="xs">
      {isAutomation && (
        <Allowed to="sync">
          {(disabled) => (run.paused
            ? <Button disabled={disabled} loading={resume.isPending} leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => resume.mutate({ params })}>Resume</Button>
            : <Button variant="default" disabled={disabled} loading={pause.isPending} leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => pause.mutate({ params })}>Pause</Button>)}
        </Allowed>
      )}
      <Sure
        title="Cancel this run?" act="Cancel the run" onAct={() => cancel.mutate({ params })}
        by={(ask) => (
          <Allowed to="sync">
            {(disabled) => <Button variant="default" disabled={disabled} loading={cancel.isPending} leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={ask}>Cancel run</Button>}
          </Allowed>
        )}
      >
        What was not sent yet is not sent any more. What was posted stays.
      </Sure>
    </Group>
  );
}

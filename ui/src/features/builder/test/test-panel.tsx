import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlayerPlay, IconSend } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTestStep } from "@/api/automation-tests";
import { asProblem } from "@/api/problem";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Notice } from "@/components/notice";
import { Sure } from "@/components/sure";
import { PinnedSample } from "@/features/builder/test/pinned-sample";
import { SampleBar } from "@/features/builder/test/sample-bar";
import { TestResult } from "@/features/builder/test/test-result";
import { triedWith } from "@/features/builder/test/tried";
import type { Step } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";
import { kindName } from "@/features/builder/model/words";

interface Props {
  step: Step;
  /** Rises with each wish to test from elsewhere. */
  wish: number;
}

/** How long the answer to a real one is waited for; the run goes on in any case. */
const WAIT_SECONDS = 10;

/** Tries the step with something real. What would be written is shown, and sent only when that is asked for. */
export function TestPanel({ step, wish }: Props) {
  const { automationId, catalogue, definition, position, sample } = useBuilder();
  const params = { path: { ...useWorkspacePath(), automation_id: automationId } };
  const test = useTestStep();
  const kind = catalogue?.steps.find((one) => one.kind === step.kind);
  const run = (send: boolean) => position !== null && test.mutate({ params, body: { ...triedWith(definition, sample), position, send, wait_seconds: WAIT_SECONDS } });
  const begin = useRef(() => void run(false));
  useEffect(() => {
    begin.current = () => void run(false);
  });
  useEffect(() => {
    if (wish > 0) begin.current();
  }, [wish]);
  const problem = test.error ? asProblem(test.error) : undefined;
  return (
    <Stack gap="md">
      <SampleBar />
      <Group gap="xs">
        <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} loading={test.isPending} onClick={() => run(false)}>Test step</Button>
        {kind?.writes && (
          <Sure
            title="Send it for real?" act="Send for real" onAct={() => run(true)}
            by={(ask) => (
              <Allowed to="edit_automations" unless={kind.available ? "" : kind.reason}>
                {(disabled) => <Button variant="default" disabled={disabled || test.isPending} leftSection={<IconSend size={16} aria-hidden />} onClick={ask}>Send for real…</Button>}
              </Allowed>
            )}
          >
            <Stack gap="xs">
              <span>“{step.name || kindName(step.kind, catalogue)}” is done once, {sample ? <>with <b>{sample.title}</b></> : "with the latest that fits"}. What it writes to a ledger or sends outside is real and stays.</span>
              <span>The other steps are not done.</span>
            </Stack>
          </Sure>
        )}
      </Group>
      {problem && <Notice tone="red" role="alert" title={problem.title}>{problem.message} {problem.remedy}</Notice>}
      {test.data && !test.isPending && <TestResult result={test.data} />}
      {!test.data && !problem && !test.isPending && <Text size="sm" c="dimmed">The test shows what the step would do. Ledgers and outsiders are not touched.</Text>}
      <PinnedSample id={step.id} fresh={test.data?.output} />
    </Stack>
  );
}

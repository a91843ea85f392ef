import { Group, Text } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import type { RunDetail, RunStep } from "@/api/types";
import { StatusBadge } from "@/components/status-badge";
import { branchOf, depthOf, isStopped, itemsText } from "@/features/runs/model/steps";
import { StepDetail } from "@/features/runs/step-detail";
import { formatDuration } from "@/lib/dates";
import { counted, wordFor } from "@/lib/words";
import classes from "@/features/runs/run-steps.module.css";

interface Props {
  run: RunDetail;
  /** The position of the step that is opened. */
  opened: string | undefined;
  onOpen: (position: string | undefined) => void;
}

const STEP_IN_PX = 22;

/** The steps of a run with what came out; "already linked" is an outcome of its own. */
export function RunSteps({ run, opened, onOpen }: Props) {
  return (
    <ol className={classes.steps}>
      {run.steps.map((step) => {
        const isOpen = step.position === opened;
        return (
          <li key={step.position} className={classes.step} data-position={step.position} data-opened={isOpen || undefined} style={{ paddingLeft: depthOf(step) * STEP_IN_PX }}>
            <button type="button" className={classes.head} aria-expanded={isOpen} onClick={() => onOpen(isOpen ? undefined : step.position)}>
              <IconChevronRight size={16} aria-hidden className={classes.arrow} />
              <span className={classes.words}>
                <Text span size="sm" fw={600}>{step.name || wordFor(step.kind)}</Text>
                <Text span size="xs" c="dimmed" display="block">{[step.name && wordFor(step.kind), depthOf(step) > 0 && `in “${wordFor(branchOf(step))}”`].filter(Boolean).join(" ")}</Text>
              </span>
              <Group gap="sm" wrap="nowrap" component="span">
                {step.attempts > 1 && <Text span size="xs" c="dimmed" visibleFrom="xs">{counted(step.attempts, "attempt")}</Text>}
                {step.finished_at && <Text span size="xs" c="dimmed" className="numeric">{formatDuration(step.started_at, step.finished_at)}</Text>}
                <StatusBadge {...badgeOf(step)} />
              </Group>
            </button>
            {(step.outcome || step.items_total > 0) && (
              <Text size="sm" mt={4} pl={24} c={isStopped(step) ? "var(--tone-red)" : "dimmed"}>
                {step.outcome}{step.items_total > 0 ? `${step.outcome ? " · " : ""}${itemsText(step)}` : ""}
              </Text>
            )}
            {isOpen && <div className={classes.detail}><StepDetail run={run} step={step} /></div>}
          </li>
        );
      })}
    </ol>
  );
}

/** A step that found its link says so, whatever its state is called. */
export function badgeOf(step: Pick<RunStep, "status" | "outcome">): { state: string; label?: string } {
  if (/already.linked/i.test(step.outcome)) return { state: "already_linked", label: "Already linked, skipped" };
  return { state: step.status };
}

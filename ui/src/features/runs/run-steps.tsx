import { Group, Text } from "@mantine/core";
import type { RunStep } from "@/api/types";
import { JsonToggle } from "@/components/json-toggle";
import { StatusBadge } from "@/components/status-badge";
import { formatDuration } from "@/lib/dates";
import { wordFor } from "@/lib/words";
import classes from "@/features/runs/run-steps.module.css";

/** The steps of a run with what came out; "already linked" is an outcome of its own. */
export function RunSteps({ steps }: { steps: RunStep[] }) {
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <li key={step.path} className={classes.step}>
          <Group justify="space-between" gap="xs">
            <div>
              <Text size="sm" fw={600}>{step.name || wordFor(step.kind)}</Text>
              {step.name && <Text size="xs" c="dimmed">{wordFor(step.kind)}</Text>}
            </div>
            <Group gap="sm">
              {step.started_at && step.finished_at && <Text size="xs" c="dimmed" className="numeric">{formatDuration(step.started_at, step.finished_at)}</Text>}
              <StatusBadge {...badgeOf(step)} />
            </Group>
          </Group>
          {step.outcome && <Text size="sm" mt={6} c={step.status === "failed" || step.status === "refused" ? "var(--tone-red)" : "dimmed"}>{step.outcome}</Text>}
          {Object.keys(step.output).length > 0 && <div className={classes.json}><JsonToggle label="output" value={step.output} /></div>}
        </li>
      ))}
    </ol>
  );
}

/** A step that found its link says so, whatever its state is called. */
export function badgeOf(step: Pick<RunStep, "status" | "outcome">): { state: string; label?: string } {
  if (/already.linked/i.test(step.outcome)) return { state: "already_linked", label: "Already linked, skipped" };
  return { state: step.status };
}

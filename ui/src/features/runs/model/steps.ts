/** The steps of a run as they are read: where each stands, which of them stopped it, and how far a loop is. */
import type { RunDetail, RunStep } from "@/api/types";
import { isOver } from "@/lib/run-states";

const STOPPED = new Set<RunStep["status"]>(["failed", "refused"]);

/** How deep in branches a step stands: `check/then/create` is one deep. */
export function depthOf({ position }: Pick<RunStep, "position">): number {
  return (position.split("/").length - 1) / 2;
}

/** The branch that a step stands in; "" for the outermost steps. */
export function branchOf({ position }: Pick<RunStep, "position">): string {
  return position.split("/").at(-2) ?? "";
}

/** The step at which the run stopped, if it did. */
export function failedStep(run: Pick<RunDetail, "steps">): RunStep | undefined {
  return run.steps.findLast(({ status }) => STOPPED.has(status)) ?? run.steps.find(({ items }) => items.some(({ status }) => status === "failed" || status === "attention"));
}

export function isStopped({ status }: Pick<RunStep, "status">): boolean {
  return STOPPED.has(status);
}

/** Only what an automation did can be done again from one of its steps, once it is over. */
export function canRetry(run: Pick<RunDetail, "kind" | "status">): boolean {
  return run.kind === "automation" && ["failed", "attention", "cancelled", "succeeded"].includes(run.status);
}

/** "3 of 12 done, 1 failed". */
export function itemsText({ items, items_total }: Pick<RunStep, "items" | "items_total">): string {
  const over = items.filter(({ status }) => isOver(status)).length;
  const failed = items.filter(({ status }) => status === "failed" || status === "attention").length;
  const shown = items.length < items_total ? ` (of the first ${items.length})` : "";
  return `${over} of ${items_total} done${shown}${failed > 0 ? `, ${failed} failed` : ""}`;
}

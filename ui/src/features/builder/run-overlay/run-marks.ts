/** What each step of a run says about itself on the canvas. */
import type { RunStep } from "@/api/types";
import type { Mark, Marks } from "@/features/builder/canvas/marks";
import { formatDuration } from "@/lib/dates";
import { isOver } from "@/lib/run-states";
import { toneFor } from "@/lib/tones";
import { wordFor } from "@/lib/words";

/** By step id: its state and time, or how far a loop is; the rest is said beside the canvas. */
export function marksOf(steps: readonly RunStep[]): Marks {
  return Object.fromEntries(steps.map((step) => [step.position.split("/").at(-1) ?? "", [markOf(step)]]));
}

function markOf(step: RunStep): Mark {
  const isLinked = /already.linked/i.test(step.outcome);
  const tone = toneFor(isLinked ? "already_linked" : step.status);
  if (step.items_total > 0) return { tone, label: `${step.items.filter(({ status }) => isOver(status)).length} of ${step.items_total}` };
  const said = isLinked ? "Already linked" : wordFor(step.status);
  return { tone, label: step.finished_at && !isLinked ? `${said} · ${formatDuration(step.started_at, step.finished_at)}` : said };
}

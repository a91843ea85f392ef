/** What the steps of a draft say about themselves: red needs attention, blue is not live yet. */
import type { Mark, Marks } from "@/features/builder/canvas/marks";
import type { StepDifference } from "@/features/builder/model/compare";
import { type DefinitionProblem, TRIGGER } from "@/features/builder/model/types";

const UNPUBLISHED: Record<StepDifference["difference"], string> = { added: "Not live yet", changed: "Different from live", removed: "" };

/** Where a problem is shown: at its step; at the trigger where it is about a setting of it. */
export function placeOf({ step_id, field }: DefinitionProblem): string | null {
  if (step_id) return step_id;
  return field === "" || field === "steps" || field.startsWith("limits") || field === "description" ? null : TRIGGER;
}

export function marksOf(problems: readonly DefinitionProblem[], differences: readonly StepDifference[]): Marks {
  const marks: Record<string, Mark[]> = {};
  for (const problem of problems) {
    const place = placeOf(problem);
    // One triangle says it; the list of problems says how many.
    if (place && !marks[place]) marks[place] = [{ tone: "red", shape: "warning", label: `Needs attention: ${problem.message}` }];
  }
  for (const { id, difference } of differences) {
    if (id && UNPUBLISHED[difference]) (marks[id] ??= []).push({ tone: "blue", shape: "dot", label: UNPUBLISHED[difference] });
  }
  return marks;
}

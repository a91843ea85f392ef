/** Where the arrow keys lead from a step. */
import { findStep, listAt, shownBranches, stepsInOrder } from "@/features/builder/model/steps";
import { type Definition, type Step, TRIGGER } from "@/features/builder/model/types";

export type Direction = "up" | "down" | "left" | "right";

/** The id of the step beside this one on the canvas; itself where there is none. */
export function beside(definition: Definition, id: string, direction: Direction): string {
  if (id === TRIGGER) return direction === "down" ? (definition.steps[0]?.id ?? TRIGGER) : TRIGGER;
  const found = findStep(definition, id);
  if (!found) return TRIGGER;
  if (direction === "down") return firstHeld(found.step)?.id ?? following(definition, id) ?? id;
  if (direction === "up") return listAt(definition, found.spot)[found.spot.index - 1]?.id ?? (found.spot.holder || TRIGGER);
  return sideways(definition, id, direction === "right" ? 1 : -1);
}

/** The step before or after in reading order, for the outline. */
export function inOrder(definition: Definition, id: string, by: 1 | -1): string {
  const ids = [TRIGGER, ...stepsInOrder(definition).map(({ step }) => step.id)];
  return ids[ids.indexOf(id) + by] ?? id;
}

function firstHeld(step: Step): Step | undefined {
  return shownBranches(step).flatMap((name) => step.branches[name] ?? [])[0];
}

function following(definition: Definition, id: string): string | undefined {
  const found = findStep(definition, id);
  if (!found) return undefined;
  return listAt(definition, found.spot)[found.spot.index + 1]?.id ?? following(definition, found.spot.holder);
}

/** The first step of the branch beside, of this step's holder or of one further out. */
function sideways(definition: Definition, id: string, by: 1 | -1): string {
  let spot = findStep(definition, id)?.spot;
  while (spot?.holder) {
    const holder = findStep(definition, spot.holder);
    if (!holder) return id;
    const filled = shownBranches(holder.step).filter((name) => holder.step.branches[name]?.length);
    const other = filled[filled.indexOf(spot.branch) + by];
    if (other) return holder.step.branches[other]?.[0]?.id ?? id;
    spot = holder.spot;
  }
  return id;
}

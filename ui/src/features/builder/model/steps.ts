/** Finding one's way in a definition: steps in their order, their positions and places. */
import type { Definition, Json, Step } from "@/features/builder/model/types";

export const CONDITION = "condition";
export const SWITCH = "switch";
export const FOR_EACH = "for_each";
export const APPROVAL = "approval";
/** The branch that a step with `on_error: branch` takes when it fails. */
export const FAILED = "failed";
export const STEPS_MAX = 100;

/** A place in a list of steps: that of a branch of a step, or the automation's own (`holder` is ""). */
export interface Spot {
  holder: string;
  branch: string;
  index: number;
}

export interface Found {
  step: Step;
  spot: Spot;
  /** The path of ids and branches: `check/then/create`. */
  position: string;
}

export interface SwitchCase {
  id: string;
  name: string;
  condition: Json;
}

/** The cases of a switch, as far as they are cases. */
export function casesOf(step: Step): SwitchCase[] {
  const cases = step.settings["cases"];
  if (!Array.isArray(cases)) return [];
  return cases.flatMap((one) => {
    if (typeof one !== "object" || one === null || Array.isArray(one) || typeof one["id"] !== "string") return [];
    return [{ id: one["id"], name: typeof one["name"] === "string" ? one["name"] : "", condition: one["condition"] ?? null }];
  });
}

function ownBranches(step: Step): string[] {
  if (step.kind === CONDITION) return ["then", "otherwise"];
  if (step.kind === SWITCH) return [...casesOf(step).map(({ id }) => id), "otherwise"];
  if (step.kind === FOR_EACH) return ["do"];
  if (step.kind === APPROVAL) return ["approved", "rejected"];
  return [];
}

/** The branches that this step has, whether steps are in them or not, in the order in which they are read. */
export function branchesOf(step: Step): string[] {
  return step.on_error === "branch" ? [...ownBranches(step), FAILED] : ownBranches(step);
}

/** Those and any others in which steps have been left, so that nothing is hidden. */
export function shownBranches(step: Step): string[] {
  const own = branchesOf(step);
  return [...own, ...Object.keys(step.branches).filter((name) => !own.includes(name) && step.branches[name]?.length)];
}

function* walk(steps: readonly Step[], holder: string, branch: string, prefix: string): Generator<Found> {
  for (const [index, step] of steps.entries()) {
    const position = `${prefix}${step.id}`;
    yield { step, spot: { holder, branch, index }, position };
    for (const name of shownBranches(step)) yield* walk(step.branches[name] ?? [], step.id, name, `${position}/${name}/`);
  }
}

/** Every step as one reads them: a condition, what it holds, what follows it. */
export function stepsInOrder(definition: Definition): Found[] {
  return [...walk(definition.steps, "", "", "")];
}

/** Every step within these, themselves included. */
export function allWithin(steps: readonly Step[]): Step[] {
  return [...walk(steps, "", "", "")].map(({ step }) => step);
}

export function findStep(definition: Definition, id: string): Found | undefined {
  return stepsInOrder(definition).find(({ step }) => step.id === id);
}

/** The spot behind a step; at the beginning for the trigger or nothing. */
export function spotAfter(definition: Definition, id: string): Spot {
  const found = findStep(definition, id);
  return found ? { ...found.spot, index: found.spot.index + 1 } : { holder: "", branch: "", index: 0 };
}

/** The list of steps in which a spot lies. */
export function listAt(definition: Definition, { holder, branch }: Pick<Spot, "holder" | "branch">): readonly Step[] {
  if (!holder) return definition.steps;
  return findStep(definition, holder)?.step.branches[branch] ?? [];
}

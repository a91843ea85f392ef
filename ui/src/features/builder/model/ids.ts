/** Ids of steps: unique in an automation, readable in formulas. */
import { allWithin, stepsInOrder } from "@/features/builder/model/steps";
import type { Definition, Json, Step } from "@/features/builder/model/types";

const ID_CHARACTERS = 50;

/** Steps that were copied, perhaps from another automation. */
export interface Copied {
  steps: Step[];
}

/** `create_document`, `create_document_2`, …: the first that is not taken. No dashes, which formulas would read as minus. */
export function freshId(wish: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  const base = wish.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_+|(_\d+)?_*$/g, "").slice(0, ID_CHARACTERS) || "step";
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}_${number}`;
    if (!used.has(id)) return id;
  }
}

/** The steps with ids of their own; what they say of each other follows. */
export function freshCopies(definition: Definition, steps: readonly Step[]): Step[] {
  const taken = new Set(stepsInOrder(definition).map(({ step }) => step.id));
  const ids = new Map<string, string>();
  for (const { id } of allWithin(steps)) {
    const own = freshId(id, taken);
    taken.add(own);
    ids.set(id, own);
  }
  return steps.map((step) => renamed(step, ids));
}

function renamed(step: Step, ids: ReadonlyMap<string, string>): Step {
  const branches = Object.entries(step.branches).map(([name, steps]) => [name, steps.map((one) => renamed(one, ids))] as const);
  const settings = Object.entries(step.settings).map(([name, value]) => [name, followed(value, ids)] as const);
  return { ...step, id: ids.get(step.id) ?? step.id, settings: Object.fromEntries(settings), branches: Object.fromEntries(branches) };
}

/** Paths (`steps.create.number`) and formulas that name a copied step name its copy. */
function followed(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") {
    return value.replaceAll(/\bsteps\.([a-z0-9_-]+)/g, (whole, id: string) => (ids.has(id) ? `steps.${ids.get(id)}` : whole));
  }
  if (Array.isArray(value)) return value.map((one) => followed(one, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, followed(one, ids)]));
}

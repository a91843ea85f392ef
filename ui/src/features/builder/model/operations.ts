/** Every change that people make to an automation, as a value; `apply` gives the new definition and never changes the old one. */
import { type Copied, freshCopies, freshId } from "@/features/builder/model/ids";
import { allWithin, branchesOf, casesOf, findStep, spotAfter, type Spot } from "@/features/builder/model/steps";
import type { CanvasNote, Definition, Json, Limits, OnError, Place, Retry, Settings, Step, Trigger } from "@/features/builder/model/types";

export type Operation =
  | { type: "add"; step: Step; spot: Spot }
  | { type: "remove"; id: string }
  | { type: "move"; id: string; spot: Spot }
  | { type: "duplicate"; id: string }
  | { type: "paste"; copied: Copied; spot: Spot }
  | { type: "rename"; id: string; name: string }
  | { type: "set_note"; id: string; note: string }
  | { type: "change_settings"; id: string; settings: Settings }
  | { type: "change_trigger"; trigger: Trigger }
  | { type: "add_case"; id: string; name: string }
  | { type: "remove_case"; id: string; case: string }
  | { type: "set_on_error"; id: string; on_error: OnError }
  | { type: "set_retry"; id: string; retry: Retry }
  /** Where steps were put; `tidy` forgets all of it. */
  | { type: "place"; places: Record<string, Place> }
  | { type: "tidy" }
  | { type: "add_note"; note: CanvasNote }
  | { type: "change_note"; id: string; change: Partial<Omit<CanvasNote, "id">> }
  | { type: "remove_note"; id: string }
  /** null takes the pinned sample away. */
  | { type: "set_sample"; id: string; sample: Json }
  | { type: "set_limits"; limits: Limits }
  | { type: "describe"; description: string }
  /** All of it by another one; samples stay with the steps that stay. */
  | { type: "replace"; definition: Definition };

/** The definition after the operation: the same object when the operation means nothing here (an unknown step, a move into itself). */
export function apply(definition: Definition, operation: Operation): Definition {
  switch (operation.type) {
    case "add":
      return inserted(definition, operation.spot, [withOwnId(definition, operation.step)]);
    case "remove":
      return removed(definition, operation.id);
    case "move":
      return moved(definition, operation.id, operation.spot);
    case "duplicate":
      return duplicated(definition, operation.id);
    case "paste":
      return inserted(definition, operation.spot, freshCopies(definition, operation.copied.steps));
    case "rename":
      return changed(definition, operation.id, (step) => ({ ...step, name: operation.name }));
    case "set_note":
      return changed(definition, operation.id, (step) => ({ ...step, note: operation.note }));
    case "change_settings":
      return changed(definition, operation.id, (step) => filledOnly({ ...step, settings: operation.settings }));
    case "add_case":
      return changed(definition, operation.id, (step) => withCase(step, operation.name));
    case "remove_case":
      return changed(definition, operation.id, (step) => withoutCase(step, operation.case));
    case "set_on_error":
      return changed(definition, operation.id, (step) => filledOnly({ ...step, on_error: operation.on_error }));
    case "set_retry":
      return changed(definition, operation.id, (step) => ({ ...step, retry: operation.retry }));
    default:
      return appliedAround(definition, operation);
  }
}

type Around = Exclude<Operation, { type: "add" | "remove" | "move" | "duplicate" | "paste" | "rename" | "set_note" | "change_settings" | "add_case" | "remove_case" | "set_on_error" | "set_retry" }>;

/** What is about the automation and not about one of its steps. */
function appliedAround(definition: Definition, operation: Around): Definition {
  const { notes } = definition;
  switch (operation.type) {
    case "change_trigger":
      return { ...definition, trigger: operation.trigger };
    case "place":
      return { ...definition, layout: { ...definition.layout, ...operation.places } };
    case "tidy":
      return Object.keys(definition.layout).length ? { ...definition, layout: {} } : definition;
    case "add_note":
      return { ...definition, notes: [...notes, { ...operation.note, id: freshId("note", notes.map(({ id }) => id)) }] };
    case "change_note":
      return { ...definition, notes: notes.map((note) => (note.id === operation.id ? { ...note, ...operation.change } : note)) };
    case "remove_note":
      return { ...definition, notes: notes.filter(({ id }) => id !== operation.id) };
    case "set_sample":
      return { ...definition, samples: operation.sample === null ? without(definition.samples, [operation.id]) : { ...definition.samples, [operation.id]: operation.sample } };
    case "set_limits":
      return { ...definition, limits: operation.limits };
    case "describe":
      return { ...definition, description: operation.description };
    case "replace": {
      const there = new Set(["trigger", ...allWithin(operation.definition.steps).map(({ id }) => id)]);
      const samples = Object.fromEntries(Object.entries(definition.samples).filter(([id]) => there.has(id)));
      return { ...operation.definition, samples };
    }
  }
}

function withOwnId(definition: Definition, step: Step): Step {
  const taken = allWithin(definition.steps).map(({ id }) => id);
  return { ...step, id: freshId(step.id || step.kind, taken) };
}

function inserted(definition: Definition, spot: Spot, steps: Step[]): Definition {
  if (spot.holder && !findStep(definition, spot.holder)) return definition;
  const insert = (list: readonly Step[]) => [...list.slice(0, spot.index), ...steps, ...list.slice(spot.index)];
  if (!spot.holder) return { ...definition, steps: insert(definition.steps) };
  return changed(definition, spot.holder, (step) => ({ ...step, branches: { ...step.branches, [spot.branch]: insert(step.branches[spot.branch] ?? []) } }));
}

/** The step goes with all that it holds, and what was kept about them. */
function removed(definition: Definition, id: string): Definition {
  const found = findStep(definition, id);
  if (!found) return definition;
  const gone = allWithin([found.step]).map((step) => step.id);
  return { ...takenOut(definition, id), layout: without(definition.layout, gone), samples: without(definition.samples, gone) };
}

function moved(definition: Definition, id: string, spot: Spot): Definition {
  const found = findStep(definition, id);
  if (!found || allWithin([found.step]).some((step) => step.id === spot.holder)) return definition;
  const sameList = found.spot.holder === spot.holder && found.spot.branch === spot.branch;
  if (sameList && (spot.index === found.spot.index || spot.index === found.spot.index + 1)) return definition;
  const index = sameList && found.spot.index < spot.index ? spot.index - 1 : spot.index;
  const lifted = { ...takenOut(definition, id), layout: without(definition.layout, allWithin([found.step]).map((step) => step.id)) };
  return inserted(lifted, { ...spot, index }, [found.step]);
}

function duplicated(definition: Definition, id: string): Definition {
  const found = findStep(definition, id);
  return found ? inserted(definition, spotAfter(definition, id), freshCopies(definition, [found.step])) : definition;
}

function takenOut(definition: Definition, id: string): Definition {
  const without = (steps: readonly Step[]): Step[] =>
    steps.filter((step) => step.id !== id).map((step) => ({ ...step, branches: mapped(step.branches, without) }));
  return { ...definition, steps: without(definition.steps) };
}

/** The definition with one step changed; steps beside its path stay the same objects. */
function changed(definition: Definition, id: string, change: (step: Step) => Step): Definition {
  const within = (steps: readonly Step[]): Step[] =>
    steps.map((step) => {
      if (step.id === id) return change(step);
      return allWithin([step]).some((one) => one.id === id) ? { ...step, branches: mapped(step.branches, within) } : step;
    });
  return findStep(definition, id) ? { ...definition, steps: within(definition.steps) } : definition;
}

/** Branches that the step no longer has stay as long as steps are in them: nothing is thrown away unseen. */
function filledOnly(step: Step): Step {
  const own = branchesOf(step);
  const kept = Object.entries(step.branches).filter(([name, steps]) => own.includes(name) || steps.length > 0);
  return { ...step, branches: Object.fromEntries(kept) };
}

function withCase(step: Step, name: string): Step {
  const cases = casesOf(step);
  const id = freshId("case", [...cases.map((one) => one.id), ...Object.keys(step.branches)]);
  const one = { id, name: name || `Case ${cases.length + 1}`, condition: { combinator: "and", rules: [] } };
  return { ...step, settings: { ...step.settings, cases: [...cases.map((each) => ({ ...each })), one] } };
}

function withoutCase(step: Step, id: string): Step {
  const cases = casesOf(step).filter((one) => one.id !== id).map((one) => ({ ...one }));
  return { ...step, settings: { ...step.settings, cases }, branches: without(step.branches, [id]) };
}

function mapped(branches: Record<string, Step[]>, change: (steps: readonly Step[]) => Step[]): Record<string, Step[]> {
  return Object.fromEntries(Object.entries(branches).map(([name, steps]) => [name, change(steps)]));
}

function without<Value>(values: Record<string, Value>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

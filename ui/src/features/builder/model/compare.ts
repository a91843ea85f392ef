/** What is different between two definitions: step by step, and field by field. */
import { RETRY } from "@/features/builder/model/new-step";
import { allWithin, stepsInOrder } from "@/features/builder/model/steps";
import { type Definition, type Json, type Step, TRIGGER } from "@/features/builder/model/types";
import { titleOf, valueText } from "@/features/builder/model/words";
import { wordFor } from "@/lib/words";

/** What a new step has without anybody's saying so. */
const UNSAID = { on_error: "exception", tries: RETRY.tries, seconds_between_tries: RETRY.seconds };

export type Difference = "added" | "changed" | "removed";

export interface FieldDifference {
  field: string;
  before: string;
  after: string;
}

export interface StepDifference {
  /** The id of the step, TRIGGER, or "" for the automation as a whole. */
  id: string;
  difference: Difference;
  fields: FieldDifference[];
}

/** Everything that differs in what runs do; places, notes and samples are left out. */
export function compare(before: Definition, after: Definition): StepDifference[] {
  const earlier = idsOf(before);
  const common = new Set([...idsOf(after)].filter((id) => earlier.has(id)));
  const [old, now] = [placed(before, common), placed(after, common)];
  const found: StepDifference[] = [];
  add(found, "", fieldsBetween(wholeOf(before), wholeOf(after)));
  add(found, TRIGGER, fieldsBetween(before.trigger, after.trigger));
  for (const [id, { step, key, place }] of now) {
    const was = old.get(id);
    if (!was) found.push({ id, difference: "added", fields: fieldsBetween(UNSAID, fieldsOf(step)) });
    else add(found, id, [...fieldsBetween(fieldsOf(was.step), fieldsOf(step)), ...(was.key === key ? [] : [{ field: "Place", before: was.place, after: place }])]);
  }
  for (const [id, { step }] of old) {
    if (!now.has(id)) found.push({ id, difference: "removed", fields: fieldsBetween(fieldsOf(step), {}) });
  }
  return found;
}

/** The later definition with the steps that are gone put where they stood, to be shown struck out. */
export function merged(before: Definition, after: Definition): Definition {
  const there = new Set(allWithin(after.steps).map(({ id }) => id));
  return { ...after, steps: mergedList(before.steps, after.steps, { there, before: new Map(allWithin(before.steps).map((step) => [step.id, step])) }) };
}

interface Ground {
  there: ReadonlySet<string>;
  before: ReadonlyMap<string, Step>;
}

function mergedList(before: readonly Step[], after: readonly Step[], ground: Ground): Step[] {
  const result = after.map((step) => withGone(ground.before.get(step.id), step, ground));
  let place = 0;
  for (const step of before) {
    if (!ground.there.has(step.id)) result.splice(place++, 0, withGone(step, { ...step, branches: {} }, ground));
    else place = Math.max(place, result.findIndex(({ id }) => id === step.id) + 1);
  }
  return result;
}

function withGone(before: Step | undefined, after: Step, ground: Ground): Step {
  const names = new Set([...Object.keys(after.branches), ...Object.keys(before?.branches ?? {})]);
  const branches = [...names].map((name) => [name, mergedList(before?.branches[name] ?? [], after.branches[name] ?? [], ground)] as const);
  return { ...after, branches: Object.fromEntries(branches) };
}

function add(found: StepDifference[], id: string, fields: FieldDifference[]): void {
  if (fields.length > 0) found.push({ id, difference: "changed", fields });
}

/** `key` is the step before it that both definitions have, or the branch that it begins: a new neighbour moves nobody. */
function placed(definition: Definition, common: ReadonlySet<string>) {
  const before = new Map<string, Step>();
  const titles = new Map(allWithin(definition.steps).map((step) => [step.id, titleOf(step, undefined)]));
  return new Map(
    stepsInOrder(definition).map(({ step, spot: { holder, branch } }) => {
      const list = `${holder}/${branch}`;
      const last = before.get(list);
      const first = holder ? `First in “${branch.replaceAll("_", " ")}” of ${titles.get(holder) ?? holder}` : "First";
      if (common.has(step.id)) before.set(list, step);
      return [step.id, { step, key: `${list}/${last?.id ?? ""}`, place: last ? `After ${titleOf(last, undefined)}` : first }] as const;
    }),
  );
}

const idsOf = (definition: Definition) => new Set(allWithin(definition.steps).map(({ id }) => id));
const wholeOf = ({ description, limits }: Definition) => ({ description, runs_at_once: limits.runs_at_once, runs_an_hour: limits.runs_an_hour });

function fieldsOf({ name, note, kind, settings, on_error, retry }: Step): Record<string, Json> {
  return { name, kind: wordFor(kind), note, ...settings, on_error, tries: retry.tries, seconds_between_tries: retry.seconds };
}

function fieldsBetween(before: object, after: object): FieldDifference[] {
  const [old, now] = [new Map<string, Json>(Object.entries(before)), new Map<string, Json>(Object.entries(after))];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [one, other] = [old.get(name), now.get(name)];
    if (isSame(one, other)) return [];
    return [{ field: wordFor(name), before: valueText(one), after: valueText(other) }];
  });
}

/** Equal whatever the order of names; nothing, null, "" and an empty list are the same. */
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return ordered(one) === ordered(other);
}

function ordered(value: Json | undefined): string {
  if (value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)) return "";
  if (Array.isArray(value)) return `[${value.map(ordered).join()}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${name}:${ordered(value[name])}`).join()}}`;
}

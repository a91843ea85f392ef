/** Steps as they begin, and steps that come from a clipboard. */
import { SWITCH } from "@/features/builder/model/steps";
import type { Definition, Json, OnError, Settings, Step } from "@/features/builder/model/types";

export const RETRY = { tries: 3, seconds: 10 };
const EMPTY_CONDITION = { combinator: "and", rules: [] };
const ON_ERROR: readonly OnError[] = ["stop", "continue", "exception", "branch"];

function settingsOf(kind: string): Settings {
  if (kind === SWITCH) return { cases: [{ id: "case", name: "Case 1", condition: EMPTY_CONDITION }] };
  return kind === "condition" ? { condition: EMPTY_CONDITION } : {};
}

/** A step of this kind; adding it gives it an id that is not taken. */
export function newStep(kind: string): Step {
  return { id: kind, kind, name: "", note: "", settings: settingsOf(kind), on_error: "exception", retry: RETRY, branches: {} };
}

export function emptyDefinition(): Definition {
  const trigger = { type: "manual", collection: "", kind: "", connection: "", fields: [], stage_field: "", stage: "", cause: "", condition: null, schedule: null, webhook: null };
  return { schema: 2, description: "", trigger, steps: [], limits: { runs_at_once: null, runs_an_hour: null }, layout: {}, notes: [], samples: {} };
}

/** What is put on the clipboard. */
export function copiedText(steps: readonly Step[]): string {
  return JSON.stringify({ tieout: "steps", steps }, null, 2);
}

/** The steps of a clipboard's text; null when it holds something else. */
export function stepsFrom(text: string): Step[] | null {
  const body = parsed(text);
  if (!isObject(body) || body["tieout"] !== "steps" || !Array.isArray(body["steps"])) return null;
  const steps = body["steps"].map(stepFrom);
  return steps.length > 0 && steps.every((step) => step !== null) ? steps : null;
}

function stepFrom(value: Json): Step | null {
  if (!isObject(value) || typeof value["id"] !== "string" || typeof value["kind"] !== "string") return null;
  const settings = isObject(value["settings"]) ? value["settings"] : {};
  const retry = isObject(value["retry"]) ? value["retry"] : {};
  const branches: Record<string, Step[]> = {};
  for (const [name, held] of Object.entries(isObject(value["branches"]) ? value["branches"] : {})) {
    const steps = Array.isArray(held) ? held.map(stepFrom) : [];
    if (steps.some((step) => step === null)) return null;
    branches[name] = steps.filter((step) => step !== null);
  }
  return {
    ...newStep(value["kind"]), id: value["id"], settings, branches,
    name: textOf(value["name"]), note: textOf(value["note"]),
    on_error: ON_ERROR.find((one) => one === value["on_error"]) ?? "exception",
    retry: { tries: numberOf(retry["tries"]) ?? RETRY.tries, seconds: numberOf(retry["seconds"]) ?? RETRY.seconds },
  };
}

/** A definition as the server gives it, with what it leaves out. */
export function definitionFrom(body: { [name: string]: unknown }): Definition {
  const empty = emptyDefinition();
  const given = body as Partial<Definition>;
  const steps = stepsFrom(JSON.stringify({ tieout: "steps", steps: given.steps ?? [] })) ?? [];
  return {
    ...empty, ...given, schema: 2, steps,
    trigger: { ...empty.trigger, ...given.trigger }, limits: { ...empty.limits, ...given.limits },
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const textOf = (value: Json | undefined) => (typeof value === "string" ? value : "");
const numberOf = (value: Json | undefined) => (typeof value === "number" ? value : undefined);

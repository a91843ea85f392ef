/** An automation as it is saved (form 2), and what the builder knows around it; the server's automations/definition.py is the same. */

import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Settings = Record<string, Json>;

export type OnError = Schemas["Step"]["on_error"];

/** How often what passes by itself is tried; `seconds` before the second try, twice as long before each later one. */
export type Retry = Schemas["Retry"];

/** `id` is unique in the whole automation: lower-case letters, digits, `-` and `_`. */
export interface Step extends Omit<Schemas["Step"], "settings" | "branches"> {
  settings: Settings;
  /** The steps that this one leads into, by the name of the branch; `branchesOf` says which names it has. */
  branches: Record<string, Step[]>;
}

export type Schedule = Schemas["Schedule"];
export type WebhookDoor = Schemas["WebhookDoor"];
export type Condition = { [name: string]: Json };

export interface Trigger extends Omit<Schemas["Trigger"], "type" | "condition" | "schedule" | "webhook"> {
  type: string;
  condition: Condition | null;
  schedule: Schedule | null;
  webhook: WebhookDoor | null;
}

/** Where somebody put a step or a note, in pixels; a step without one is laid out. */
export type Place = Schemas["Place"];
export type CanvasNote = Schemas["CanvasNote"];

export interface Limits {
  runs_at_once: number | null;
  runs_an_hour: number | null;
}

export interface Definition {
  schema: 2;
  description: string;
  trigger: Trigger;
  steps: Step[];
  limits: Limits;
  layout: Record<string, Place>;
  notes: CanvasNote[];
  /** By step id, "trigger" for the trigger: what tests of a draft take instead of what the step would give. */
  samples: Record<string, Json>;
}

/** The id under which the trigger is selected, placed and sampled. */
export const TRIGGER = "trigger";

/** What stands in the way of publishing; `step_id` is "" for the trigger or the automation as a whole. */
export type DefinitionProblem = Schemas["AutomationProblem"];

/** A value that an earlier step or the trigger gives, to be put into a setting. */
export type Pill = Schemas["Pill"];

/** The JSON schema of settings, from which their form is drawn. */
export type SettingsSchema = { [name: string]: Json };

export interface TriggerKind extends Omit<Schemas["CatalogueTrigger"], "settings_schema"> {
  settings_schema: SettingsSchema;
}

/** `writes`: to a ledger or to somebody outside. Where it is not `available`, `reason` says why. */
export interface StepKind extends Omit<Schemas["CatalogueStep"], "settings_schema"> {
  settings_schema: SettingsSchema;
}

export interface Catalogue {
  triggers: TriggerKind[];
  steps: StepKind[];
}

/** Something that happened or a record, with which the draft is tried. */
export interface Sample {
  event_id: string | null;
  record_id: string | null;
  title: string;
  values: Json;
}

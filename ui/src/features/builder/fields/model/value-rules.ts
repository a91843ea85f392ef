/** Where the value of a setting comes from, as it is saved and as it is written: text with pills, or one of the other ways. */
import type { components } from "@/api/schema";
import type { Json } from "@/features/builder/model/types";

type Schemas = components["schemas"];
export type ValueRule = Schemas["FieldRule"] | Schemas["TextRule"] | Schemas["FixedRule"] | Schemas["ChooseRule"] | Schemas["LookupRule"] | Schemas["FormulaRule"];
export type ChooseRule = Schemas["ChooseRule"];
export type LookupRule = Schemas["LookupRule"];

/** A piece of what is written in a field: text, or a pill that stands for a value. */
export type Part = string | { path: string };

/** `written` is text with pills; a formula, conditions and a table each have an editor of their own. */
export type RuleMode = "written" | "formula" | "choose" | "lookup";

export const MODE_NAMES: Record<RuleMode, string> = {
  written: "Text and values",
  formula: "Formula",
  choose: "By conditions",
  lookup: "Table of values",
};

const KINDS = new Set(["field", "text", "fixed", "choose", "lookup", "formula"]);

/** What is saved in a setting, if it is a rule; a plain text or number counts as written. */
export function asRule(value: Json | undefined): ValueRule | null {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return { kind: "fixed", value: String(value) };
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return KINDS.has(String(value["kind"])) ? (value as unknown as ValueRule) : null;
}

export function asJson(rule: ValueRule | null): Json {
  return rule as unknown as Json;
}

export function modeOf(rule: ValueRule | null): RuleMode {
  return rule?.kind === "formula" || rule?.kind === "choose" || rule?.kind === "lookup" ? rule.kind : "written";
}

/** What is written in the field. */
export function partsOf(rule: ValueRule | null): Part[] {
  switch (rule?.kind) {
    case "field": return rule.path ? [{ path: rule.path }] : [];
    case "text": return rule.parts;
    case "fixed": return rule.value ? [rule.value] : [];
    default: return [];
  }
}

/** The simplest rule that says the same; a lone pill keeps the value that stands in where it is empty. */
export function ruleOf(parts: readonly Part[], before: ValueRule | null): ValueRule | null {
  const joined = joinedTexts(parts);
  const [first, ...more] = joined;
  if (first === undefined) return null;
  if (more.length > 0) return { kind: "text", parts: joined };
  if (typeof first === "string") return { kind: "fixed", value: first };
  const standIn = before?.kind === "field" ? before.otherwise : undefined;
  return standIn ? { kind: "field", path: first.path, otherwise: standIn } : { kind: "field", path: first.path };
}

/** Texts beside each other as one, empty ones left out. */
export function joinedTexts(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part === "") continue;
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return joined;
}

/** A rule of another mode to begin with; what the one before read goes along. */
export function begun(mode: RuleMode, before: ValueRule | null): ValueRule | null {
  const [path = ""] = pathsOf(before);
  switch (mode) {
    case "written": return path ? { kind: "field", path } : null;
    case "formula": return { kind: "formula", source: path };
    case "choose": return { kind: "choose", cases: [{ when: { combinator: "and", rules: [] }, value: before && modeOf(before) === "written" ? before : { kind: "fixed", value: "" } }] };
    case "lookup": return { kind: "lookup", path, table: {} };
  }
}

/** The values that the rule reads; those in formulas and conditions not included. */
export function pathsOf(rule: ValueRule | null): string[] {
  if (rule?.kind === "field" || rule?.kind === "lookup") return rule.path ? [rule.path] : [];
  return rule?.kind === "text" ? rule.parts.flatMap((part) => (typeof part === "string" ? [] : [part.path])) : [];
}

/** The same rule with another value where there is none. */
export function withOtherwise<Rule extends Extract<ValueRule, { otherwise?: unknown }>>(rule: Rule, otherwise: ValueRule | null): Rule {
  return { ...rule, otherwise };
}

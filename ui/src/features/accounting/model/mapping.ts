import type { AccountingMapping, AccountingType, MappingProblem } from "@/api/types";
import { asRule, type Rule } from "@/features/accounting/model/rules";

export type Direction = "to_ledger" | "from_ledger" | "both" | "none";
type Draft = AccountingMapping;

/** The rule of an entity's field, of the document's own or, with `lines.`, of its lines. */
export function ruleOf(draft: Draft, field: string): Rule | null {
  return asRule(part(draft, field));
}

/** The relation by which contact or item are named. */
export function relationOf(draft: Draft, field: string): string {
  const found = part(draft, field);
  return typeof found === "object" && found !== null && "path" in found ? String(found.path) : "";
}

export function withRule(draft: Draft, field: string, rule: Rule | null): Draft {
  return withPart(draft, field, rule);
}

export function withPart(draft: Draft, field: string, value: unknown): Draft {
  if (!field.startsWith("lines.")) return { ...draft, [field]: value } as Draft;
  return { ...draft, lines: { ...linesOf(draft), [field.slice("lines.".length)]: value } } as Draft;
}

export function linesOf(draft: Draft): Record<string, unknown> {
  const lines = draft["lines"];
  return typeof lines === "object" && lines !== null && !Array.isArray(lines) ? (lines as Record<string, unknown>) : {};
}

/** What has a rule and says nothing else goes to the ledger. */
export function directionOf(draft: Draft, field: string): Direction {
  if (ruleOf(draft, field) === null) return "none";
  const found = directions(draft)[field];
  return found === "from_ledger" || found === "both" || found === "none" ? found : "to_ledger";
}

export function withDirection(draft: Draft, field: string, direction: Direction): Draft {
  return { ...draft, directions: { ...directions(draft), [field]: direction } };
}

export function isOn(draft: Draft, option: string, otherwise = false): boolean {
  const value = draft[option];
  return typeof value === "boolean" ? value : otherwise;
}

/** Problems by the field that they are about. */
export function byField(problems: readonly MappingProblem[]): Record<string, MappingProblem[]> {
  const found: Record<string, MappingProblem[]> = {};
  for (const problem of problems) (found[problem.field] ??= []).push(problem);
  return found;
}

export function isDocument(type: AccountingType): boolean {
  return type === "invoices" || type === "bills";
}

function part(draft: Draft, field: string): unknown {
  return field.startsWith("lines.") ? linesOf(draft)[field.slice("lines.".length)] : draft[field];
}

function directions(draft: Draft): Record<string, string> {
  const found = draft["directions"];
  return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as Record<string, string>) : {};
}

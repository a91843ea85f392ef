/** Fields of a collection: what can be chosen, what is a number, how a value reads as text. */
import type { Field } from "@/api/types";

const NUMBERS = new Set(["number", "money"]);

export function isNumber(field: Pick<Field, "type">): boolean {
  return NUMBERS.has(field.type);
}

/** The choices of a choice field; none for every other type. */
export function choicesOf(field: Field): string[] {
  return field.type === "choice" ? field.options : [];
}

export type LineItem = Record<string, unknown>;

/** The rows of a line-items value; anything else has none. */
export function linesOf(value: unknown): LineItem[] {
  if (!Array.isArray(value)) return [];
  return value.filter((line): line is LineItem => typeof line === "object" && line !== null);
}

/** A plain value as text; empty for what is missing. */
export function textOfValue(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** The currency that a record's amounts are in. */
export function currencyOf(values: Record<string, unknown>): string {
  return textOfValue(values["currency"]);
}

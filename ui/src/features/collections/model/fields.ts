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

/** Says something only where something is wrong: what a row of the imported file lacks. */
const ONLY_WHEN_FILLED = new Set(["incomplete"]);

/** Whether a record's page has a place for the field. */
export function isShown(field: Pick<Field, "key">, values: Record<string, unknown>): boolean {
  return !ONLY_WHEN_FILLED.has(field.key) || textOfValue(values[field.key]) !== "";
}

/** Columns that a table leaves out at first: how many lines there are, a currency that every amount shows, what is mostly empty. */
export function hiddenAtFirst(fields: readonly Field[]): string[] {
  const hasAmounts = fields.some(isNumber);
  return fields
    .filter(({ key, type }) => type === "line_items" || (key === "currency" && hasAmounts) || ONLY_WHEN_FILLED.has(key))
    .map(({ key }) => key);
}

/** How a table is sorted at first: the newest first, by the day of the record itself; by the server's order where it has none. */
export function sortAtFirst(fields: readonly Field[]): string | undefined {
  const day = fields.find(({ type }) => type === "date" || type === "date_time");
  return day && `-${day.key}`;
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

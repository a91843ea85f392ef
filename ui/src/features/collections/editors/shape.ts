/** What an editor must know of a field, whether of a record or of a line; and what people write in numbers and days. */
import type { Field } from "@/api/types";

export interface Stage {
  key: string;
  name: string;
  is_final?: boolean;
}

/** A field or a column of line items. */
export interface Shape {
  key: string;
  name: string;
  type: string;
  required?: boolean;
  collection?: string;
  hint?: string;
  options?: readonly string[];
  stages?: readonly Stage[];
  columns?: readonly Shape[];
  currency?: string;
  currency_field?: string;
  from_ledger?: boolean;
}

export function shapeOf(field: Field): Shape {
  return { ...field, columns: field.columns.map(({ choices, ...column }) => ({ ...column, options: choices })) };
}

/** Whether a person may type into it at all. */
export function isEditable(shape: Shape): boolean {
  return !shape.from_ledger && shape.type !== "formula";
}

/** Whether a cell of a table is large enough for its editor; the others are edited on the record's page. */
export function isInline(shape: Shape): boolean {
  return isEditable(shape) && !["line_items", "attachment"].includes(shape.type);
}

/** 0,125 is a fraction, as it is written on the Continent: nobody groups after a nought. */
const THOUSANDS = /^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const PLAIN = /^-?\d*\.?\d+$|^-?\d+\.$/;

/** "£1,234.50" and "(12.00)" as a plain number; anything else, a negative number in brackets too, as it is, for the server to refuse. */
export function numberText(text: string): string {
  let amount = text.trim();
  const inBrackets = /^\((.*)\)$/.exec(amount);
  if (inBrackets) amount = (inBrackets[1] ?? "").trim();
  const negative = /^[-−]/.test(amount);
  amount = amount.replace(/^[-−]/, "").trim().replace(/^[£$€¥]+/, "").trim();
  if (THOUSANDS.test(amount)) amount = amount.replaceAll(",", "");
  const signs = [negative, inBrackets !== null, amount.startsWith("-")].filter(Boolean).length;
  if (!PLAIN.test(amount) || signs > 1) return text.trim();
  return negative || inBrackets ? `-${amount}` : amount;
}

/** What an emptied field is sent as. */
export function emptyValue(shape: Shape): string | boolean | string[] {
  if (["multi_choice", "attachment", "line_items"].includes(shape.type)) return [];
  return shape.type === "checkbox" ? false : "";
}

/** The currency of an amount: the field's own, that of the field it names, or the record's. */
export function currencyFor(shape: Shape, values: Record<string, unknown>): string {
  const named = values[shape.currency_field ?? "currency"];
  return shape.currency || (typeof named === "string" ? named : "");
}

/** A value as it is compared: nothing, an empty text and no list are the same. */
export function isSame(one: unknown, other: unknown): boolean {
  const plain = (value: unknown) => JSON.stringify(value === null || value === undefined || value === "" || value === false || (Array.isArray(value) && value.length === 0) ? null : value);
  return plain(one) === plain(other);
}

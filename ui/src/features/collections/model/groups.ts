/** Groups of a list: by which field, and to which group a record belongs. */
import type { Field, RecordRow } from "@/api/types";
import { kindOf } from "@/lib/conditions";

export interface Grouping {
  field: string;
  part: string;
  descending: boolean;
}

const LENGTHS: Record<string, number> = { year: 4, month: 7, day: 10 };

/** What `group=-ordered_on:month` says. */
export function groupingOf(text: string | undefined): Grouping | undefined {
  const [field = "", part = ""] = (text ?? "").replace(/^-/, "").split(":");
  return field ? { field, part, descending: text?.startsWith("-") ?? false } : undefined;
}

/** What a record has in the field of the group, as the server tells groups apart: without regard to case and white space. */
export function groupKey(value: unknown, part: string): string {
  if (value === null || value === undefined || value === "") return "";
  const text = String(value).trim();
  const length = LENGTHS[part];
  if (length !== undefined) return text.slice(0, length);
  return /^-?\d+(\.\d+)?$/.test(text) ? text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "") : text.toLowerCase();
}

export function groupKeyOf(row: RecordRow, grouping: Grouping): string {
  const own: Record<string, unknown> = { key: row.key, title: row.title, created_at: row.created_at, updated_at: row.updated_at };
  return groupKey(row.values[grouping.field] ?? own[grouping.field], grouping.part);
}

const UNGROUPED = new Set(["line_items", "attachment", "multi_choice", "long_text"]);

/** Fields by which a list can be put into groups. */
export function groupable(fields: readonly Field[]): Field[] {
  return fields.filter((field) => field.listed && !UNGROUPED.has(field.type));
}

export function isDay(field: Pick<Field, "type" | "result">): boolean {
  return ["date", "date_time"].includes(kindOf(field));
}

/** Number fields whose sums a group shows. */
export function summable(fields: readonly Field[]): Field[] {
  return fields.filter((field) => field.listed && ["number", "money"].includes(kindOf(field)));
}

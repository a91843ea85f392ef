/** The mapping of a file as the wizard edits it: pure values, one new mapping for each change. */
import type { Field } from "@/api/types";

export type DateFormat = "iso" | "day_first" | "month_first";

/** A field that can be filled, the column that fills it ("" = none in this file), and how its cells are read. */
export interface Target {
  column: string;
  field: string;
  type: string;
  on: "record" | "line" | "row";
  formats: DateFormat[];
  clean: string[];
  default: string;
  required: boolean;
}

/** What the server suggests and takes back; everything but `columns` travels through unchanged. */
export interface ImportMapping {
  collection: string;
  columns: Target[];
  [rest: string]: unknown;
}

const DATES = new Set(["date", "date_time"]);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

function targetOf(value: Record<string, unknown>): Target {
  const on = value["on"];
  return {
    column: String(value["column"] ?? ""),
    field: String(value["field"] ?? ""),
    type: String(value["type"] ?? "text"),
    on: on === "line" || on === "row" ? on : "record",
    formats: texts(value["formats"]).filter((one): one is DateFormat => ["iso", "day_first", "month_first"].includes(one)),
    clean: texts(value["clean"]),
    default: String(value["default"] ?? ""),
    required: value["required"] === true,
  };
}

/** Reads the suggestion of the server; the fields of the collection that it left out become further targets. */
export function readMapping(suggested: unknown, collection: string, fields: readonly Field[]): ImportMapping {
  const given = isRecord(suggested) ? suggested : {};
  const columns = Array.isArray(given["columns"]) ? given["columns"].filter(isRecord).map(targetOf) : [];
  const known = new Set(columns.map(({ field }) => field));
  const rest = fields.filter(({ key, type }) => !known.has(key) && !["line_items", "relation"].includes(type));
  const added = rest.map(({ key, type, required }) =>
    targetOf({ field: key, type: ["number", "money", "date", "date_time"].includes(type) ? type : "text", formats: ["iso"], clean: ["strip"], required }),
  );
  const named = typeof given["collection"] === "string" && given["collection"] !== "" ? given["collection"] : collection;
  return { ...given, collection: named, columns: [...columns, ...added] };
}

/** The field that a column of the file fills; "" where it is not imported. */
export function fieldOf(mapping: ImportMapping, column: string): string {
  return mapping.columns.find((target) => target.column === column)?.field ?? "";
}

function change(mapping: ImportMapping, edit: (target: Target) => Target): ImportMapping {
  return { ...mapping, columns: mapping.columns.map(edit) };
}

/** Lets a column fill a field: a column fills one field, and a field is filled by one column. "" takes the column out. */
export function assign(mapping: ImportMapping, column: string, field: string): ImportMapping {
  return change(mapping, (target) => {
    if (target.field === field) return { ...target, column };
    return target.column === column ? { ...target, column: "" } : target;
  });
}

export function withDefault(mapping: ImportMapping, field: string, value: string): ImportMapping {
  return change(mapping, (target) => (target.field === field ? { ...target, default: value } : target));
}

/** ISO dates are always understood; the order of slashed dates is added to them. */
export function withDateFormat(mapping: ImportMapping, format: DateFormat): ImportMapping {
  const formats: DateFormat[] = format === "iso" ? ["iso"] : ["iso", format];
  return change(mapping, (target) => (DATES.has(target.type) ? { ...target, formats } : target));
}

export function dateFormatOf(mapping: ImportMapping): DateFormat | null {
  const dates = mapping.columns.filter(({ type, column }) => DATES.has(type) && column !== "");
  if (dates.length === 0) return null;
  return dates.flatMap(({ formats }) => formats).find((format) => format !== "iso") ?? "iso";
}

/** Needed fields that neither a column nor a fixed value fills. */
export function missing(mapping: ImportMapping): Target[] {
  return mapping.columns.filter((target) => target.required && target.column === "" && target.default === "");
}

/** What is sent: targets that nothing fills are left out, unless the suggestion had them for its rules. */
export function toSend(mapping: ImportMapping, suggested: unknown): Record<string, unknown> {
  const given = isRecord(suggested) && Array.isArray(suggested["columns"]) ? suggested["columns"].filter(isRecord) : [];
  const known = new Set(given.map((target) => target["field"]));
  const columns = mapping.columns.filter(({ column, field, default: fixed }) => column !== "" || fixed !== "" || known.has(field));
  return { ...mapping, columns };
}

/** The mapping of a file as the wizard edits it: pure values, one new mapping for each change. */
import type { Field, ImportColumn, ImportMapping, ImportTarget } from "@/api/types";

/** A field that can be filled, the column that fills it ("" = none in this file), and how its cells are read. */
export type Target = ImportTarget;
export type DateFormat = Target["formats"][number];

const DATES = new Set(["date", "date_time"]);

function typeOf(field: Field): Target["type"] {
  switch (field.type) {
    case "number":
    case "money":
    case "date":
    case "date_time":
      return field.type;
    default:
      return "text";
  }
}

/** The suggestion of the server, and the fields of the collection that it left out as further targets. */
export function readMapping(suggested: ImportMapping, collection: string, fields: readonly Field[]): ImportMapping {
  const known = new Set([...suggested.columns.map(({ field }) => field), ...Object.keys(suggested.record)]);
  const unfilled = new Set(["line_items", "formula", "attachment"]);
  const rest = fields.filter((field) => !known.has(field.key) && !field.from_ledger && !unfilled.has(field.type) && !(suggested.group && field.type === "relation"));
  const added = rest.map((field): Target => ({
    column: "", field: field.key, type: typeOf(field), on: "record", formats: ["iso"], clean: ["strip"], default: "", required: field.required,
  }));
  return { ...suggested, collection: suggested.collection || collection, columns: [...suggested.columns, ...added] };
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

const SLASHED = /^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}/;

/** A date of the file that may mean two days as long as nobody says how they are written; "" where none does. */
export function doubtfulDate(mapping: ImportMapping, columns: readonly ImportColumn[]): string {
  const open = mapping.columns.filter(({ type, column, formats }) => DATES.has(type) && column !== "" && formats.every((format) => format === "iso"));
  const cells = columns.filter(({ name }) => open.some(({ column }) => column === name)).flatMap(({ samples }) => samples);
  return cells.find((cell) => SLASHED.test(cell))?.trim() ?? "";
}

/** Needed fields that neither a column nor a fixed value fills. */
export function missing(mapping: ImportMapping): Target[] {
  return mapping.columns.filter((target) => target.required && target.column === "" && target.default === "");
}

/** What is sent: targets that nothing fills are left out, unless the suggestion had them for its rules. */
export function toSend(mapping: ImportMapping, suggested: ImportMapping): ImportMapping {
  const known = new Set(suggested.columns.map(({ field }) => field));
  const columns = mapping.columns.filter(({ column, field, default: fixed }) => column !== "" || fixed !== "" || known.has(field));
  return { ...mapping, columns };
}

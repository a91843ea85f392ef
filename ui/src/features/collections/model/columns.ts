/** Columns of a records table: their order, and by which a list can be sorted. */
import type { Collection, Field } from "@/api/types";

const UNSORTED = new Set(["line_items", "attachment", "multi_choice"]);

export function isSortable(field: Field): boolean {
  return field.listed && !UNSORTED.has(field.type);
}

/** The fields in the order that the address gives; those that it does not name follow as they are. */
export function orderedFields(fields: readonly Field[], cols: string | undefined): Field[] {
  const places = new Map((cols ?? "").split(",").filter(Boolean).map((key, place) => [key, place]));
  const place = (field: Field, own: number) => places.get(field.key) ?? places.size + own;
  return fields.map((field, own) => ({ field, at: place(field, own) })).sort((one, other) => one.at - other.at).map(({ field }) => field);
}

/** What a list can be sorted by, for a choice. */
export function sortChoices(collection: Collection): { value: string; label: string }[] {
  const own = collection.fields.filter(isSortable).map(({ key, name }) => ({ value: key, label: name }));
  const taken = new Set(own.map(({ value }) => value));
  const always = [{ value: "key", label: "Key" }, { value: "created_at", label: "Made" }, { value: "updated_at", label: "Changed" }];
  return [...own, ...always.filter(({ value }) => !taken.has(value))];
}

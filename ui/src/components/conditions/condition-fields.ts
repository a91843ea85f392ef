/** What a condition can be about: the fields of a collection, or whatever else has a name and a type. */
import type { Field } from "@/api/types";
import { SYSTEM_FIELDS, kindOf } from "@/lib/conditions";

export interface ConditionField {
  name: string;
  label: string;
  /** The type of its values, which decides the comparisons. */
  kind: string;
  /** Where it can only be one of these. */
  options: { value: string; label: string }[];
  /** Under which heading it is offered. */
  group?: string;
}

/** The fields of a collection, and those that every record has. */
export function conditionFieldsOf(fields: readonly Field[]): ConditionField[] {
  const own = fields.filter(({ listed }) => listed).map((field) => ({ name: field.key, label: field.name, kind: kindOf(field), options: optionsOf(field) }));
  const taken = new Set(own.map(({ name }) => name));
  return [...own, ...SYSTEM_FIELDS.filter(({ name }) => !taken.has(name)).map((field) => ({ ...field, options: [] }))];
}

function optionsOf(field: Field): { value: string; label: string }[] {
  if (kindOf(field) === "stage") return field.stages.map(({ key, name }) => ({ value: key ?? "", label: name }));
  return field.options.map((option) => ({ value: option, label: option }));
}

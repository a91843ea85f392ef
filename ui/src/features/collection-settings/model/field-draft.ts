/** A field as it is written in its form, and what of it goes to the server. */
import type { Column, FieldIn, FieldType, Stage } from "@/api/collection-settings";
import type { Field } from "@/api/types";

export const TYPE_NAMES: Record<FieldType, string> = {
  text: "Text", long_text: "Long text", number: "Number", money: "Money", date: "Date", date_time: "Date and time", choice: "Choice",
  multi_choice: "Multiple choice", stage: "Stage", checkbox: "Checkbox", email: "E-mail", phone: "Phone", url: "Web address", person: "Person",
  relation: "Relation", line_items: "Line items", formula: "Formula", attachment: "Attachment",
};
export const TYPE_CHOICES = (Object.entries(TYPE_NAMES) as [FieldType, string][]).map(([value, label]) => ({ value, label }));

export const RESULTS = [
  { value: "text", label: "Text" }, { value: "number", label: "Number" }, { value: "money", label: "Money" }, { value: "date", label: "Date" },
  { value: "checkbox", label: "Yes or no" },
] as const;
export type Result = (typeof RESULTS)[number]["value"];

const COLUMN_TYPES: FieldType[] = ["text", "number", "money", "date", "choice", "checkbox", "relation"];
export const COLUMN_CHOICES = COLUMN_TYPES.map((value) => ({ value, label: TYPE_NAMES[value] }));

export interface FieldDraft {
  name: string;
  type: FieldType;
  required: boolean;
  unique: boolean;
  hint: string;
  fallback: string;
  choices: string[];
  stages: Stage[];
  collection: string;
  columns: Column[];
  source: string;
  result: Result;
  currency: string;
  currency_field: string;
  decimals: number | null;
}

const BEGUN: Column[] = [
  { key: "", name: "Description", type: "text", collection: "", required: false, choices: [] },
  { key: "", name: "Quantity", type: "number", collection: "", required: true, choices: [] },
  { key: "", name: "Unit price", type: "money", collection: "", required: true, choices: [] },
];

export const EMPTY: FieldDraft = {
  name: "", type: "text", required: false, unique: false, hint: "", fallback: "", choices: [], collection: "", columns: BEGUN,
  stages: [{ key: "", name: "New", is_final: false }, { key: "", name: "Done", is_final: true }],
  source: "", result: "number", currency: "", currency_field: "", decimals: null,
};

export function draftOf(field: Field): FieldDraft {
  return {
    ...EMPTY,
    name: field.name, type: field.type, required: field.required, unique: field.unique, hint: field.hint,
    fallback: field.default === null ? "" : String(field.default),
    choices: field.options, stages: field.stages.length > 0 ? field.stages : EMPTY.stages, collection: field.collection,
    columns: field.columns.length > 0 ? field.columns : EMPTY.columns,
    source: field.source, result: field.result || "number", currency: field.currency, currency_field: field.currency_field, decimals: field.decimals,
  };
}

const UNIQUE = new Set<FieldType>(["text", "number", "date", "email", "phone", "url", "relation", "person"]);
const WITH_DEFAULT = new Set<FieldType>(["text", "long_text", "number", "money", "date", "choice", "stage", "checkbox", "email", "phone", "url"]);

export const mayBeUnique = (type: FieldType): boolean => UNIQUE.has(type);
export const mayBeRequired = (type: FieldType): boolean => type !== "formula";
export const mayHaveDefault = (draft: FieldDraft): boolean => WITH_DEFAULT.has(draft.type) && !draft.unique;
export const isMoney = ({ type, result }: FieldDraft): boolean => type === "money" || (type === "formula" && result === "money");

/** What the type of a field asks for, and nothing of what another type would. */
export function optionsOf(draft: FieldDraft): FieldIn {
  const own: FieldIn = {
    ...(draft.type === "choice" || draft.type === "multi_choice" ? { choices: draft.choices } : {}),
    ...(draft.type === "stage" ? { stages: draft.stages } : {}),
    ...(draft.type === "relation" ? { collection: draft.collection } : {}),
    ...(draft.type === "line_items" ? { columns: draft.columns } : {}),
    ...(draft.type === "formula" ? { source: draft.source, result: draft.result, decimals: draft.decimals } : {}),
  };
  return isMoney(draft) ? { ...own, currency: draft.currency, currency_field: draft.currency_field } : own;
}

export function bodyOfDraft(draft: FieldDraft): FieldIn {
  const fallback = draft.type === "checkbox" ? draft.fallback === "true" : draft.fallback;
  return {
    name: draft.name.trim(),
    required: draft.required && mayBeRequired(draft.type),
    unique: draft.unique && mayBeUnique(draft.type),
    hint: draft.hint.trim(),
    default: mayHaveDefault(draft) && draft.fallback !== "" ? fallback : null,
    ...optionsOf(draft),
  };
}

/** The list with one entry moved up or down. */
export function moved<Item>(items: readonly Item[], place: number, by: number): Item[] {
  const next = [...items];
  const [one] = next.splice(place, 1);
  if (one !== undefined) next.splice(place + by, 0, one);
  return next;
}

/** The form of a step's settings, read from their JSON schema. */
import type { Json, SettingsSchema } from "@/features/builder/model/types";

export interface FormField {
  name: string;
  title: string;
  description: string;
  widget: string;
  /** The setting that it depends on. */
  of: string;
  required: boolean;
  fallback: Json;
  /** For a choice. */
  options: { value: string; label: string }[];
  /** Its own schema, with every reference followed. */
  schema: SettingsSchema;
  /** The heading that it stands under; "" for none. */
  group: string;
  /** What the schema says beside it (`x-…`). */
  more: Record<string, Json>;
}

const DEPTH_MAX = 6;

export function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The settings in the schema's order. */
export function fieldsOf(schema: SettingsSchema, root: SettingsSchema = schema): FormField[] {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  return Object.entries(properties).flatMap(([name, raw]) => (isObject(raw) ? [fieldOf(name, raw, { root, required: required.includes(name) })] : []));
}

function fieldOf(name: string, raw: SettingsSchema, { root, required }: { root: SettingsSchema; required: boolean }): FormField {
  const schema = followed(raw, root);
  const options = optionsOf(schema);
  const more = Object.fromEntries(Object.entries(schema).flatMap(([key, value]) => (key.startsWith("x-") ? [[key.slice(2), value] as const] : [])));
  return {
    name,
    title: text(schema["title"]) || wordsOf(name),
    description: text(schema["description"]),
    widget: text(more["widget"]) || widgetOf(schema, options),
    of: text(more["of"]),
    group: text(more["group"]),
    required: required || more["required"] === true,
    fallback: schema["default"] ?? null,
    options,
    schema,
    more,
  };
}

/** The schema with its reference put in its place, and without the alternative "or nothing". What is said beside a reference wins. */
export function followed(raw: SettingsSchema, root: SettingsSchema, depth = 0): SettingsSchema {
  if (depth > DEPTH_MAX) return raw;
  const { $ref, anyOf, allOf, ...own } = raw;
  if (typeof $ref === "string") return { ...followed(referred($ref, root), root, depth + 1), ...own };
  const ways = Array.isArray(anyOf) ? anyOf.filter(isObject).filter((one) => one["type"] !== "null") : [];
  const [only] = ways;
  if (only && ways.length === 1) return { ...followed(only, root, depth + 1), ...own };
  if (Array.isArray(allOf) && isObject(allOf[0])) return { ...followed(allOf[0], root, depth + 1), ...own };
  return raw;
}

function referred(path: string, root: SettingsSchema): SettingsSchema {
  const name = path.split("/").at(-1) ?? "";
  const definitions = root["$defs"];
  const found = isObject(definitions) ? definitions[name] : undefined;
  return isObject(found) ? found : {};
}

/** What draws it where the schema does not say so. */
function widgetOf(schema: SettingsSchema, options: readonly unknown[]): string {
  if (isObject(schema["discriminator"]) && isObject(schema["discriminator"]["mapping"]) && "formula" in schema["discriminator"]["mapping"]) return "rule";
  if (options.length > 0) return "choice";
  const { type, items } = schema;
  if (type === "boolean") return "checkbox";
  if (type === "integer" || type === "number") return "number";
  if (type === "array") return isObject(items) && items["type"] === "string" && !items["$ref"] ? "texts" : "rows";
  if (type === "object") return schema["properties"] ? "group" : "json";
  return type === "string" ? "text" : "json";
}

/** The choices of an enum; `x-names` or `x-labels` give them words, in their order. */
function optionsOf(schema: SettingsSchema): { value: string; label: string }[] {
  const words = schema["x-names"] ?? schema["x-labels"];
  const names = Array.isArray(words) ? words.map(text) : [];
  const items = isObject(schema["items"]) ? schema["items"] : {};
  if (Array.isArray(items["enum"])) return optionsOf({ ...items, "x-names": words ?? null });
  const values = Array.isArray(schema["enum"]) ? schema["enum"].map(text) : "const" in schema ? [text(schema["const"])] : Array.isArray(schema["x-options"]) ? schema["x-options"].map(text) : [];
  return values.map((value, index) => ({ value, label: names[index] || (value === "" ? "None" : wordsOf(value)) }));
}

/** A plain value as text; empty for lists and objects. */
export function text(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

export function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

function wordsOf(name: string): string {
  const words = name.replaceAll(/[._-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether a setting is asked for: some matter only with a certain choice elsewhere (`x-when`). */
export function isAsked(field: FormField, settings: { [name: string]: Json }, fields: readonly FormField[]): boolean {
  if (field.widget === "hidden") return false;
  const when = field.more["when"];
  if (!isObject(when)) return true;
  return Object.entries(when).every(([name, wanted]) => {
    const now = settings[name] ?? fields.find((one) => one.name === name)?.fallback ?? null;
    return (Array.isArray(wanted) ? wanted : [wanted]).includes(now);
  });
}

/** What a new row of a list begins with. */
export function blankOf(fields: readonly FormField[]): { [name: string]: Json } {
  return Object.fromEntries(fields.map(({ name, fallback, widget }) => [name, fallback ?? (widget === "text" || widget === "choice" ? "" : null)]));
}

/** JSON as lines of a path and its text, for reading. */

const PARTS_MAX = 300;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** Every plain value under its path: `lines.0.quantity`. */
export function flattened(value: unknown, prefix = ""): [path: string, text: string][] {
  const inner = Array.isArray(value) ? value.map((one, index) => [String(index), one] as const) : isObject(value) ? Object.entries(value) : undefined;
  if (!inner) return prefix === "" && value === undefined ? [] : [[prefix || "value", textOf(value)]];
  if (inner.length === 0) return prefix ? [[prefix, ""]] : [];
  return inner.flatMap(([name, one]) => flattened(one, prefix ? `${prefix}.${name}` : name)).slice(0, PARTS_MAX);
}

/** A list of plain rows, that a table can show with a column for each name. */
export function rowsOf(value: unknown): Record<string, string>[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) return undefined;
  return value.slice(0, PARTS_MAX).map((row) => Object.fromEntries(Object.entries(row).map(([name, one]) => [name, textOf(one)])));
}

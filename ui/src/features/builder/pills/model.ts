/** The values that a setting can take from the trigger and the steps before, found by what one types. */
import type { Json, Pill } from "@/features/builder/model/types";

const OPTIONS_MAX = 60;

/** Those whose name, group or path has every word. */
export function found(pills: readonly Pill[], text: string): Pill[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return pills.filter(({ label, group, path }) => words.every((word) => `${group} ${label} ${path}`.toLowerCase().includes(word))).slice(0, OPTIONS_MAX);
}

const ELEMENT = "[].";

/** Those that are one value each: what stands in every element of a list is none. */
export function single(pills: readonly Pill[]): Pill[] {
  return pills.filter(({ path }) => !path.includes(ELEMENT));
}

/** With what an element of the list has, as rules over its elements name it: `line.quantity`. */
export function withElements(pills: readonly Pill[], list: string, name: string): Pill[] {
  const within = `${list}${ELEMENT}`;
  const own = pills.filter(({ path }) => path.startsWith(within) || (!list.startsWith("trigger.") && path.startsWith(`trigger.${within}`)));
  return [...own.map((pill) => ({ ...pill, path: `${name}.${pill.path.slice(pill.path.indexOf(within) + within.length)}`, group: "This line" })), ...pills];
}

/** In their groups, in the order of the first of each. */
export function grouped(pills: readonly Pill[]): [group: string, pills: Pill[]][] {
  const groups = new Map<string, Pill[]>();
  for (const pill of pills) groups.set(pill.group, [...(groups.get(pill.group) ?? []), pill]);
  return [...groups];
}

/** A sample on one line; lists and records by their size. */
export function sampleText(sample: Json | undefined): string {
  if (sample === null || sample === undefined || sample === "") return "";
  if (typeof sample === "boolean") return sample ? "yes" : "no";
  if (Array.isArray(sample)) return sample.length === 1 ? "1 item" : `${sample.length} items`;
  return typeof sample === "object" ? "{…}" : String(sample);
}

/** A pill's words; a path that nothing gives is shown as it is. */
export function wordsOf(pills: readonly Pill[], path: string): { label: string; isKnown: boolean } {
  const pill = pills.find((one) => one.path === path);
  return pill ? { label: pill.label, isKnown: true } : { label: path, isKnown: pills.length === 0 };
}

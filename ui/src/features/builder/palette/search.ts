/** Which kinds of steps a search finds, in which order. */
import type { StepKind } from "@/features/builder/model/types";
import { wordFor } from "@/lib/words";

export interface PaletteGroup {
  label: string;
  kinds: StepKind[];
}

const ORDER = ["flow", "accounting", "find", "records", "others"];
const LABELS: Record<string, string> = { find: "Find in the ledger" };

/** Those lately used first, then by group; with a search, those whose name begins so come first in their group. */
export function paletteGroups(kinds: readonly StepKind[], search: string, recent: readonly string[]): PaletteGroup[] {
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = kinds.filter((kind) => words.every((word) => textOf(kind).includes(word)));
  const lately = words.length > 0 ? [] : recent.flatMap((name) => found.filter(({ kind, available }) => kind === name && available));
  const groups = [...new Set([...ORDER, ...found.map(({ group }) => group)])].map((group) => ({
    label: LABELS[group] ?? wordFor(group),
    kinds: found.filter((kind) => kind.group === group).sort((one, other) => rank(one, words) - rank(other, words)),
  }));
  return [{ label: "Used lately", kinds: lately }, ...groups].filter((group) => group.kinds.length > 0);
}

function textOf({ name, about, group, kind }: StepKind): string {
  return `${name} ${about} ${LABELS[group] ?? group} ${kind}`.toLowerCase();
}

function rank({ name, available }: StepKind, words: readonly string[]): number {
  const begins = words[0] !== undefined && name.toLowerCase().startsWith(words[0]);
  return (available ? 0 : 2) + (begins ? 0 : 1);
}

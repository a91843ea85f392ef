/** Which groups of a list are folded to their heads: `folded=.paid,.open` names them, `folded=*,.open` says all but those. */
import type { RecordRow } from "@/api/types";
import { groupKeyOf, type Grouping } from "@/features/collections/model/groups";

export interface Folds {
  all: boolean;
  /** The groups that are otherwise than `all` says. */
  but: ReadonlySet<string>;
}

/** What the address says when every group is folded. */
export const ALL_FOLDED = "*";

/** What the address says; each key stands after a dot and encoded, so that it may be empty or hold a comma. */
export function foldsOf(text: string | undefined): Folds {
  const parts = (text ?? "").split(",").filter(Boolean);
  return { all: parts[0] === ALL_FOLDED, but: new Set(parts.filter((part) => part !== ALL_FOLDED).map((part) => readKey(part))) };
}

function readKey(part: string): string {
  try {
    return decodeURIComponent(part.slice(1));
  } catch {
    return part;
  }
}

function foldsText({ all, but }: Folds): string | undefined {
  const parts = [...(all ? [ALL_FOLDED] : []), ...[...but].map((key) => `.${encodeURIComponent(key)}`)];
  return parts.join(",") || undefined;
}

export function isFolded({ all, but }: Folds, key: string): boolean {
  return all !== but.has(key);
}

/** The address with one group turned over. */
export function withFold(text: string | undefined, key: string): string | undefined {
  const { all, but } = foldsOf(text);
  const next = new Set(but);
  if (!next.delete(key)) next.add(key);
  return foldsText({ all, but: next });
}

/** A line of the table: a record, under the head of its group where the group begins; the head alone where it is folded. */
export interface Line {
  row: RecordRow;
  begins: boolean;
  isFolded: boolean;
}

export function linesOf(rows: readonly RecordRow[], grouping: Grouping | undefined, folds: Folds): Line[] {
  if (!grouping) return rows.map((row) => ({ row, begins: false, isFolded: false }));
  const lines: Line[] = [];
  let before: string | undefined;
  for (const row of rows) {
    const key = groupKeyOf(row, grouping);
    const [begins, folded] = [key !== before, isFolded(folds, key)];
    before = key;
    if (begins || !folded) lines.push({ row, begins, isFolded: folded });
  }
  return lines;
}

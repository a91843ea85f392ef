/** How a line is covered, for a mark beside it. */
import type { CoverageLine } from "@/api/types";
import { isZero, toHeight } from "@/lib/money";

export type Mark = "open" | "part" | "whole" | "over";

export function markOf(line: Pick<CoverageLine, "covered" | "open" | "is_over">): Mark {
  if (line.is_over) return "over";
  if (isZero(line.covered)) return "open";
  return isZero(line.open) ? "whole" : "part";
}

/** Only for the length of a bar. */
export function percentOf(part: string, whole: string): number {
  const all = toHeight(whole);
  return all === 0 ? 0 : Math.min(100, (toHeight(part) / all) * 100);
}

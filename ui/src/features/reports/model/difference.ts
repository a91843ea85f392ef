/** Which figure of a difference is the one to look at, and which record it is about. */
import type { Difference, TieOutPair } from "@/api/types";
import { isZero } from "@/lib/money";

const FIGURES = ["gross", "tax", "net", "due"] as const;

/** The first figure that differs; the total where none does (a date or a status differs). */
export function changedFigure(difference: Pick<Difference, "amounts">): (typeof FIGURES)[number] {
  return FIGURES.find((figure) => !isZero(difference.amounts[figure])) ?? "gross";
}

/** The id of the record where one of the sides is the records; empty otherwise. */
export function recordIdOf(pair: Pick<TieOutPair, "left" | "right">, difference: Pick<Difference, "left" | "right">): string {
  if (pair.left.key === "records") return difference.left?.id ?? "";
  return pair.right.key === "records" ? (difference.right?.id ?? "") : "";
}

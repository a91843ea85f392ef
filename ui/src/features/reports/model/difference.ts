/** Which figure of a difference is the one to look at, and which record it is about. */
import type { Collection, Difference, TieOutPair, Total } from "@/api/types";
import { isZero } from "@/lib/money";

const FIGURES = ["gross", "tax", "net", "due"] as const;

/** The first figure that differs; the total where none does (a date or a status differs). */
export function changedFigure(difference: Pick<Difference, "amounts">): (typeof FIGURES)[number] {
  return FIGURES.find((figure) => !isZero(difference.amounts[figure])) ?? "gross";
}

/** The currencies of all sides, for a rest of nil in each that has none. */
export function restOf(pairs: readonly Pick<TieOutPair, "controls">[], unexplained: readonly Total[]): Total[] {
  const currencies = new Set(pairs.flatMap(({ controls }) => controls.map(({ currency }) => currency)));
  const left = new Set(unexplained.map(({ currency }) => currency));
  return [...unexplained, ...[...currencies].filter((one) => !left.has(one)).map((currency) => ({ currency, amount: "0.00" }))];
}

const PURCHASES = new Set(["bill", "supplier_credit"]);

/** The collections that can hold the record of a document of this kind. */
export function collectionsFor(kind: string, collections: readonly Collection[]): Collection[] {
  const wanted = PURCHASES.has(kind) ? "bills" : "invoices";
  return collections.filter(({ accounting_type }) => accounting_type === wanted);
}

/** The cause of the open exception of a difference's record; empty where there is none. */
export function exceptionOf({ left, right }: Pick<Difference, "left" | "right">): string {
  return left?.exception || right?.exception || "";
}

/** The id of the record where one of the sides is the records; empty otherwise. */
export function recordIdOf(pair: Pick<TieOutPair, "left" | "right">, difference: Pick<Difference, "left" | "right">): string {
  if (pair.left.key === "records") return difference.left?.id ?? "";
  return pair.right.key === "records" ? (difference.right?.id ?? "") : "";
}

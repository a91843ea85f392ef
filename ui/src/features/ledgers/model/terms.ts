/** Reads an entity in our own terms, which comes as JSON of its kind. */
import { isNegative, isZero, sumMoney } from "@/lib/money";

export type Terms = Record<string, unknown>;

function isTerms(value: unknown): value is Terms {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text and numbers as text; empty for everything else. */
export function textIn(terms: Terms, name: string): string {
  const value = terms[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

export function listIn(terms: Terms, name: string): Terms[] {
  const value = terms[name];
  return Array.isArray(value) ? value.filter(isTerms) : [];
}

export interface Sides {
  debit: string;
  credit: string;
}

/** An amount of a journal line in its column: a debit is positive, a credit negative, and both are shown without a sign. */
export function sidesOf(amount: string): Sides {
  if (amount === "") return { debit: "", credit: "" };
  return isNegative(amount) ? { debit: "", credit: amount.replace("-", "") } : { debit: amount, credit: "" };
}

/** The sums of both columns. */
export function totalsOf(lines: readonly Terms[]): Sides {
  const sides = lines.map((line) => sidesOf(textIn(line, "amount")));
  const sum = (side: keyof Sides) => sumMoney(sides.map((one) => one[side]).filter((amount) => amount !== ""));
  return { debit: sum("debit"), credit: sum("credit") };
}

/** The taxes of the lines, which come on top of their amounts; nothing where there are none. */
export function taxOf(lines: readonly Terms[]): string {
  const sum = sumMoney(lines.map((line) => textIn(line, "tax")).filter((amount) => amount !== ""));
  return isZero(sum) ? "" : sum;
}

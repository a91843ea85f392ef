/** What a tie-out says in one line. */
import type { Total } from "@/api/types";
import { isZero } from "@/lib/money";

export interface Verdict {
  good: boolean;
  title: string;
  text: string;
}

/** Everything explained is good even when there are differences: each of them is listed with its cause. */
export function verdictOf(differences: number, unexplained: readonly Total[]): Verdict {
  const good = unexplained.every(({ amount }) => isZero(amount));
  if (!good) return { good, title: "Not everything is explained", text: "The control totals differ by more than the listed differences." };
  if (differences === 0) return { good, title: "Everything agrees", text: "Every document is the same on all sides, to the cent." };
  return { good, title: "Every difference is explained", text: "The control totals differ by exactly the sum of the listed differences." };
}

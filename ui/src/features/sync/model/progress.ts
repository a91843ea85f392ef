/** How far the postings of one kind are. */

export const WRITING_ORDER = ["contact", "customer", "supplier", "item", "invoice", "bill", "credit_note", "supplier_credit", "payment", "supplier_payment"];

const DONE = new Set(["posted", "skipped", "undone"]);
const REFUSED = new Set(["rejected", "cancelled"]);

export interface KindProgress {
  total: number;
  done: number;
  refused: number;
  states: { state: string; count: number }[];
}

export function progressOf(counts: Record<string, number | undefined>): KindProgress {
  const states = Object.entries(counts).flatMap(([state, count]) => (count ? [{ state, count }] : []));
  const sum = (wanted: (state: string) => boolean) => states.filter(({ state }) => wanted(state)).reduce((total, { count }) => total + count, 0);
  return { total: Math.max(1, sum(() => true)), done: sum((state) => DONE.has(state)), refused: sum((state) => REFUSED.has(state)), states };
}

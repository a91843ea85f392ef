/** Several answers to "what would have been different", each older than the one before, told as one. */
import type { AutomationComparison, ComparisonAsked } from "@/api/automation-tests";

const SUMS = ["looked_at", "emptied", "live_starts", "draft_starts", "differing", "not_shown"] as const;

/** Counts are summed and events put one after the other; what is left is what the oldest part leaves. */
export function joined(parts: readonly AutomationComparison[]): AutomationComparison | null {
  const oldest = parts.at(-1);
  if (!oldest) return null;
  const all = { ...oldest, items: parts.flatMap(({ items }) => items) };
  for (const name of SUMS) all[name] = parts.reduce((sum, part) => sum + part[name], 0);
  return all;
}

/** The same question about what is older; null when all of the time was looked at. */
export function olderThan(asked: ComparisonAsked, last: AutomationComparison | null): ComparisonAsked | null {
  return last?.next_before ? { ...asked, before: last.next_before } : null;
}

/** The kinds of steps that were added lately in this browser. */
const KEY = "tieout-recent-steps";
const KEPT = 5;

export function recentKinds(): string[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

export function rememberKind(kind: string): void {
  const kinds = [kind, ...recentKinds().filter((one) => one !== kind)].slice(0, KEPT);
  try {
    window.localStorage.setItem(KEY, JSON.stringify(kinds));
  } catch {
    // A full or closed store only costs the order of the list.
  }
}

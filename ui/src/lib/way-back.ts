/** Where somebody was who left for a provider's sign-in, so that they find back. */

const KEY = "tieout.way-back";

export interface WayBack {
  /** A path of ours with its search. */
  href: string;
  /** What is there, in words. */
  label: string;
}

export function rememberWayBack(label: string): void {
  const { pathname, search } = window.location;
  window.sessionStorage.setItem(KEY, JSON.stringify({ href: pathname + search, label }));
}

/** Nothing where nobody left from anywhere. */
export function wayBack(): WayBack | null {
  try {
    const kept: unknown = JSON.parse(window.sessionStorage.getItem(KEY) ?? "null");
    if (typeof kept !== "object" || kept === null || !("href" in kept) || !("label" in kept)) return null;
    return typeof kept.href === "string" && kept.href.startsWith("/") && !kept.href.startsWith("//") ? { href: kept.href, label: String(kept.label) } : null;
  } catch {
    return null;
  }
}

export function forgetWayBack(): void {
  window.sessionStorage.removeItem(KEY);
}

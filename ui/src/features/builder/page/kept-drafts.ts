/** Drafts that the server does not have yet, kept in this browser. */
import type { Kept } from "@/features/builder/model/draft-store";
import { definitionFrom } from "@/features/builder/model/new-step";

const keyOf = (automationId: string) => `tieout-draft-${automationId}`;

export function keptDraft(automationId: string): Kept | null {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(keyOf(automationId)) ?? "null");
    if (typeof kept !== "object" || kept === null || !("definition" in kept) || !("revision" in kept)) return null;
    if (typeof kept.definition !== "object" || kept.definition === null || typeof kept.revision !== "number") return null;
    return { definition: definitionFrom({ ...kept.definition }), revision: kept.revision };
  } catch {
    return null;
  }
}

export function keepDraft(automationId: string, kept: Kept | null): void {
  try {
    if (kept) window.localStorage.setItem(keyOf(automationId), JSON.stringify(kept));
    else window.localStorage.removeItem(keyOf(automationId));
  } catch {
    // Without a store the draft lives in the page alone, and the sign says that it is not saved.
  }
}

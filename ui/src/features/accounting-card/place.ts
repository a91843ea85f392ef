import type { AccountingCard, CardLink, LedgerBrief } from "@/api/types";

/** A card with the record that it is on. */
export interface Place {
  card: AccountingCard;
  ledger: LedgerBrief;
  collection: string;
  recordId: string;
}

export interface LinkedPlace extends Place {
  link: CardLink;
}

/** Whether the record is raised as documents, of which there may be several, rather than linked to the one thing that it is. */
export function isDocument({ search_kind }: Pick<AccountingCard, "search_kind">): boolean {
  return search_kind === "invoice" || search_kind === "bill";
}

/** Why nothing can be written to or read from the ledger now, "" when it can. */
export function unavailable(ledger: LedgerBrief): string {
  if (ledger.status === "disconnected") return `${ledger.organisation_name} is disconnected.`;
  return ledger.status === "needs_reconnecting" ? `Reconnect ${ledger.organisation_name} first.` : "";
}

/** Which kinds of entity are shown for a provider, in the order in which people look for them, and what their lists say. */
import type { EntityKind } from "@/api/types";

const AFTER_CONTACTS: EntityKind[] = [
  "item", "invoice", "credit_note", "payment", "bill", "supplier_credit", "supplier_payment",
  "bank_transaction", "transfer", "journal", "account", "tax_rate",
];

/** A contact is customer and supplier in one at Xero and Sage, and two objects at QuickBooks. */
export function kindsOf(provider: string): EntityKind[] {
  const contacts: EntityKind[] = provider === "quickbooks" ? ["customer", "supplier"] : ["contact"];
  return [...contacts, ...AFTER_CONTACTS];
}

const DOCUMENTS = new Set(["invoice", "bill", "credit_note", "supplier_credit"]);
const PURCHASES = new Set(["bill", "supplier_credit", "supplier_payment"]);

export function isDocument(kind: string): boolean {
  return DOCUMENTS.has(kind);
}

/** Money that moved: known by a reference, which it may lack, instead of a number. */
const MOVED = new Set(["payment", "supplier_payment", "bank_transaction", "transfer"]);

/** What happened on a day and has a total, as against what is only there: contacts, items, accounts. */
export function isDated(kind: string): boolean {
  return DOCUMENTS.has(kind) || MOVED.has(kind) || kind === "journal";
}

/** What a ledger calls the mark by which an entity is known. */
export function markOf(kind: string): string {
  if (MOVED.has(kind)) return "Reference";
  return isDated(kind) ? "Number" : "Code";
}

/** Heads of the first two columns; the second is missing where a list of the kind has nothing to say there. */
export function headsOf(kind: string): [first: string, second: string | null] {
  if (!isDated(kind)) return ["Name", markOf(kind)];
  if (isDocument(kind)) return [markOf(kind), "Contact"];
  return [markOf(kind), kind === "journal" ? "Narration" : null];
}

/** The kind under which the ledger keeps the contact of an entity. */
export function contactKindOf(provider: string, kind: string, direction: string): EntityKind {
  if (provider !== "quickbooks") return "contact";
  return PURCHASES.has(kind) || direction === "spent" ? "supplier" : "customer";
}

/** Which kinds of entity are shown for a provider, in the order in which people look for them. */
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

export function isDocument(kind: string): boolean {
  return DOCUMENTS.has(kind);
}

const DATED = new Set([...DOCUMENTS, "payment", "supplier_payment", "bank_transaction", "transfer", "journal"]);

/** What happened on a day and has a total, as against what is only there: contacts, items, accounts. */
export function isDated(kind: string): boolean {
  return DATED.has(kind);
}

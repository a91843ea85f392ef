/** Words of the product for the keys of the API. */

const WORDS: Record<string, string> = {
  contact: "Contact", customer: "Customer", supplier: "Supplier", item: "Item", invoice: "Invoice", bill: "Bill",
  credit_note: "Credit note", supplier_credit: "Supplier credit", payment: "Payment", supplier_payment: "Supplier payment",
  allocation: "Allocation", bank_transaction: "Bank transaction", transfer: "Transfer", journal: "Journal", attachment: "Attachment",
  account: "Account", tax_rate: "Tax rate", tracking_category: "Tracking category", term: "Term", record: "Record",
  missing_here: "Missing here", missing_there: "Missing there", not_posted: "Not posted", part_paid: "Part paid",
};

const PLURALS: Record<string, string> = {
  contact: "Contacts", customer: "Customers", supplier: "Suppliers", item: "Items", invoice: "Invoices", bill: "Bills",
  credit_note: "Credit notes", supplier_credit: "Supplier credits", payment: "Payments", supplier_payment: "Supplier payments",
  allocation: "Allocations", bank_transaction: "Bank transactions", transfer: "Transfers", journal: "Journals",
  attachment: "Attachments", account: "Accounts", tax_rate: "Tax rates", tracking_category: "Tracking categories", term: "Terms",
};

/** "credit_note" gives "Credit note"; an unknown key is made readable. */
export function wordFor(key: string): string {
  const word = WORDS[key] ?? key.replaceAll(/[._-]+/g, " ").trim();
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** "credit_note" gives "Credit notes". */
export function wordsFor(key: string): string {
  return PLURALS[key] ?? wordFor(key);
}

/** An entry of the audit log as a sentence: what was done, and to what. */
export function entryText(entry: { action: string; text: string }): string {
  const done = wordFor(entry.action);
  return entry.text ? `${done}: ${entry.text}` : done;
}

/** What an exception is about: "Orders 70035" for a record, its own title otherwise. */
export function subjectText(exception: { title: string; collection: string | null }): string {
  return exception.collection ? `${wordFor(exception.collection)} ${exception.title}` : exception.title;
}

/** "1 row", "1,204 rows". */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}

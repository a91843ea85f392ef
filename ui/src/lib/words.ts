/** Words of the product for the keys of the API. */

const WORDS: Record<string, string> = {
  contact: "Contact", customer: "Customer", supplier: "Supplier", item: "Item", invoice: "Invoice", bill: "Bill",
  credit_note: "Credit note", supplier_credit: "Supplier credit", payment: "Payment", supplier_payment: "Supplier payment",
  allocation: "Allocation", bank_transaction: "Bank transaction", transfer: "Transfer", journal: "Journal", attachment: "Attachment",
  account: "Account", tax_rate: "Tax rate", tracking_category: "Tracking category", term: "Term", record: "Record",
  missing_here: "Missing here", missing_there: "Missing there", not_posted: "Not posted", part_paid: "Part paid",
  waiting_approval: "Waiting for approval",
  acting: "Under way outside", met: "It holds", not_met: "It does not hold", again: "To be tried again", attention: "Needs attention",
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

/** "QuickBooks", "Sage": what people call a provider. */
export function shortName(provider_name: string): string {
  return provider_name.replace(/ (Online|Accounting|Business Cloud Accounting)$/, "");
}

/** "an invoice", "a bill". */
export function oneOf(word: string): string {
  return `${/^[aeiou]/i.test(word) ? "an" : "a"} ${word}`;
}

/** What was done, where the action's own words would not say it well. */
const ACTIONS: Record<string, string> = {
  "tie_out.finished": "Tie-out finished", "connection.records_ledger": "Now the ledger of the records",
  "document.asked": "Asked for", "document.approved": "Approved", "document.declined": "Declined", "document.withdrawn": "Withdrawn",
  "document.void": "To be voided", "document.delete": "To be deleted",
  "connection.reference_synced": "Reference data read", "connection.readable_again": "Connection readable again",
};
/** Of these the text is a sentence already: "Invoice 536365 is in Demo Company (UK)". */
const SENTENCES = new Set(["posting", "automation", "member"]);

/** An entry of the audit log as a sentence that says once what was done, and to what. */
export function entryText({ action, text }: { action: string; text: string }): string {
  const done = ACTIONS[action] ?? wordFor(action);
  if (!text) return done;
  const [thing = "", verb = ""] = action.split(".");
  const said = text.charAt(0).toUpperCase() + text.slice(1);
  if (thing === "entity") return `${said} ${verb} in the ledger`;
  const isSentence = SENTENCES.has(thing) || / was switched (on|off)$/.test(text) || text.split(/[ ,:]/).includes(verb);
  return isSentence ? said : `${done}: ${text}`;
}

/** "Create invoice 70035", also where the title names the kind itself. */
export function postingText({ action, kind, title }: { action: string; kind: string; title: string }): string {
  const word = wordFor(kind).toLowerCase();
  const rest = title.toLowerCase().startsWith(`${word} `) ? title.slice(word.length + 1) : title;
  return `${wordFor(action)} ${word} ${rest}`.trim();
}

/** What an exception is about: "Orders 70035" for a record, its own title otherwise. */
export function subjectText(exception: { title: string; collection: string | null }): string {
  return exception.collection ? `${wordFor(exception.collection)} ${exception.title}` : exception.title;
}

/** "1 row", "1,204 rows". */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}

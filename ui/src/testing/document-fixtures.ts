/** A record's documents as the API gives them. */
import type { DocumentDraft, DocumentPreview, DocumentRequest, RecordDocument, RecordDocuments } from "@/api/types";

export const invoice: RecordDocument = {
  id: "q1", provider_name: "Xero", organisation_name: "Demo Company (UK)", is_elsewhere: false, kind: "invoice", state: "posted", payment_status: "overdue", number: "1001-A", reference: "Order 1001", currency: "GBP",
  net: "24.50", tax: "4.90", gross: "29.40", due: "29.40", issued_on: "2026-10-05", due_on: "2026-11-04", external_id: "b1c2",
  url: "https://ledger.example/invoice/b1c2", asked_by: "finance@shop.example", asked_at: "2026-10-05T09:00:00Z", decided_by: "", reason: "",
  problems: [], parts: [{ number: 1, quantity: "7" }], is_whole: false, credits: null, files: [], can_withdraw: false, can_credit: true,
  has_pdf: true, void_action: "void", void_means: "The invoice stays in Xero as voided with a total of 0.00; its lines can be put on another one.", void_refusal: "",
};

export const recordDocuments: RecordDocuments = {
  kind: "invoice", provider: "xero", provider_name: "Xero", organisation_name: "Demo Company (UK)", refusal: "", ordered: "14", covered: "11",
  lines: [
    { number: 1, description: "Cup", quantity: "10", covered: "7", open: "3", is_over: false, documents: [{ document_id: "q1", number: "1001-A", quantity: "7" }] },
    { number: 2, description: "Plate", quantity: "4", covered: "4", open: "0", is_over: false, documents: [{ document_id: "q1", number: "1001-A", quantity: "4" }] },
  ],
  documents: [invoice],
};

export const draft: DocumentDraft = {
  kind: "invoice", credits: null, provider: "xero", provider_name: "Xero", organisation_name: "Demo Company (UK)", currency: "GBP", tax_mode: "exclusive",
  number: "1001-2", number_max_length: 255, reference: "Order 1001", issued_on: "2026-10-20", due_on: "2026-11-19",
  statuses: [{ value: "draft", label: "Draft", about: "It counts nothing until somebody approves it in Xero." }, { value: "open", label: "Open", about: "It counts in Xero's books at once." }],
  status: "draft", items_optional: true, waits_for_approval: false,
  contact: { record_id: "r9", collection: "customers", title: "Corner shop", kind: "contact", is_linked: true, is_creating: false },
  lines: [
    {
      number: 1, identity: "cup", description: "Cup", quantity: "10", open: "3", unit_price: "3.50", item: "Cup", item_linked: true, tax_code: "OUTPUT2", account: "200",
      is_locked: false, refusal: "", documents: [{ document_id: "q1", number: "1001-A", quantity: "7" }],
    },
    {
      number: 2, identity: "plate", description: "Plate", quantity: "4", open: "0", unit_price: "1.25", item: "", item_linked: null, tax_code: "OUTPUT2", account: "200",
      is_locked: false, refusal: "All of it stands on documents already.", documents: [{ document_id: "q1", number: "1001-A", quantity: "4" }],
    },
  ],
  tax_codes: [{ key: "OUTPUT2", name: "20% (VAT on Income)", rate: "20" }, { key: "NONE", name: "No VAT", rate: "0" }],
  accounts: [{ key: "200", code: "200", name: "Sales", account_class: "revenue" }, { key: "260", code: "260", name: "Other revenue", account_class: "revenue" }],
  files: [], problems: [],
};

export const preview: DocumentPreview = {
  currency: "GBP", net: "10.50", tax: "2.10", gross: "12.60", lines: [{ number: 1, net: "10.50", tax: "2.10", gross: "12.60" }], problems: [], warnings: [],
  undo: "Reversible: a draft can be deleted again, and counts nothing in the books until it is approved.", items_to_create: [],
};

export const request: DocumentRequest = {
  id: "q2", kind: "invoice", state: "waiting_approval", number: "1001-2", reference: "Order 1001", currency: "GBP", net: "10.50", tax: "2.10", gross: "12.60",
  issued_on: "2026-10-20", due_on: "2026-11-19", status_asked: "draft", provider_name: "Xero", organisation_name: "Demo Company (UK)", collection: "orders",
  collection_name: "Orders", record_id: "r1", record_key: "1001", record_title: "1001", contact: "Corner shop",
  lines: [{ description: "Cup", quantity: "3", unit_price: "3.50", tax_code: "20% (VAT on Income)", account: "200 Sales", net: "10.50", tax: "2.10" }],
  files: [], asked_by: "editor@shop.example", asked_at: "2026-10-20T09:00:00Z", decided_by: "", decided_at: null, reason: "", is_own: false, changed: [],
};

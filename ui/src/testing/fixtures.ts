/** A small workspace as the API would describe it; every value is typed by the API's own description. */
import type {
  AuditEntry, Collection, ExceptionDetail, Home, ImportJob, ImportMapping, ImportPreview, ImportRow, Me, Member, RecordDetail, RecordRow,
} from "@/api/types";
import { AT, posting, quickbooks, xero } from "@/testing/ledger-fixtures";

export const WORKSPACE_ID = "0190a000-0000-7000-8000-000000000001";
export const me: Me = {
  user: { id: "1", name: "Demo Administrator", email: "admin@demo.example", has_password: true, has_second_step: false, uses_single_sign_on: false },
  token: "",
  workspaces: [{
    id: WORKSPACE_ID, name: "Harbour & Sons", member_id: "m0", needs_second_step: false, role: "administrator", role_label: "System Administrator",
    permissions: ["read", "export_audit", "edit_records", "import", "link", "ask_documents", "edit_collections", "post", "sync", "approve", "resolve_exceptions", "edit_automations", "tie_out", "connect", "manage_members", "manage_settings"],
  }],
};

export const auditor: Me = {
  user: { id: "2", name: "Demo Auditor", email: "auditor@demo.example", has_password: true, has_second_step: false, uses_single_sign_on: false },
  token: "",
  workspaces: [{ id: WORKSPACE_ID, name: "Harbour & Sons", member_id: "m3", needs_second_step: false, role: "auditor", role_label: "Auditor", permissions: ["read", "export_audit"] }],
};

export const audit: AuditEntry[] = ([
  ["posting.posted", "Invoice 536365 created in Xero, £166.94", "Automation: Create invoices"],
  ["import.finished", "2010-12-01.csv imported: 3,108 rows, 143 orders", "Demo Finance"],
  ["exception.dismissed", "Order 536403: bank charges entered as a bill", "Demo Finance"],
  ["connection.connected", "Xero organisation Demo Company (UK) connected", "Demo Administrator"],
] as const).map(([action, text, actor], index) => ({
  action, text, actor, number: 4 - index, at: AT, subject_kind: "record", subject_id: "r1", details: { amount: "166.94", currency: "GBP" },
}));

export const home: Home = {
  exceptions_open: 14, approvals_open: 0, runs_failed_today: 1, connections: [xero, quickbooks], recent: audit,
  receivable: [
    { connection_id: "c-xero", currency: "GBP", open: "48213.60", overdue: "6120.15" },
    { connection_id: "c-qbo", currency: "GBP", open: "48213.60", overdue: "0.00" },
  ],
  ageing: ([["not_due", "31840.25"], ["1_30", "10253.20"], ["31_60", "4120.15"], ["61_90", "1500.00"], ["over_90", "500.00"]] as const)
    .map(([bucket, amount]) => ({ currency: "GBP", bucket, amount })),
};

const text = (key: string, name: string): Collection["fields"][number] => ({
  key, name, type: "text", required: false, unique: false, default: null, hint: "", options: [], stages: [], columns: [], collection: "",
  source: "", result: "", currency: "", currency_field: "", decimals: null, from_ledger: false, listed: true,
});

export const orders: Collection = {
  id: "col-orders", key: "orders", name: "Orders", description: "", system: "", accounting_type: "invoices", record_count: 1204,
  archived_fields: [],
  fields: [
    { ...text("number", "Number"), required: true },
    { ...text("customer", "Customer"), type: "relation", collection: "customers" },
    { ...text("ordered_on", "Ordered on"), type: "date" },
    text("country", "Country"),
    text("currency", "Currency"),
    { ...text("document", "Document"), type: "choice", options: ["invoice", "credit_note"] },
    { ...text("lines", "Lines"), type: "line_items", columns: [{ key: "code", name: "Code", type: "text", collection: "", choices: [], required: false }] },
    { ...text("payment_status", "Payment status"), type: "choice", options: ["not_posted", "open", "part_paid", "paid", "credited", "voided"] },
    { ...text("amount_due", "Amount due"), type: "money" },
    text("incomplete", "What is missing"),
  ],
};

export const collections: Collection[] = [
  orders,
  { ...orders, id: "col-customers", key: "customers", name: "Customers", accounting_type: "contacts", record_count: 411, fields: [text("account_number", "Account number"), text("name", "Name"), text("email", "E-mail")] },
  { ...orders, id: "col-products", key: "products", name: "Products", accounting_type: "items", record_count: 2189, fields: [text("code", "Code"), text("name", "Name"), { ...text("price", "Price"), type: "money" }] },
];

const STATUSES = ["paid", "open", "part_paid", "credited", "not_posted"];

export const records: RecordRow[] = Array.from({ length: 24 }, (_, index) => ({
  id: `r${index + 1}`, key: String(536365 + index), title: "", version: 1, created_at: AT, updated_at: AT,
  exceptions_open: index % 9 === 4 ? 1 : 0, linked: index % 5 !== 4,
  values: {
    number: String(536365 + index), customer: String(17850 - (index % 4) * 310), ordered_on: `2010-12-0${1 + (index % 7)}`, country: index % 6 === 5 ? "France" : "United Kingdom",
    currency: "GBP", document: index % 11 === 10 ? "credit_note" : "invoice", payment_status: STATUSES[index % 5], amount_due: index % 5 === 0 ? "0.00" : `${(index * 37) % 900}.${10 + index}`,
    lines: [
      { row: "1", code: "85123A", description: "White hanging heart T-light holder", quantity: "6", unit_price: "2.55", product: "85123A" },
      { row: "2", code: "71053", description: "White metal lantern", quantity: "6", unit_price: "3.39", product: "71053" },
      { row: "3", code: "POST", description: "Postage", quantity: "1", unit_price: "18.00" },
    ],
  },
}));

export const exception: ExceptionDetail = {
  id: "e1", cause: "not_a_sale", cause_label: "Not a sale", title: "536403", message: "The line BANK CHARGES is a fee of a bank. A fee is a cost, not a sale.",
  remedy: "Enter it as a bill or a bank payment, then dismiss this exception.", state: "open", subject_kind: "record", subject_id: "r5", collection: "orders", connection_id: null,
  entity_kind: null, entity_connection_id: null, entity_external_id: null, posting_id: null, run_id: "run-1", amount: "15.00", currency: "GBP", opened_at: AT, closed_at: null, closed_by: "", reason: "", details: { rows: [1414] }, history: [],
};

export const exceptions: ExceptionDetail[] = [
  exception,
  { ...exception, id: "e2", title: "536414", cause: "nothing_to_bill", cause_label: "Nothing to bill", message: "All lines are free; the total is 0.00.", remedy: "Dismiss it if the goods were a gift.", amount: "0.00" },
  { ...exception, id: "e3", title: "536544", cause: "incomplete_order", cause_label: "Incomplete order", message: "Row 2205 of the file could not be read.", remedy: "Correct the row and import the file again.", amount: "2054.10" },
];

export const record: RecordDetail = {
  ...(records[0] as RecordRow), collection: "orders", problems: [], deleted_at: null, archived_at: null, comment_count: 0, exceptions: [], postings: [posting], history: audit.slice(0, 2),
  links: [{
    id: "l1", connection_id: "c-xero", provider: "xero", provider_name: "Xero", organisation_name: "Demo Company (UK)", kind: "invoice", external_id: "b1c2", name: "", number: "536365",
    status: "open", url: "https://ledger.example/invoice/b1c2", currency: "GBP", net: "139.12", tax: "27.82", gross: "166.94", due: "66.94", due_on: "2010-12-31", synced_at: AT,
  }],
};

const column = (name: string, field: string, samples: string[]) => ({ name, suggested_field: field, samples });
const target = (name: string, field: string, more: Partial<ImportMapping["columns"][number]> = {}): ImportMapping["columns"][number] => ({
  column: name, field, type: "text", on: "record", formats: ["iso"], clean: ["strip"], default: "", required: false, ...more,
});

export const mapping: ImportMapping = {
  collection: "orders", mode: "both", match_by: "", numbered: false, group: true, key: { kind: "field", path: "number" }, line: {}, lines_field: "lines", record: { customer: { kind: "field", path: "customer_id" } }, related: [], row_field: "row",
  columns: [
    target("InvoiceNo", "number", { required: true }),
    target("StockCode", "code", { on: "line", required: true }),
    target("Quantity", "quantity", { on: "line", type: "number", required: true }),
    target("UnitPrice", "unit_price", { on: "line", type: "money", required: true }),
    target("InvoiceDate", "ordered_on", { type: "date", required: true }),
    target("CustomerID", "customer_id", { on: "row" }),
    target("", "currency", { default: "GBP" }),
  ],
};

export const importJob: ImportJob = {
  id: "i1", name: "2010-12-01.csv", collection: "orders", state: "new", row_count: 3108, encoding: "utf-8", delimiter: ",", problems: [], error: "", mapping,
  columns: [
    column("InvoiceNo", "number", ["536365", "536366", "C536379"]), column("StockCode", "code", ["85123A", "71053", "D"]), column("Quantity", "quantity", ["6", "8", "-1"]),
    column("UnitPrice", "unit_price", ["2.55", "3.39", "27.50"]), column("InvoiceDate", "ordered_on", ["2010-12-01 08:26:00"]), column("CustomerID", "customer_id", ["17850.0", ""]),
  ],
  counts: { rows: 3108, created: 0, updated: 0, unchanged: 0, errors: 0 }, totals: [], created_at: AT, created_by: "Demo Finance", finished_at: null, change_id: null,
};

export const preview: ImportPreview = {
  counts: { orders: 143, customers: 95, products: 1351 }, row_count: 3108, rows_with_errors: 1, totals: [{ currency: "GBP", amount: "58635.56" }],
  errors: [{ row: 8, cells: ["536366", "22633", "six"], message: "“six” is no number.", remedy: "Write digits." }],
  records: [
    { collection: "orders", key: "536365", values: { customer: "17850", ordered_on: "2010-12-01", country: "United Kingdom", lines: [{}, {}, {}] }, rows: [1, 2, 3], problems: [] },
    { collection: "orders", key: "536366", values: { customer: "17850", ordered_on: "2010-12-01" }, rows: [8], problems: [{ message: "A row of this order cannot be read.", remedy: "Correct the row and import the file again." }] },
  ],
};

export const errorRow: ImportRow = {
  number: 8, state: "error", cells: ["536366", "22633", "six", "1.85", "2010-12-01 08:28:00", "17850.0"], message: "“six” is no number.", remedy: "Write digits.",
  record_id: null, record_key: null, amount: null, currency: "GBP",
};

export const members: Member[] = ([["administrator", "System Administrator"], ["finance", "Finance"], ["editor", "Editor"], ["auditor", "Auditor"]] as const).map(([role, label], index) => ({
  id: String(index), role, role_label: label, name: `Demo ${label.replace("System ", "")}`, email: `${role}@demo.example`, joined_at: AT, last_seen_at: index < 2 ? AT : null, has_second_step: index === 1, is_me: index === 0,
}));

/** Its ledgers, runs, syncs and tie-out. */
import type { MatchingRules } from "@/api/matching-rules";
import type { PostingDetail } from "@/api/run-actions";
import type {
  AccountingCard, Connection, Connections, EntityDetail, Posting, Provider, RunDetail, SuggestedMaps, Sync, TieOutDetail,
} from "@/api/types";

export const AT = "2026-11-20T09:30:00Z";

const health: Connection["health"] = {
  signed_in_at: AT, token_ends_at: "2026-11-20T10:00:00Z", sign_in_ends_at: "2027-01-19T10:00:00Z", next_read_at: "2026-11-20T09:45:00Z", has_webhooks: false,
  reads: [{ kind: "contact", read_at: AT }, { kind: "invoice", read_at: AT }], read_trouble: "", waiting_postings: 130, calls_waiting: 3,
};

export const xero: Connection = {
  id: "c-xero", provider: "xero", provider_name: "Xero", organisation_name: "Demo Company (UK)", country: "GB", currency: "GBP", status: "active",
  status_text: "Connected", remedy: "", is_records_ledger: true, connected_at: AT, last_call_at: AT, reference_synced_at: AT,
  budget: [
    { scope: "minute", used: 12, limit: 60, left: 48, forecast: null }, { scope: "day", used: 842, limit: 5000, left: 4158, forecast: 2100 },
    { scope: "concurrent", used: 1, limit: 5, left: 4, forecast: null },
  ],
  health,
};

export const quickbooks: Connection = {
  ...xero, id: "c-qbo", provider: "quickbooks", provider_name: "QuickBooks Online", organisation_name: "Harbour Trading Ltd", is_records_ledger: false,
  budget: [{ scope: "minute", used: 430, limit: 500, left: 70, forecast: null }],
};

export const sage: Connection = {
  ...xero, id: "c-sage", provider: "sage", provider_name: "Sage Accounting", organisation_name: "Demo Business", is_records_ledger: false,
  budget: [{ scope: "day", used: 40, limit: 2500, left: 2460, forecast: 90 }],
};

export const broken: Connection = {
  ...quickbooks, status: "needs_reconnecting", status_text: "Needs reconnecting", budget: [],
  remedy: "QuickBooks withdrew the access. Sign in there again.",
};

export const providers: Provider[] = [
  { provider: "xero", name: "Xero", connectable: true, reason: "" },
  { provider: "quickbooks", name: "QuickBooks Online", connectable: true, reason: "" },
  { provider: "sage", name: "Sage Accounting", connectable: true, reason: "" },
];

/** The connections of a workspace, with what each provider offers. */
export function connected(items: Connection[], offered: Provider[] = providers): Connections {
  return { items, providers: offered, next_cursor: null, total: items.length };
}

/** An order that is one invoice in Xero. */
export const card: AccountingCard = {
  shown: true, search_kind: "invoice", refusal: "", updates: false, balances: null, prices: null, fields: [], exceptions: [], former: [], posting: null,
  ledger: { id: "c-xero", provider: "xero", provider_name: "Xero", organisation_name: "Demo Company (UK)", currency: "GBP", status: "active" },
  link: {
    kind: "invoice", external_id: "b1c2", number: "536365", name: "", detail: "", status: "open", known: true, deleted: false,
    linked_at: AT, synced_at: AT, url: "https://ledger.example/invoice/b1c2",
  },
};

export const posting: Posting = {
  id: "p1", action: "create", kind: "invoice", title: "536365", number: "536365", state: "posted", attempts: 1, connection_id: "c-xero", provider: "xero", provider_name: "Xero",
  organisation_name: "Demo Company (UK)", external_id: "b1c2", problems: [], run_id: "run-1", intended_at: AT, sent_at: AT, finished_at: AT, source_id: "r1", source_kind: "record",
};

const step: RunDetail["steps"][number] = {
  position: "", kind: "", name: "", status: "done", outcome: "", input: {}, output: {}, posting_id: null, attempts: 1, started_at: AT, finished_at: AT,
  waits_until: null, items: [], items_total: 0,
};

export const postingDetail: PostingDetail = {
  ...posting, sent: { kind: "invoice", number: "536365", contact: "@record/customers/17850" }, receipt: { external_id: "x-1", gross: "166.94" },
  undo: { way: "by_compensation", state: "standing", possible: true, text: "The invoice stays in Xero as voided, with a total of 0.00." },
};

export const run: RunDetail = {
  paused: false, parent_id: null, event_id: null,
  id: "run-1", kind: "automation", title: "Order 536365", status: "succeeded", automation_id: "a1", automation_name: "Create orders in the ledger", automation_version: 1, sync_id: null, started_by: "Import",
  trigger: "Record created", created_at: AT, finished_at: "2026-11-20T09:30:07Z", error: "", subject_kind: "record", subject_id: "r1", totals: {}, event: {}, plan: {},
  postings: { posted: 1, skipped: 1 }, posting_counts: { invoice: { posted: 1 }, contact: { skipped: 1 } },
  steps: [
    { ...step, position: "customer", kind: "create_in_ledger", name: "Create the customer", status: "skipped", outcome: "already linked", output: { contact: "Customer 17850" }, posting_id: null, finished_at: AT },
    { ...step, position: "create", kind: "create_in_ledger", name: "Create the invoice", status: "done", outcome: "Invoice 536365 posted", output: { number: "536365", total: "166.94" }, posting_id: "p1", finished_at: "2026-11-20T09:30:07Z" },
  ],
};

export const sync: Sync = {
  id: "s1", name: "Xero to QuickBooks", source: xero, target: quickbooks, kinds: ["contact", "item", "invoice", "credit_note", "payment"], account_map: { "200": "79" }, tax_map: {}, bank_account_map: {},
  enabled: true, doubtful_open: 2, refused_open: 1, created_at: AT,
  last_run: { ...run, id: "run-2", kind: "sync", title: "Xero to QuickBooks", sync_id: "s1", automation_id: null, automation_name: "", started_by: "Demo Finance", status: "running", finished_at: null },
};

export const syncRun: RunDetail = {
  ...run, id: "run-2", kind: "sync", title: "Xero to QuickBooks", sync_id: "s1", automation_id: null, automation_name: "", started_by: "Demo Finance", status: "running", finished_at: null, steps: [],
  postings: { posted: 512, intended: 130, rejected: 3 },
  posting_counts: { customer: { posted: 95 }, item: { posted: 371, rejected: 3 }, invoice: { posted: 46, sending: 30, intended: 70 }, payment: { intended: 30 } },
};

export const suggestedMaps: SuggestedMaps = {
  accounts: [{ key: "200", name: "200 Sales", suggested: "79" }, { key: "207", name: "207 Postage Income", suggested: null }],
  taxes: [{ key: "OUTPUT2", name: "20% (VAT on Income)", suggested: "6" }],
  bank_accounts: [],
  target_accounts: [{ key: "79", code: "", name: "Sales of Product Income" }, { key: "81", code: "", name: "Shipping Income" }],
  target_taxes: [{ key: "6", code: "", name: "20.0% S" }],
  target_bank_accounts: [],
};

const totals = { documents: 143, net: "49221.10", tax: "9414.46", gross: "58635.56", due: "48213.60" };
const nil = { documents: 0, net: "0.00", tax: "0.00", gross: "0.00", due: "0.00" };

export const tieOut: TieOutDetail = {
  id: "t1", title: "Records, Xero and QuickBooks", state: "finished", agrees: true, as_of: "2026-11-20", started_at: AT, finished_at: AT, started_by: "Demo Finance", error: "",
  differences: 1, unexplained: [],
  sides: [{ key: "records", name: "Records" }, { key: "c-xero", name: "Xero" }, { key: "c-qbo", name: "QuickBooks" }],
  pairs: [
    {
      agrees: true, left: { key: "records", name: "Records" }, right: { key: "c-xero", name: "Xero" },
      controls: [{ currency: "GBP", left: totals, right: { ...totals, documents: 142, gross: "58620.56", net: "49206.10", due: "48198.60" }, unexplained: nil }],
      balances: [{ book: "receivable", party: "17850", party_name: "Customer 17850", currency: "GBP", left: "166.94", right: "166.94", difference: "0.00" }, { book: "receivable", party: "13047", party_name: "Customer 13047", currency: "GBP", left: "15.00", right: "0.00", difference: "15.00" }],
      differences: [{
        cause: "exception", causes: ["exception"], currency: "GBP", detail: "Not a sale", right: null,
        left: { id: "r5", kind: "invoice", number: "536403", party: "13047", party_name: "Customer 13047", issued_on: "2010-12-01", net: "15.00", tax: "0.00", gross: "15.00", due: "15.00", status: "open", url: "", exception: "not_a_sale" },
        amounts: { documents: 1, net: "15.00", tax: "0.00", gross: "15.00", due: "15.00" },
      }],
    },
    { agrees: true, left: { key: "c-xero", name: "Xero" }, right: { key: "c-qbo", name: "QuickBooks" }, controls: [{ currency: "GBP", left: totals, right: totals, unexplained: nil }], balances: [], differences: [] },
  ],
};

export const entity: EntityDetail = {
  id: "m1", kind: "invoice", external_id: "b1c2", number: "536365", name: "", contact_name: "Customer 17850", issued_on: "2010-12-01", due_on: "2010-12-31", currency: "GBP", net: "139.12", tax: "27.82", gross: "166.94", due: "66.94",
  status: "open", archived: false, deleted: false, problem: "", url: "https://ledger.example/invoice/b1c2", updated_at: AT, linked_record_id: "r1", linked_collection: "orders", version: "", versions: [], links: [],
  entity: { lines: [{ description: "White metal lantern", quantity: "6", unit_price: "3.39", net: "20.34", account: "200", tax_code: "OUTPUT2" }] },
  body: { InvoiceID: "b1c2", Type: "ACCREC", InvoiceNumber: "536365" },
};

const moved: EntityDetail = { ...entity, linked_record_id: null, linked_collection: null, contact_name: "", due_on: null, net: null, tax: null, due: null, url: "", status: "posted" };

export const journal: EntityDetail = {
  ...moved, id: "m2", kind: "journal", external_id: "j1", number: "J-7", name: "Accrued electricity", gross: "120.00", status: "open",
  entity: { lines: [{ account: "445", amount: "120.00", description: "November" }, { account: "850", amount: "-120.00" }] },
};

export const bankFee: EntityDetail = {
  ...moved, id: "m3", kind: "bank_transaction", external_id: "b9", number: "", gross: "4.50",
  entity: {
    direction: "spent", account: "090", contact: "k1", is_reconciled: true,
    lines: [{ description: "Fee of November", quantity: "1", unit_price: "4.50", net: "4.50", account: "445" }],
  },
};

export const transfer: EntityDetail = {
  ...moved, id: "m4", kind: "transfer", external_id: "t9", number: "To savings", gross: "500.00", entity: { from_account: "090", to_account: "091" },
};

export const accounts: EntityDetail[] = ([["090", "Current account"], ["091", "Savings"], ["445", "Light and heat"], ["850", "Accruals"]] as const).map(([number, name]) => ({
  ...moved, id: `a${number}`, kind: "account", external_id: `id-${number}`, number, name, issued_on: null, gross: null, status: "active",
}));

export const matchingRules: MatchingRules = {
  contact_details: ["account_number", "address", "company_number", "email", "person", "phone", "tax_number"], item_details: ["code", "name"], certain_percent: 97, asked_percent: 30,
};

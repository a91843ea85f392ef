/** A draft in the builder, what it is made of, and what the API says of it. */
import type { StepPreview, StepTest } from "@/api/automation-tests";
import { emptyDefinition, newStep } from "@/features/builder/model/new-step";
import type { Catalogue, Definition, Json, Pill, SettingsSchema } from "@/features/builder/model/types";
import { AT } from "@/testing/ledger-fixtures";

const schema = (properties: Record<string, Json>, required: string[] = []): SettingsSchema => ({ type: "object", properties, required });
const ruleOf = (title: string, description: string, more: Record<string, Json> = {}): Json => ({ title, description, default: null, "x-widget": "rule", ...more });
const STATUS = { title: "Made as", description: "A draft counts nothing yet.", enum: ["draft", "open"], default: "draft", "x-widget": "choice", "x-labels": ["Draft", "Approved"] };

const createDocument = {
  ...schema({
    connection: { title: "Ledger", description: "Where it is written.", type: "string", default: "", "x-widget": "connection" },
    contact: ruleOf("Contact", "Its id, account number or name in the ledger."),
    reference: ruleOf("Reference", "Stands on the document."),
    status: STATUS,
    due_days: { title: "Due after so many days", anyOf: [{ type: "integer", minimum: 0, maximum: 3650 }, { type: "null" }], default: null, "x-widget": "number" },
    due_text: { title: "Terms in words", type: "string", default: "", "x-widget": "text", "x-when": { status: ["open"] } },
    lines: { title: "Lines", type: "array", items: { $ref: "#/$defs/LineRules" }, "x-widget": "lines" },
  }, ["contact"]),
  $defs: { LineRules: schema({ description: ruleOf("Description", ""), quantity: ruleOf("Quantity", "1 if empty."), account: ruleOf("Account", "") }) },
};
const condition = schema({ condition: { title: "Condition", description: "Which way it goes.", type: "object", "x-widget": "condition" } });
const update = schema({
  collection: { title: "Collection", type: "string", default: "", "x-widget": "collection" },
  values: { title: "Values", description: "What goes into which field.", type: "object", "x-widget": "rules", "x-of": "collection" },
});

const ofRecords = {
  collection: { title: "Collection", description: "Whose records start it.", type: "string", "x-widget": "collection" },
  condition: { title: "Only if", description: "Records that do not meet this start nothing.", default: null, "x-widget": "condition", "x-of": "collection" },
};
const trigger = (type: string, name: string, group: string, properties: Record<string, Json>) => ({ type, name, group, about: `${name} starts it.`, settings_schema: schema(properties) });
const step = (kind: string, name: string, group: string, settings_schema: SettingsSchema, writes = false) => ({ kind, name, group, about: `${name}.`, settings_schema, branches: [], writes, available: true, reason: "" });

export const catalogue: Catalogue = {
  triggers: [
    trigger("record_created", "Record created", "records", ofRecords),
    trigger("stage_reached", "Stage reached", "records", {
      ...ofRecords,
      stage_field: { title: "Field", type: "string", "x-widget": "field", "x-of": "collection", "x-types": ["choice"] },
      stage: { title: "Stage", type: "string", "x-widget": "choice", "x-of": "stage_field" },
    }),
    trigger("schedule", "Schedule", "time", { schedule: { title: "When", description: "Times in a time zone.", "x-widget": "schedule" } }),
    trigger("webhook", "Outside webhook", "outside", { webhook: { title: "Proof", description: "How the caller shows that it may.", "x-widget": "webhook" } }),
  ],
  steps: [
    step("create_document", "Create a document", "accounting", createDocument, true),
    step("condition", "Condition", "flow", condition),
    step("update_record", "Update record", "records", update),
  ],
};

export const pills: Pill[] = [
  { path: "trigger.number", label: "Number", type: "text", group: "Orders", sample: "536365" },
  { path: "trigger.customer", label: "Customer", type: "relation", group: "Orders", sample: "17850" },
  { path: "trigger.amount_due", label: "Amount due", type: "money", group: "Orders", sample: "166.94" },
  { path: "steps.find.name", label: "Name", type: "text", group: "Find the contact", sample: "Corner shop" },
];

export const definition: Definition = {
  ...emptyDefinition(),
  trigger: { ...emptyDefinition().trigger, type: "record_created", collection: "orders" },
  steps: [
    { ...newStep("create_document"), id: "create", name: "Create the invoice", settings: { contact: { kind: "field", path: "trigger.customer" }, reference: { kind: "text", parts: ["Order ", { path: "trigger.number" }] }, lines: [] } },
    { ...newStep("condition"), id: "check" },
    { ...newStep("update_record"), id: "update", settings: { collection: "orders", values: {} } },
  ],
};

const field = (name: string, label: string, value: string, problem = "") => ({ name, label, value, before: "", type: "text", source: "", problem });

export const preview: StepPreview = {
  text: "Would create an invoice of 166.94 GBP in Demo Company (UK).", status: "done", writes: true, problems: [], branch: "",
  fields: [field("contact", "Contact", "Customer 17850"), field("reference", "Reference", "Order 536365"), field("lines.1.account", "Account", "200", "Account 200 is archived in Xero. Choose another one.")],
  output: { number: "1001", total: "166.94" }, document: { Type: "ACCREC", Total: "166.94" },
};

export const tested: StepTest = { ...preview, sent: false, outcome: preview.text, run_id: null, answers: [] };

export const samples = [
  { event_id: "0190a000-0000-7000-8000-00000000e001", title: "Orders 536365 created", occurred_at: AT, values: { number: "536365", amount_due: "166.94", lines: [{ code: "85123A", quantity: "6" }] } },
];

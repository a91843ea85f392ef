/** Automations, their catalogue, versions and templates as the API gives them. */
import type { AutomationLine, BuilderAutomation, DefinitionBody, VersionLine } from "@/api/automation-drafts";
import type { AutomationTemplate } from "@/api/automation-templates";
import type { components } from "@/api/schema";
import { AT } from "@/testing/ledger-fixtures";

type StepBody = DefinitionBody["steps"][number];
const step: StepBody = { id: "", kind: "", name: "", note: "", settings: {}, on_error: "exception", retry: { tries: 3, seconds: 10 }, branches: {} };
const trigger: DefinitionBody["trigger"] = { type: "record_saved", collection: "orders", kind: "", connection: "", fields: [], stage_field: "", stage: "", cause: "", condition: null, schedule: null, webhook: null };
const limits = { runs_at_once: null, runs_an_hour: null };

export const definition: DefinitionBody = {
  schema: 2, description: "Creates an invoice or a credit note for each order, exactly once.", trigger, limits, layout: {}, notes: [], samples: {},
  steps: [{
    ...step, id: "check", kind: "condition",
    settings: { condition: { combinator: "and", rules: [{ field: "payment_status", operator: "=", value: "not_posted" }, { field: "lines", operator: "notNull" }] } },
    branches: { then: [{ ...step, id: "create", kind: "create_in_ledger", name: "Create the invoice or credit note" }], otherwise: [] },
  }],
};

export const automationLine: AutomationLine = {
  id: "a1", name: "Create orders in the ledger", description: definition.description, enabled: true, version: 1, trigger_text: "When a record is created or changed in Orders",
  last_run_at: AT, runs_today: 143, failures_today: 1,
};

export const automation: BuilderAutomation = {
  ...automationLine, definition, published_at: AT, published_by: "Demo Administrator", webhook: null, next_due_at: null,
  draft: { definition, revision: 4, saved_at: AT, saved_by: "Demo Finance", differs: false, problems: [] },
};

/** The draft with one more step, as it was before the first publishing. */
export const unpublished: BuilderAutomation = { ...automation, id: "a2", name: "Thank the customer", enabled: false, version: 0, definition: null, published_at: null, published_by: "", draft: { ...automation.draft, differs: true } };

const kind = { group: "flow", about: "", settings_schema: {}, branches: [], writes: false, available: true, reason: "" };
export const catalogue: components["schemas"]["AutomationCatalogue"] = {
  triggers: [{ type: "record_saved", name: "Record created or changed", group: "records", about: "When a record is saved.", settings_schema: {} }],
  steps: [
    { ...kind, kind: "condition", name: "Condition", about: "Goes one way or the other.", branches: ["then", "otherwise"] },
    { ...kind, kind: "switch", name: "Switch", about: "Goes one of several ways.", branches: ["otherwise"] },
    { ...kind, kind: "for_each", name: "For each", about: "Does the same with every item of a list.", branches: ["do"] },
    { ...kind, kind: "create_in_ledger", name: "Create in accounting system", group: "accounting", about: "Creates what the record is, once.", writes: true },
    { ...kind, kind: "create_journal", name: "Create a journal", group: "accounting", about: "A manual journal.", writes: true, available: false, reason: "Needs a connection to an accounting system. Connect one in Settings." },
    { ...kind, kind: "update_record", name: "Update the record", group: "records", about: "Writes values into the record." },
    { ...kind, kind: "send_email", name: "Send e-mail", group: "others", about: "To whom you say.", writes: true },
  ],
};

export const versions: VersionLine[] = [
  { number: 2, note: "Only with lines", published_at: AT, published_by: "Demo Administrator", is_live: true, runs: 143, failures: 1 },
  { number: 1, note: "", published_at: "2026-11-18T09:30:00Z", published_by: "Demo Finance", is_live: false, runs: 80, failures: 0 },
];

/** The first version looked at the status alone. */
export const versionOne: components["schemas"]["AutomationVersionDetail"] = {
  number: 1, note: "", published_at: "2026-11-18T09:30:00Z", published_by: "Demo Finance", is_live: false, runs: 80, failures: 0,
  definition: {
    ...definition,
    steps: [{ ...step, id: "check", kind: "condition", settings: { condition: { combinator: "and", rules: [{ field: "payment_status", operator: "=", value: "not_posted" }] } }, branches: { then: [], otherwise: [] } }],
  },
};

export const templates: AutomationTemplate[] = [
  { key: "invoice_orders", name: "Invoice each order", goal: "Get invoices out", about: "When an order is saved, its invoice is created in the ledger, once.", definition, needs: [] },
  { key: "thank", name: "Thank for the payment", goal: "Keep customers informed", about: "When an invoice is paid, the customer hears of it.", definition: { ...definition, trigger: { ...trigger, type: "entity_paid", kind: "invoice", collection: "" } }, needs: ["A connection to an accounting system"] },
];

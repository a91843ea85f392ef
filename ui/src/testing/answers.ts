/** What the fake server answers, typed by the API's own description: a wrong field does not compile. */
import type { paths } from "@/api/schema";
import * as told from "@/testing/alert-fixtures";
import * as automations from "@/testing/automation-fixtures";
import * as workspace from "@/testing/fixtures";
import * as documents from "@/testing/document-fixtures";
import * as ledgers from "@/testing/ledger-fixtures";

const sample = { ...workspace, ...ledgers };

type Methods = "get" | "post" | "put" | "patch" | "delete";
type JsonOf<Operation> = Operation extends { responses: infer Responses }
  ? { [Status in keyof Responses]: Status extends 200 | 201 | 202 ? (Responses[Status] extends { content: { "application/json": infer Body } } ? Body : never) : never }[keyof Responses]
  : never;
type Scope = "/api/v1/workspaces/{workspace_id}";

/** Answers by method and path, without the part that names the workspace. */
export type Answers = {
  [Path in keyof paths as Path extends `${Scope}${infer Rest}` ? Rest : Path]?: {
    [Method in Methods]?: JsonOf<paths[Path][Method]>;
  };
};

const page = <Item>(items: Item[]) => ({ items, next_cursor: null, total: items.length });
const causes = sample.exceptions.map(({ cause, cause_label, remedy }) => ({ cause, cause_label, remedy, count: 1 }));

export const answers: Answers = {
  "/api/v1/me": { get: sample.me },
  "/home": { get: sample.home },
  "/collections": { get: page(sample.collections) },
  "/collections/{key}/records": { get: { ...page(sample.records), next_cursor: "more", total: 1204 } },
  "/collections/{key}/views": { get: page([]) },
  "/collections/{key}/groups": { get: { items: [], has_more: false } },
  "/collection-templates": { get: page([{ key: "customers", name: "Customers", description: "Whom you sell to.", fields: [{ name: "Name", type: "text" }] }]) },
  "/collections/{key}/records/{record_id}/comments": { get: page([]) },
  "/collections/{key}/records/{record_id}/files": { get: page([]) },
  "/collections/{key}/records/{record_id}/history": { get: page([{ number: 1, at: sample.record.created_at, actor: "Demo Finance", action: "record.created", text: "Orders 536365 created", changes: [] }]) },
  "/collections/{key}/records/{record_id}/accounting": { get: sample.card },
  "/collections/{key}/records/{record_id}": { get: sample.record, patch: sample.record },
  "/collections/{key}/records/{record_id}/documents": { get: { ...documents.recordDocuments, kind: "" }, post: { ...documents.invoice, id: "q2", state: "sending" } },
  "/collections/{key}/records/{record_id}/documents/draft": { get: documents.draft },
  "/collections/{key}/records/{record_id}/documents/preview": { post: documents.preview },
  "/document-requests": { get: page([documents.request]) },
  "/approvals": { get: page([]) },
  "/runs/groups": { get: page([]) },
  "/document-requests/{request_id}/approve": { post: { ...documents.request, state: "approved" } },
  "/document-requests/{request_id}/decline": { post: { ...documents.request, state: "declined" } },
  "/imports": { get: page([{ ...sample.importJob, state: "finished", counts: { rows: 3108, created: 143, updated: 0, unchanged: 0, errors: 1 } }]), post: sample.importJob },
  "/imports/{import_id}": { get: sample.importJob },
  "/imports/{import_id}/preview": { post: sample.preview },
  "/imports/{import_id}/apply": { post: { ...sample.importJob, state: "running" } },
  "/imports/{import_id}/rows": { get: page([sample.errorRow]) },
  "/connections": { get: sample.connected([sample.xero, sample.quickbooks]) },
  "/connections/pending/{pending_id}": {
    get: {
      id: "pending-1", provider: "xero", provider_name: "Xero", replaces: "",
      organisations: [{ id: "o1", name: "Demo Company (UK)", country: "GB", currency: "GBP" }, { id: "o2", name: "Demo Company (US)", country: "US", currency: "USD" }],
    },
    post: sample.connected([sample.xero]),
  },
  "/connections/{provider}/authorise": { post: { url: "#authorise" } },
  "/connections/{connection_id}/disconnect": { post: { ...sample.xero, status: "disconnected" } },
  "/connections/{connection_id}/change-organisation": { post: { pending_id: "pending-1" } },
  "/connections/{connection_id}/read": { post: { id: "run-4" } },
  "/connections/{connection_id}/sync-reference-data": { post: { id: "run-3" } },
  "/connections/{connection_id}/records-ledger": { post: sample.xero },
  "/connections/{connection_id}/matching-rules": { get: sample.matchingRules, put: sample.matchingRules },
  "/connections/{connection_id}/entities": { get: page([sample.entity]) },
  "/connections/{connection_id}/entities/{kind}/{external_id}": { get: sample.entity },
  "/syncs": { get: page([sample.sync]), post: sample.sync },
  "/syncs/suggested-maps": { get: sample.suggestedMaps },
  "/syncs/{sync_id}": { get: sample.sync, patch: sample.sync },
  "/syncs/{sync_id}/suggested-maps": { get: sample.suggestedMaps },
  "/syncs/{sync_id}/run": { post: sample.syncRun },
  "/runs": { get: page([sample.run, sample.syncRun]) },
  "/runs/{run_id}": { get: sample.run },
  "/runs/{run_id}/files": { get: page([]) },
  "/postings/{posting_id}": { get: sample.postingDetail },
  "/postings/{posting_id}/undo": { post: { ...sample.postingDetail, undo: { ...sample.postingDetail.undo, state: "under_way", possible: false } } },
  "/approvals/totals": { post: { approvals: 1, undecidable: {}, totals: { steps: 1, writes: 1, problems: 0, irreversible: 0, amounts: { GBP: "166.94" }, accounts: [], taxes: [] } } },
  "/postings": { get: page([sample.posting]) },
  "/automations": { get: page([automations.automationLine]), post: automations.unpublished },
  "/automations/{automation_id}": { get: automations.automation, patch: { ...automations.automation, enabled: false } },
  "/automations/{automation_id}/draft": { put: { ...automations.automation.draft, revision: 5, differs: true } },
  "/automations/{automation_id}/publish": { post: { ...automations.automation, version: 2 } },
  "/automations/{automation_id}/versions": { get: page(automations.versions) },
  "/automations/{automation_id}/versions/{version_number}": { get: automations.versionOne },
  "/automations/{automation_id}/versions/{version_number}/restore": { post: { ...automations.automation.draft, revision: 5 } },
  "/automations/{automation_id}/text": { get: { file: "automations/create-orders.json", text: "{}\n" }, post: { name: "Create orders in the ledger", definition: automations.definition, problems: [] } },
  "/automations/{automation_id}/missed": { get: { ...page([]), count: 0, since: null } },
  "/automations/describe": { post: { problems: [], pills: [] } },
  "/automation-catalogue": { get: automations.catalogue },
  "/automation-templates": { get: page(automations.templates) },
  "/alert-kinds": { get: page([{ kind: "exception" as const, label: "An exception was raised", settings_schema: {}, causes: [{ group: "A ledger refused it", causes: { totals_differ: "Totals differ", period_locked: "Period locked" } }] }]) },
  "/alerts": { get: page([told.overdueAlert, told.digestAlert]), post: told.overdueAlert },
  "/alerts/{rule_id}": { put: told.overdueAlert },
  "/alerts/{rule_id}/messages": { get: page([told.sent, told.lost]) },
  "/alerts/{rule_id}/test": { post: page([{ ...told.sent, id: "n3", is_test: true, state: "waiting" }]) },
  "/step-secrets": { get: page([told.channel, told.bearer, told.password]), post: told.bearer },
  "/step-secrets/{secret_id}": { put: told.bearer },
  "/exceptions": { get: { ...page(sample.exceptions), causes } },
  "/exceptions/{exception_id}": { get: sample.exception },
  "/exceptions/{exception_id}/retry": { post: { ...sample.exception, state: "retrying" } },
  "/exceptions/{exception_id}/dismiss": { post: { ...sample.exception, state: "dismissed" } },
  "/exceptions/retry": { post: { count: 1 } },
  "/tie-outs": { get: page([sample.tieOut]), post: { id: "t1" } },
  "/tie-outs/{tie_out_id}": { get: sample.tieOut },
  "/audit": { get: page(sample.audit) },
  "/audit/verify": { get: { ok: true, entries: 4, first_broken: null, message: "All 4 entries carry the hash of the one before.", head: "9f2c4be1a07d" } },
  "/members": { get: page(sample.members) },
  "/invitations": { get: page([]) },
  "/tokens": { get: page([]) },
  "/tokens/scopes": { get: page([{ scope: "read", words: "see this workspace", roles: ["administrator", "finance", "editor", "auditor"] }]) },
  "/policies": { get: { mfa_required: false, sso_domains: [], sso_role: "auditor", sso_available: false, token_days_max: null, documents_need_approval: "editors", time_zone: "Europe/London" } },
  "/notifications": { get: { exceptions: "daily", approvals: "daily", connections: "now", mail: false } },
  "/api/v1/sign-in": { get: { single_sign_on: "", mail: true } },
};

import { createRootRoute, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { Shell } from "@/app/shell";
import { inboxSearch, runsSearch } from "@/lib/page-searches";
import { recordsSearch } from "@/lib/records-search";
import { texts } from "@/lib/search-params";

const root = createRootRoute();

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: texts("next"),
  component: lazyRouteComponent(() => import("@/features/session/sign-in-page"), "SignInPage"),
});

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });
const parent = () => shell;

const home = createRoute({
  getParentRoute: parent,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/home/home-page"), "HomePage"),
});

const collections = createRoute({
  getParentRoute: parent,
  path: "/collections",
  component: lazyRouteComponent(() => import("@/features/collections/collections-page"), "CollectionsPage"),
});
const records = createRoute({
  getParentRoute: parent,
  path: "/collections/$key",
  validateSearch: recordsSearch,
  component: lazyRouteComponent(() => import("@/features/collections/records-page"), "RecordsPage"),
});
const record = createRoute({
  getParentRoute: parent,
  path: "/collections/$key/records/$recordId",
  component: lazyRouteComponent(() => import("@/features/collections/record-page"), "RecordPage"),
});

const imports = createRoute({
  getParentRoute: parent,
  path: "/imports",
  component: lazyRouteComponent(() => import("@/features/imports/imports-page"), "ImportsPage"),
});
const importNew = createRoute({
  getParentRoute: parent,
  path: "/imports/new",
  validateSearch: texts("collection"),
  component: lazyRouteComponent(() => import("@/features/imports/upload-page"), "UploadPage"),
});
const importOne = createRoute({
  getParentRoute: parent,
  path: "/imports/$importId",
  component: lazyRouteComponent(() => import("@/features/imports/import-page"), "ImportPage"),
});

const ledgers = createRoute({
  getParentRoute: parent,
  path: "/ledgers",
  validateSearch: texts("connection", "kind", "search", "entity"),
  component: lazyRouteComponent(() => import("@/features/ledgers/ledgers-page"), "LedgersPage"),
});

const automations = createRoute({
  getParentRoute: parent,
  path: "/automations",
  component: lazyRouteComponent(() => import("@/features/automations/automations-page"), "AutomationsPage"),
});
const automation = createRoute({
  getParentRoute: parent,
  path: "/automations/$automationId",
  component: lazyRouteComponent(() => import("@/features/automations/automation-page"), "AutomationPage"),
});
const runs = createRoute({
  getParentRoute: parent,
  path: "/runs",
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import("@/features/runs/runs-page"), "RunsPage"),
});
const run = createRoute({
  getParentRoute: parent,
  path: "/runs/$runId",
  component: lazyRouteComponent(() => import("@/features/runs/run-page"), "RunPage"),
});

const syncs = createRoute({
  getParentRoute: parent,
  path: "/sync",
  component: lazyRouteComponent(() => import("@/features/sync/syncs-page"), "SyncsPage"),
});
const syncNew = createRoute({
  getParentRoute: parent,
  path: "/sync/new",
  component: lazyRouteComponent(() => import("@/features/sync/new-sync-page"), "NewSyncPage"),
});
const sync = createRoute({
  getParentRoute: parent,
  path: "/sync/$syncId",
  component: lazyRouteComponent(() => import("@/features/sync/sync-page"), "SyncPage"),
});

const reconciliation = createRoute({
  getParentRoute: parent,
  path: "/reconciliation",
  component: lazyRouteComponent(() => import("@/features/reconciliation/reconciliation-page"), "ReconciliationPage"),
});

const inbox = createRoute({
  getParentRoute: parent,
  path: "/inbox",
  validateSearch: inboxSearch,
  component: lazyRouteComponent(() => import("@/features/inbox/inbox-page"), "InboxPage"),
});

const reports = createRoute({
  getParentRoute: parent,
  path: "/reports",
  component: lazyRouteComponent(() => import("@/features/reports/tie-outs-page"), "TieOutsPage"),
});
const tieOut = createRoute({
  getParentRoute: parent,
  path: "/reports/tie-outs/$tieOutId",
  validateSearch: texts("pair", "cause"),
  component: lazyRouteComponent(() => import("@/features/reports/tie-out-page"), "TieOutPage"),
});

const audit = createRoute({
  getParentRoute: parent,
  path: "/audit",
  validateSearch: texts("search", "action"),
  component: lazyRouteComponent(() => import("@/features/audit/audit-page"), "AuditPage"),
});

const settings = createRoute({
  getParentRoute: parent,
  path: "/settings",
  beforeLoad: () => {
    throw redirect({ to: "/settings/integrations" });
  },
});
const integrations = createRoute({
  getParentRoute: parent,
  path: "/settings/integrations",
  validateSearch: texts("connected", "choose", "error"),
  component: lazyRouteComponent(() => import("@/features/connections/integrations-page"), "IntegrationsPage"),
});
const members = createRoute({
  getParentRoute: parent,
  path: "/settings/members",
  component: lazyRouteComponent(() => import("@/features/members/members-page"), "MembersPage"),
});

export const routes = root.addChildren([
  signIn,
  shell.addChildren([
    home, collections, records, record, imports, importNew, importOne, ledgers, automations, automation, runs, run,
    syncs, syncNew, sync, reconciliation, inbox, reports, tieOut, audit, settings, integrations, members,
  ]),
]);

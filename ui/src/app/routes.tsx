import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { root, shell } from "@/app/base-routes";
import { automation, automations, automationSettings, automationTemplates, automationVersions } from "@/app/automation-routes";
import { account, alerts, configuration, forgotten, invitation, members, policies, reset, secrets, signIn, tokens } from "@/app/people-routes";
import { approvalsSearch, inboxSearch, massSearch, runsSearch } from "@/lib/page-searches";
import { recordsSearch } from "@/lib/records-search";
import { texts } from "@/lib/search-params";

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
  component: lazyRouteComponent(() => import("@/app/record-route"), "RecordRoute"),
});
const recordNew = createRoute({
  getParentRoute: parent,
  path: "/collections/$key/new",
  component: lazyRouteComponent(() => import("@/app/new-record-route"), "NewRecordRoute"),
});

const collectionNew = createRoute({
  getParentRoute: parent,
  path: "/collections/new",
  component: lazyRouteComponent(() => import("@/features/collection-settings/new-collection-page"), "NewCollectionPage"),
});
const collectionSettings = createRoute({
  getParentRoute: parent,
  path: "/collections/$key/settings/$tab",
  component: lazyRouteComponent(() => import("@/app/collection-settings-route"), "CollectionSettingsRoute"),
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

const runs = createRoute({
  getParentRoute: parent,
  path: "/runs",
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import("@/features/runs/runs-page"), "RunsPage"),
});
const run = createRoute({
  getParentRoute: parent,
  path: "/runs/$runId",
  validateSearch: texts("view", "step"),
  component: lazyRouteComponent(() => import("@/app/run-route"), "RunRoute"),
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

const approvals = createRoute({
  getParentRoute: parent,
  path: "/inbox/approvals",
  validateSearch: approvalsSearch,
  component: lazyRouteComponent(() => import("@/features/inbox/approvals-page"), "ApprovalsPage"),
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
const integrationGuide = createRoute({
  getParentRoute: parent,
  path: "/settings/integrations/guide/$provider",
  component: lazyRouteComponent(() => import("@/features/connections/guide-page"), "GuidePage"),
});
const integrationTroubles = createRoute({
  getParentRoute: parent,
  path: "/settings/integrations/troubleshooting",
  component: lazyRouteComponent(() => import("@/features/connections/troubleshooting-page"), "TroubleshootingPage"),
});
const matching = createRoute({
  getParentRoute: parent,
  path: "/settings/integrations/matching/$connectionId",
  component: lazyRouteComponent(() => import("@/features/matching/matching-page"), "MatchingPage"),
});
const masses = createRoute({
  getParentRoute: parent,
  path: "/masses",
  component: lazyRouteComponent(() => import("@/features/mass/masses-page"), "MassesPage"),
});
const massNew = createRoute({
  getParentRoute: parent,
  path: "/masses/new",
  validateSearch: texts("connection", "collection", "direction"),
  component: lazyRouteComponent(() => import("@/features/mass/new-mass-page"), "NewMassPage"),
});
const mass = createRoute({
  getParentRoute: parent,
  path: "/masses/$massId",
  validateSearch: massSearch,
  component: lazyRouteComponent(() => import("@/features/mass/mass-page"), "MassPage"),
});

export const routes = root.addChildren([
  signIn, forgotten, reset, invitation,
  shell.addChildren([
    home, collections, collectionNew, collectionSettings, records, record, recordNew, imports, importNew, importOne, ledgers, automations, automationTemplates, automation, automationVersions, runs, run,
    syncs, syncNew, sync, masses, massNew, mass, reconciliation, inbox, approvals, reports, tieOut, audit, settings, integrations, automationSettings, integrationGuide, integrationTroubles, matching, members, account, tokens, policies, alerts, secrets, configuration,
  ]),
]);

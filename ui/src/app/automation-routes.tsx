import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "@/app/base-routes";
import { automationsSearch } from "@/lib/page-searches";
import { texts } from "@/lib/search-params";

/** Automations: the list, templates, the builder, versions. */
const parent = () => shell;

export const automations = createRoute({
  getParentRoute: parent,
  path: "/automations",
  validateSearch: automationsSearch,
  component: lazyRouteComponent(() => import("@/features/automations/automations-page"), "AutomationsPage"),
});
export const automation = createRoute({
  getParentRoute: parent,
  path: "/automations/$automationId",
  validateSearch: texts("step", "view", "show"),
  component: lazyRouteComponent(() => import("@/features/builder/page/builder-page"), "BuilderPage"),
});
export const automationVersions = createRoute({
  getParentRoute: parent,
  path: "/automations/$automationId/versions",
  validateSearch: texts("before", "after"),
  component: lazyRouteComponent(() => import("@/features/builder/versions/versions-page"), "VersionsPage"),
});
export const automationTemplates = createRoute({
  getParentRoute: parent,
  path: "/automations/templates",
  component: lazyRouteComponent(() => import("@/features/builder/templates/templates-page"), "TemplatesPage"),
});
export const automationSettings = createRoute({
  getParentRoute: parent,
  path: "/settings/automations",
  validateSearch: automationsSearch,
  component: lazyRouteComponent(() => import("@/features/automations/settings-page"), "AutomationSettingsPage"),
});

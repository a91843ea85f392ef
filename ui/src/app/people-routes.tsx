import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root, shell } from "@/app/base-routes";
import { texts } from "@/lib/search-params";

/** Before the sign-in, and the settings that are about people and what they are told. */
const parent = () => shell;

export const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: texts("next", "error"),
  component: lazyRouteComponent(() => import("@/features/session/sign-in-page"), "SignInPage"),
});
export const forgotten = createRoute({
  getParentRoute: () => root,
  path: "/forgotten",
  component: lazyRouteComponent(() => import("@/features/session/forgotten-page"), "ForgottenPage"),
});
export const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset/$key",
  component: lazyRouteComponent(() => import("@/features/session/reset-page"), "ResetPage"),
});
export const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyRouteComponent(() => import("@/features/session/invitation-page"), "InvitationPage"),
});

export const members = createRoute({
  getParentRoute: parent,
  path: "/settings/members",
  component: lazyRouteComponent(() => import("@/features/members/members-page"), "MembersPage"),
});
export const account = createRoute({
  getParentRoute: parent,
  path: "/settings/account",
  component: lazyRouteComponent(() => import("@/features/account/account-page"), "AccountPage"),
});
export const tokens = createRoute({
  getParentRoute: parent,
  path: "/settings/tokens",
  component: lazyRouteComponent(() => import("@/features/tokens/tokens-page"), "TokensPage"),
});
export const policies = createRoute({
  getParentRoute: parent,
  path: "/settings/policies",
  component: lazyRouteComponent(() => import("@/features/policies/policies-page"), "PoliciesPage"),
});
export const configuration = createRoute({
  getParentRoute: parent,
  path: "/settings/configuration",
  component: lazyRouteComponent(() => import("@/features/configuration/configuration-page"), "ConfigurationPage"),
});
export const alerts = createRoute({
  getParentRoute: parent,
  path: "/settings/alerts",
  component: lazyRouteComponent(() => import("@/features/alerts/alerts-page"), "AlertsPage"),
});
export const secrets = createRoute({
  getParentRoute: parent,
  path: "/settings/secrets",
  component: lazyRouteComponent(() => import("@/features/secrets/secrets-page"), "SecretsPage"),
});

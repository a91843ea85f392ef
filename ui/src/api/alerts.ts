import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { PAGE_ROWS_MAX } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

export type Alert = components["schemas"]["Alert"];
export type AlertIn = components["schemas"]["AlertIn"];
export type AlertMessage = components["schemas"]["Message"];

const ALERTS = "/api/v1/workspaces/{workspace_id}/alerts";
const ONE = "/api/v1/workspaces/{workspace_id}/alerts/{rule_id}";
/** A message that is under way is looked at again so soon. */
const WAITING_MS = 2_000;

export function useAlerts() {
  return api.useQuery("get", ALERTS, { params: { path: useWorkspacePath(), query: { limit: PAGE_ROWS_MAX } } });
}

/** What rules can look for, with the causes that one about exceptions can name. */
export function useAlertKinds() {
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/alert-kinds", { params: { path: useWorkspacePath() } }, { staleTime: Infinity });
}

/** What a rule told, newest first; read again while something of it is under way. */
export function useAlertMessages(rule_id: string) {
  const params = { path: { ...useWorkspacePath(), rule_id } };
  return api.useQuery("get", `${ONE}/messages`, { params }, {
    refetchInterval: ({ state }) => (state.data?.items.some(({ state: now }) => now === "waiting" || now === "sending") ? WAITING_MS : false),
  });
}

function useAgain() {
  const queries = useQueryClient();
  // A secret says which rules use it.
  return { onSuccess: () => refresh(queries, "/alerts", "/step-secrets") };
}

/** The dialog shows itself what was refused. */
export const useMakeAlert = () => api.useMutation("post", ALERTS, { ...useAgain(), meta: { quiet: true } });
export const useSaveAlert = () => api.useMutation("put", ONE, { ...useAgain(), meta: { quiet: true } });
/** From the list, where a refusal is told at the side. */
export const useSwitchAlert = () => api.useMutation("put", ONE, useAgain());
export const useDeleteAlert = () => api.useMutation("delete", ONE, useAgain());
export const useTestAlert = () => api.useMutation("post", `${ONE}/test`, useAgain());

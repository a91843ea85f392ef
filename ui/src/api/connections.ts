import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { refresh } from "@/api/refresh";
import { useWorkspacePath } from "@/api/workspace";

const PARTS = ["/connections", "/home", "/syncs"];

export function useConnections() {
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/connections", { params: { path: useWorkspacePath() } });
}

/** Asks for the address of the provider's own sign-in page. */
export function useAuthorise() {
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/connections/{provider}/authorise");
}

export function usePendingConnection(pending_id: string) {
  const path = { ...useWorkspacePath(), pending_id };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/connections/pending/{pending_id}", { params: { path } }, { retry: false });
}

export function useChooseOrganisations() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/connections/pending/{pending_id}", { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useSyncReferenceData() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/connections/{connection_id}/sync-reference-data", { onSuccess: () => refresh(queries, ...PARTS) });
}

/** Offers the other organisations that the same sign-in reaches. */
export function useChangeOrganisation() {
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/connections/{connection_id}/change-organisation");
}

export function useReadNow() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/connections/{connection_id}/read", { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useDisconnect() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/connections/{connection_id}/disconnect", { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useMakeRecordsLedger() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/connections/{connection_id}/records-ledger", { onSuccess: () => refresh(queries, ...PARTS) });
}

import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { refresh } from "@/api/refresh";
import { useWorkspacePath } from "@/api/workspace";

export function useSyncs() {
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/syncs", { params: { path: useWorkspacePath() } });
}

export function useSync(sync_id: string) {
  const path = { ...useWorkspacePath(), sync_id };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/syncs/{sync_id}", { params: { path } });
}

export function useSuggestedMaps(sync_id: string) {
  const path = { ...useWorkspacePath(), sync_id };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/syncs/{sync_id}/suggested-maps", { params: { path } });
}

/** The same for two ledgers that no sync joins yet. */
export function useSuggestedMapsOfPair(source_connection_id: string, target_connection_id: string) {
  const path = useWorkspacePath();
  const query = { source_connection_id, target_connection_id };
  return api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace_id}/syncs/suggested-maps",
    { params: { path, query } },
    { enabled: source_connection_id !== "" && target_connection_id !== "" && source_connection_id !== target_connection_id },
  );
}

export function useCreateSync() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/syncs", { onSuccess: () => refresh(queries, "/syncs") });
}

export function useChangeSync() {
  const queries = useQueryClient();
  return api.useMutation("patch", "/api/v1/workspaces/{workspace_id}/syncs/{sync_id}", { onSuccess: () => refresh(queries, "/syncs") });
}

export function useRunSync() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/syncs/{sync_id}/run", { onSuccess: () => refresh(queries, "/syncs", "/runs") });
}

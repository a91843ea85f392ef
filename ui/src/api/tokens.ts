import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { PAGE_ROWS_MAX } from "@/api/pages";
import { refresh } from "@/api/refresh";
import { useWorkspacePath } from "@/api/workspace";

const TOKENS = "/api/v1/workspaces/{workspace_id}/tokens";

export function useTokens() {
  return api.useQuery("get", TOKENS, { params: { path: useWorkspacePath(), query: { limit: PAGE_ROWS_MAX } } });
}

export function useScopes() {
  return api.useQuery("get", `${TOKENS}/scopes`, { params: { path: useWorkspacePath(), query: { limit: PAGE_ROWS_MAX } } });
}

export function useMakeToken() {
  const queries = useQueryClient();
  return api.useMutation("post", TOKENS, { onSuccess: () => refresh(queries, "/tokens"), meta: { quiet: true } });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return api.useMutation("delete", `${TOKENS}/{token_id}`, { onSuccess: () => refresh(queries, "/tokens") });
}

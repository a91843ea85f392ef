import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useWorkspacePath } from "@/api/workspace";

const POLICIES = "/api/v1/workspaces/{workspace_id}/policies";

export function usePolicies() {
  return api.useQuery("get", POLICIES, { params: { path: useWorkspacePath() } });
}

export function useChangePolicies() {
  const queries = useQueryClient();
  const path = useWorkspacePath();
  return api.useMutation("patch", POLICIES, {
    onSuccess: (now) => queries.setQueryData(api.queryOptions("get", POLICIES, { params: { path } }).queryKey, now),
  });
}

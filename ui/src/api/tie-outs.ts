import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { refresh } from "@/api/refresh";
import { useWorkspacePath } from "@/api/workspace";

const STILL_RUNNING_MS = 2_000;

export function useTieOuts() {
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/tie-outs", { params: { path: useWorkspacePath() } });
}

export function useTieOut(tie_out_id: string) {
  const path = { ...useWorkspacePath(), tie_out_id };
  return api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace_id}/tie-outs/{tie_out_id}",
    { params: { path } },
    { refetchInterval: (query) => (query.state.data?.state === "running" ? STILL_RUNNING_MS : false) },
  );
}

export function useStartTieOut() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/tie-outs", { onSuccess: () => refresh(queries, "/tie-outs") });
}

/** Where the report can be downloaded. */
export function useTieOutAddress(tieOutId: string, format: "json" | "csv"): string {
  return `/api/v1/workspaces/${useWorkspacePath().workspace_id}/tie-outs/${tieOutId}.${format}`;
}

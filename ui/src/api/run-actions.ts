import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

export type RunGroup = components["schemas"]["RunGroup"];

const RUNS = "/api/v1/workspaces/{workspace_id}/runs";
const ONE = "/api/v1/workspaces/{workspace_id}/runs/{run_id}";
const PARTS = ["/runs", "/postings", "/automations", "/exceptions", "/home"];

/** What went wrong, the same errors together. */
export function useRunGroups(filter: { automation?: string | undefined; since?: string | undefined }) {
  const query = { ...(filter.automation ? { automation: filter.automation } : {}), ...(filter.since ? { since: filter.since } : {}) };
  return api.useQuery("get", `${RUNS}/groups`, { params: { path: useWorkspacePath(), query } });
}

function useAgain() {
  const queries = useQueryClient();
  return { onSuccess: () => refresh(queries, ...PARTS) };
}

export const useRetryRuns = () => api.useMutation("post", `${RUNS}/retry`, useAgain());
export const useCancelRun = () => api.useMutation("post", `${ONE}/cancel`, useAgain());
export const usePauseRun = () => api.useMutation("post", `${ONE}/pause`, useAgain());
export const useResumeRun = () => api.useMutation("post", `${ONE}/resume`, useAgain());
/** From the step that failed, or from another one on. */
export const useRetryRun = () => api.useMutation("post", `${ONE}/retry`, useAgain());

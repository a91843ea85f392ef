import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { PAGE_ROWS_MAX } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

export type RunGroup = components["schemas"]["RunGroup"];
export type RunFile = components["schemas"]["RunFile"];
export type PostingDetail = components["schemas"]["PostingDetail"];

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

/** What the steps of a run made, in their order. */
export function useRunFiles(run_id: string) {
  return api.useQuery("get", `${ONE}/files`, { params: { path: { ...useWorkspacePath(), run_id }, query: { limit: PAGE_ROWS_MAX } } });
}

/** Where the browser gets a file itself, as a download. */
export function runFileAddress(workspace_id: string, file_id: string): string {
  return `/api/v1/workspaces/${workspace_id}/run-files/${file_id}/content`;
}

const POSTING = "/api/v1/workspaces/{workspace_id}/postings/{posting_id}";
/** One that is being taken back is looked at again so soon. */
const UNDER_WAY_MS = 2_000;

/** What was sent, what the ledger answered, and how it can be taken back. */
export function usePosting(posting_id: string) {
  const params = { path: { ...useWorkspacePath(), posting_id } };
  return api.useQuery("get", POSTING, { params }, { refetchInterval: ({ state }) => (state.data?.undo.state === "under_way" ? UNDER_WAY_MS : false) });
}

/** The dialog shows itself what was refused. */
export const useUndoPosting = () => api.useMutation("post", `${POSTING}/undo`, { ...useAgain(), meta: { quiet: true } });

import { api, client } from "@/api/client";
import { PAGE_ROWS, bodyOf, usePages, type Page } from "@/api/pages";
import type { Posting, Run } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

const RUNS = "/api/v1/workspaces/{workspace_id}/runs";
const POSTINGS = "/api/v1/workspaces/{workspace_id}/postings";

export interface RunFilter {
  status?: Run["status"];
  kind?: Run["kind"];
  automation?: string;
  search?: string;
  /** An instant: those that began since then. */
  since?: string;
}

export function useRuns(filter: RunFilter) {
  const path = useWorkspacePath();
  return usePages<Run, Page<Run>>(["get", RUNS, path, filter], async (cursor) =>
    bodyOf(await client.GET(RUNS, { params: { path, query: { ...filter, cursor, limit: PAGE_ROWS } } })),
  );
}

export function useRun(run_id: string) {
  const path = { ...useWorkspacePath(), run_id };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/runs/{run_id}", { params: { path } });
}

export function usePostings(filter: { run?: string; state?: Posting["state"] }) {
  const path = useWorkspacePath();
  return usePages<Posting, Page<Posting>>(["get", POSTINGS, path, filter], async (cursor) =>
    bodyOf(await client.GET(POSTINGS, { params: { path, query: { ...filter, cursor, limit: PAGE_ROWS } } })),
  );
}

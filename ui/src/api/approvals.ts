import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import { PAGE_ROWS, bodyOf, usePages } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

export type Approval = components["schemas"]["Approval"];

const APPROVALS = "/api/v1/workspaces/{workspace_id}/approvals";
const PARTS = ["/approvals", "/runs", "/home", "/postings"];

export function useApprovals(state: Approval["state"]) {
  const path = useWorkspacePath();
  return usePages<Approval, { items: Approval[]; next_cursor?: string | null; total?: number | null }>(["get", APPROVALS, path, state], async (cursor) =>
    bodyOf(await client.GET(APPROVALS, { params: { path, query: { state, limit: PAGE_ROWS, ...(cursor ? { cursor } : {}) } } })),
  );
}

export function useApproval(approval_id: string) {
  const path = { ...useWorkspacePath(), approval_id };
  return api.useQuery("get", `${APPROVALS}/{approval_id}`, { params: { path } });
}

export type ApprovalsTotals = components["schemas"]["ApprovalsTotals"];
export type DecidedApprovals = components["schemas"]["DecidedApprovals"];

/** What these come to together, before anything is decided. */
export function useApprovalsTotals(ids: readonly string[]) {
  const path = useWorkspacePath();
  return useQuery({
    queryKey: ["post", `${APPROVALS}/totals`, path, ids],
    queryFn: async () => bodyOf(await client.POST(`${APPROVALS}/totals`, { params: { path }, body: { ids: [...ids] } })),
  });
}

/** Each is decided for itself; the answer says what became of every one. */
export function useDecide() {
  const queries = useQueryClient();
  return api.useMutation("post", `${APPROVALS}/decisions`, { meta: { quiet: true }, onSettled: () => refresh(queries, ...PARTS) });
}

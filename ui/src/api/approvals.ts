import { useMutation, useQueryClient } from "@tanstack/react-query";
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

export interface Decision {
  ids: readonly string[];
  approve: boolean;
  reason: string;
}

/** Decides one after the other; the first refusal stops, and says how far it went. */
export function useDecide() {
  const queries = useQueryClient();
  const path = useWorkspacePath();
  return useMutation({
    mutationFn: async ({ ids, approve, reason }: Decision) => {
      for (const approval_id of ids) {
        bodyOf(await client.POST(`${APPROVALS}/{approval_id}/decision`, { params: { path: { ...path, approval_id } }, body: { approve, reason } }));
      }
    },
    onSettled: () => refresh(queries, ...PARTS),
  });
}

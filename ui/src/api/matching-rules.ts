import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

export type MatchingRules = components["schemas"]["MatchingRules"];

const RULES = "/api/v1/workspaces/{workspace_id}/connections/{connection_id}/matching-rules";

/** By what it is told whether a contact or an item is in this ledger already. */
export function useMatchingRules(connection_id: string) {
  return api.useQuery("get", RULES, { params: { path: { ...useWorkspacePath(), connection_id } } });
}

/** The page shows itself what was refused; what was found by the rules before is asked for anew. */
export function useChangeMatchingRules(connection_id: string) {
  const queries = useQueryClient();
  const path = { ...useWorkspacePath(), connection_id };
  return api.useMutation("put", RULES, {
    meta: { quiet: true },
    onSuccess: (now) => {
      queries.setQueryData(api.queryOptions("get", RULES, { params: { path } }).queryKey, now);
      return refresh(queries, "/candidates", "/audit");
    },
  });
}

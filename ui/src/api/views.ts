/** Saved views of a collection, and the groups of a list. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import type { RecordQuery } from "@/api/collections";
import { bodyOf } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

type Schemas = components["schemas"];
export type SavedView = Schemas["ViewOut"];
export type ViewIn = Schemas["ViewIn"];
export type Arrangement = Schemas["Arrangement"];
export type RecordGroup = Schemas["RecordGroup"];
export type RecordGroups = Schemas["RecordGroups"];

const VIEWS = "/api/v1/workspaces/{workspace_id}/collections/{key}/views";
const VIEW = "/api/v1/workspaces/{workspace_id}/collections/{key}/views/{view_id}";
const GROUPS = "/api/v1/workspaces/{workspace_id}/collections/{key}/groups";

export function useViews(key: string) {
  return api.useQuery("get", VIEWS, { params: { path: { ...useWorkspacePath(), key } } });
}

export function useCreateView() {
  const queries = useQueryClient();
  return api.useMutation("post", VIEWS, { onSuccess: () => refresh(queries, "/views") });
}

export function useChangeView() {
  const queries = useQueryClient();
  return api.useMutation("put", VIEW, { onSuccess: () => refresh(queries, "/views") });
}

export function useDeleteView() {
  const queries = useQueryClient();
  return api.useMutation("delete", VIEW, { onSuccess: () => refresh(queries, "/views") });
}

/** How many records each group has and what its numbers come to; without a group one of everything. */
export function useRecordGroups(key: string, query: RecordQuery, sums: readonly string[], enabled: boolean) {
  const path = { ...useWorkspacePath(), key };
  return useQuery({
    queryKey: ["get", GROUPS, path, query, sums],
    enabled,
    placeholderData: (previous) => previous,
    queryFn: async (): Promise<RecordGroups> =>
      bodyOf(await client.GET(GROUPS, { params: { path, query: { ...query, sum: sums.join(",") } } })),
  });
}

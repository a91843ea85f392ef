import { api, client } from "@/api/client";
import { PAGE_ROWS, bodyOf, usePages, type Page } from "@/api/pages";
import type { Entity, EntityKind } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

const ENTITIES = "/api/v1/workspaces/{workspace_id}/connections/{connection_id}/entities";

export function useEntities(connection_id: string, filter: { kind?: EntityKind; search?: string }) {
  const path = { ...useWorkspacePath(), connection_id };
  return usePages<Entity, Page<Entity>>(["get", ENTITIES, path, filter], async (cursor) =>
    bodyOf(await client.GET(ENTITIES, { params: { path, query: { ...filter, cursor, limit: PAGE_ROWS } } })),
  );
}

export function useEntity(connection_id: string, kind: string, external_id: string) {
  const path = { ...useWorkspacePath(), connection_id, kind, external_id };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/connections/{connection_id}/entities/{kind}/{external_id}", { params: { path } });
}

import { useQuery } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import { PAGE_ROWS, PAGE_ROWS_MAX, bodyOf, usePages, type Page } from "@/api/pages";
import type { Entity, EntityKind } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

const ENTITIES = "/api/v1/workspaces/{workspace_id}/connections/{connection_id}/entities";

export function useEntities(connection_id: string, filter: { kind?: EntityKind; search?: string }) {
  const path = { ...useWorkspacePath(), connection_id };
  return usePages<Entity, Page<Entity>>(["get", ENTITIES, path, filter], async (cursor) =>
    bodyOf(await client.GET(ENTITIES, { params: { path, query: { ...filter, cursor, limit: PAGE_ROWS } } })),
  );
}

const ACCOUNT_PAGES_MAX = 5;

/** The chart of accounts, for the names of the accounts that lines and payments name by key. */
export function useAccounts(connection_id: string) {
  return useReferenceList(connection_id, "account");
}

/** A whole list of the ledger that others are chosen from: accounts, tax rates, tracking categories. */
export function useReferenceList(connection_id: string, kind: "account" | "tax_rate" | "tracking_category") {
  const path = { ...useWorkspacePath(), connection_id };
  return useQuery({
    queryKey: ["get", ENTITIES, "whole", kind, path],
    enabled: connection_id !== "",
    staleTime: 60_000,
    queryFn: async () => {
      const accounts: Entity[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < ACCOUNT_PAGES_MAX; page += 1) {
        const body = bodyOf(await client.GET(ENTITIES, { params: { path, query: { kind, cursor, limit: PAGE_ROWS_MAX } } }));
        accounts.push(...body.items);
        if (!body.next_cursor) break;
        cursor = body.next_cursor;
      }
      return accounts;
    },
  });
}

export function useEntity(connection_id: string, kind: string, external_id: string) {
  const path = { ...useWorkspacePath(), connection_id, kind, external_id };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/connections/{connection_id}/entities/{kind}/{external_id}", { params: { path } });
}

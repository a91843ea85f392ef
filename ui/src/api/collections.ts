import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, client } from "@/api/client";
import { PAGE_ROWS, bodyOf, usePages, type Page } from "@/api/pages";
import { asProblem } from "@/api/problem";
import { refresh } from "@/api/refresh";
import type { Collection, RecordRow } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

const RECORDS = "/api/v1/workspaces/{workspace_id}/collections/{key}/records";

export interface RecordQuery {
  search?: string;
  sort?: string;
  filter?: Record<string, string>;
  /** A condition as the query builder saves it, as JSON. */
  where?: string;
  group?: string;
  life?: "live" | "archived";
}

export function useCollections() {
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/collections", { params: { path: useWorkspacePath() } });
}

/** Reads the counts of the collections again whenever the list's own total is another: others make records too. */
export function useFreshCounts(total: number | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ["get", "/api/v1/workspaces/{workspace_id}/collections"] });
  }, [queries, total]);
}

export function useRecords(key: string, query: RecordQuery) {
  const path = { ...useWorkspacePath(), key };
  return usePages<RecordRow, Page<RecordRow>>(["get", RECORDS, path, query], async (cursor) => {
    const asked = { ...query, cursor, limit: PAGE_ROWS };
    return bodyOf(await client.GET(RECORDS, { params: { path, query: asked } }));
  });
}

const FOUND_ROWS = 5;
const FOUND_FROM = 2;

/** Records of every collection that fit a search of at least two characters. */
export function useFoundRecords(search: string, collections: Collection[]) {
  const workspace = useWorkspacePath();
  const answers = useQueries({
    queries: collections.map((collection) => ({
      queryKey: ["get", RECORDS, "found", workspace, collection.key, search],
      enabled: search.length >= FOUND_FROM,
      queryFn: async () => {
        const params = { path: { ...workspace, key: collection.key }, query: { search, limit: FOUND_ROWS } };
        const { items } = bodyOf(await client.GET(RECORDS, { params }));
        return items.map((row) => ({ id: row.id, label: labelOf(row), collection }));
      },
    })),
  });
  return answers.flatMap((answer) => answer.data ?? []);
}

/** A record's key, with its name where it has one. */
export function labelOf(row: { key: string; values: Record<string, unknown> }): string {
  const name = row.values["name"];
  return typeof name === "string" && name !== "" && name !== row.key ? `${row.key} · ${name}` : row.key;
}

export function useRecord(key: string, record_id: string) {
  const path = { ...useWorkspacePath(), key, record_id };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/collections/{key}/records/{record_id}", { params: { path } });
}

/** Asks one collection after the other for a record, and gives the key of the one that has it. */
export function useFindRecord() {
  const workspace = useWorkspacePath();
  return async (keys: readonly string[], record_id: string): Promise<string | undefined> => {
    for (const key of keys) {
      try {
        bodyOf(await client.GET("/api/v1/workspaces/{workspace_id}/collections/{key}/records/{record_id}", { params: { path: { ...workspace, key, record_id } } }));
        return key;
      } catch (error) {
        if (asProblem(error).status !== 404) throw error;
      }
    }
    return undefined;
  };
}

export function useChangeRecord() {
  const queries = useQueryClient();
  return api.useMutation("patch", "/api/v1/workspaces/{workspace_id}/collections/{key}/records/{record_id}", {
    onSuccess: () => refresh(queries, "/collections", "/exceptions"),
  });
}

/** Where the same records, with the same filter, can be downloaded. */
export function useRecordsAddress(key: string, query: RecordQuery): (form: "csv" | "xlsx") => string {
  const asked = new URLSearchParams();
  if (query.search) asked.set("search", query.search);
  if (query.sort) asked.set("sort", query.sort);
  if (query.where) asked.set("where", query.where);
  if (query.group) asked.set("group", query.group);
  if (query.life) asked.set("life", query.life);
  for (const [field, value] of Object.entries(query.filter ?? {})) asked.set(`filter[${field}]`, value);
  const { workspace_id } = useWorkspacePath();
  return (form) => `/api/v1/workspaces/${workspace_id}/collections/${key}/records.${form}?${asked}`;
}

/** Changes of records: one at a time, many at once, pasted, deleted, taken back. */
import { useMutation, useQuery, useQueryClient, type InfiniteData, type QueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api, client } from "@/api/client";
import { PAGE_ROWS, bodyOf, usePages, type Page } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import type { RecordDetail, RecordRow } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

type Schemas = components["schemas"];
export type Changed = Schemas["Changed"];
export type Change = Schemas["Change"];
export type PastePreview = Schemas["PastePreview"];
export type PasteIn = Schemas["PasteIn"];
export type BulkIn = Schemas["BulkIn"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type BinRow = Schemas["BinRow"];
export type Values = RecordRow["values"];
export type Value = Values[string];

const RECORDS = "/api/v1/workspaces/{workspace_id}/collections/{key}/records";
const RECORD = "/api/v1/workspaces/{workspace_id}/collections/{key}/records/{record_id}";
const HISTORY = "/api/v1/workspaces/{workspace_id}/collections/{key}/records/{record_id}/history";
const CHANGES = "/api/v1/workspaces/{workspace_id}/collections/{key}/changes";
const BIN = "/api/v1/workspaces/{workspace_id}/collections/{key}/bin";
const SUGGESTED_ROWS = 20;

type Pages = InfiniteData<Page<RecordRow>>;

/** Lets every list on screen show a row as it is now. */
function showRow(queries: QueryClient, id: string, change: (row: RecordRow) => RecordRow): void {
  queries.setQueriesData<Pages>({ predicate: ({ queryKey }) => queryKey[1] === RECORDS }, (data) => {
    if (!data || !("pages" in data)) return data;
    const pages = data.pages.map((page) => ({ ...page, items: page.items.map((row) => (row.id === id ? change(row) : row)) }));
    return { ...data, pages };
  });
}

/** The rows that lists on screen have read, in their order: what comes before and after a record. */
export function useLoadedRows(key: string): RecordRow[] {
  const queries = useQueryClient();
  const { workspace_id } = useWorkspacePath();
  const found = queries.getQueriesData<Pages>({
    predicate: ({ queryKey }) => {
      const path = queryKey[2] as { key?: string; workspace_id?: string } | undefined;
      return queryKey[1] === RECORDS && path?.key === key && path.workspace_id === workspace_id;
    },
  });
  return found.find(([, data]) => data && "pages" in data)?.[1]?.pages.flatMap(({ items }) => items) ?? [];
}

export interface CellEdit {
  row: RecordRow;
  values: Values;
}

/** Changes values of one record and gives the record with the id of the change, by which it can be taken back. */
export function useSaveValues(key: string) {
  const queries = useQueryClient();
  const workspace = useWorkspacePath();
  return async (id: string, values: Values, version: number): Promise<{ record: RecordDetail; change: string }> => {
    const answer = await client.PATCH(RECORD, {
      params: { path: { ...workspace, key, record_id: id } },
      headers: { "If-Match": `"${version}"` },
      body: { values },
    });
    const record = bodyOf(answer);
    showRow(queries, id, (row) => ({ ...row, values: record.values, version: record.version, updated_at: record.updated_at, title: record.title }));
    void refresh(queries, `/records/{record_id}`, "/changes", "/exceptions");
    return { record, change: answer.response.headers.get("Tieout-Change") ?? "" };
  };
}

/**
 * An edit in a table: shown at once, taken back on screen when it is refused. Edits of one table follow each other: each says the
 * version of the row that was edited, raised by what this table itself saved since, and by nothing that others did.
 */
export function useEditCell(key: string) {
  const queries = useQueryClient();
  const save = useSaveValues(key);
  const own = useRef(new Map<string, number>());
  return useMutation({
    meta: { quiet: true },
    scope: { id: `cells:${key}` },
    onMutate: ({ row, values }: CellEdit) => showRow(queries, row.id, (now) => ({ ...now, values: { ...now.values, ...values } })),
    mutationFn: async ({ row, values }: CellEdit) => {
      let version = row.version;
      for (let next = own.current.get(`${row.id}/${version}`); next !== undefined; next = own.current.get(`${row.id}/${version}`)) version = next;
      const saved = await save(row.id, values, version);
      if (saved.record.version > version) own.current.set(`${row.id}/${version}`, saved.record.version);
      return saved;
    },
    onError: (_error, { row, values }) => {
      const before = Object.fromEntries(Object.keys(values).map((name) => [name, row.values[name] ?? null]));
      showRow(queries, row.id, (now) => ({ ...now, values: { ...now.values, ...before } }));
      // What others made of it is read and shown, and the next edit is of that.
      void refresh(queries, "/records");
    },
  });
}

export function useCreateRecord() {
  const queries = useQueryClient();
  return api.useMutation("post", RECORDS, { meta: { quiet: true }, onSuccess: () => refresh(queries, "/collections") });
}

export function useDeleteRecord() {
  const queries = useQueryClient();
  return api.useMutation("delete", RECORD, { onSuccess: () => refresh(queries, "/collections") });
}

export function useRestoreRecord() {
  const queries = useQueryClient();
  return api.useMutation("post", `${RECORD}/restore`, { onSuccess: () => refresh(queries, "/collections") });
}

export function useBulkChange() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/collections/{key}/bulk", {
    meta: { quiet: true },
    onSuccess: () => refresh(queries, "/collections", "/exceptions"),
  });
}

export function usePreviewPaste() {
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/collections/{key}/paste/preview", { meta: { quiet: true } });
}

export function usePaste() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/collections/{key}/paste", {
    meta: { quiet: true },
    onSuccess: () => refresh(queries, "/collections", "/exceptions"),
  });
}

export function useUndo() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/changes/{change_id}/undo", {
    onSuccess: () => refresh(queries, "/collections", "/exceptions", "/imports"),
  });
}

export function useChanges(key: string) {
  const path = { ...useWorkspacePath(), key };
  return usePages<Change, Page<Change>>(["get", CHANGES, path], async (cursor) =>
    bodyOf(await client.GET(CHANGES, { params: { path, query: { cursor, limit: PAGE_ROWS } } })),
  );
}

export function useBin(key: string) {
  const path = { ...useWorkspacePath(), key };
  return usePages<BinRow, Page<BinRow>>(["get", BIN, path], async (cursor) =>
    bodyOf(await client.GET(BIN, { params: { path, query: { cursor, limit: PAGE_ROWS } } })),
  );
}

export function useHistory(key: string, record_id: string) {
  const path = { ...useWorkspacePath(), key, record_id };
  return usePages<HistoryEntry, Page<HistoryEntry>>(["get", HISTORY, path], async (cursor) =>
    bodyOf(await client.GET(HISTORY, { params: { path, query: { cursor, limit: 20 } } })),
  );
}

/** Records of a collection that a relation may mean, by what was typed. */
export function useRelated(key: string, search: string) {
  const path = { ...useWorkspacePath(), key };
  return useQuery({
    queryKey: ["get", RECORDS, "related", path, search],
    enabled: key !== "",
    placeholderData: (previous: RecordRow[] | undefined) => previous,
    queryFn: async () => bodyOf(await client.GET(RECORDS, { params: { path, query: { search, limit: SUGGESTED_ROWS } } })).items,
  });
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import { PAGE_ROWS, bodyOf, usePages, type Page } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { ImportRow } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

const IMPORTS = "/api/v1/workspaces/{workspace_id}/imports";
const ROWS = "/api/v1/workspaces/{workspace_id}/imports/{import_id}/rows";
const STILL_RUNNING_MS = 1_500;

export function useImports() {
  return api.useQuery("get", IMPORTS, { params: { path: useWorkspacePath() } });
}

export function useImport(import_id: string) {
  const path = { ...useWorkspacePath(), import_id };
  return api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace_id}/imports/{import_id}",
    { params: { path } },
    { refetchInterval: (query) => (query.state.data?.state === "running" ? STILL_RUNNING_MS : false) },
  );
}

/** Hands a file over; the answer shows its columns. */
export function useUploadFile() {
  const path = useWorkspacePath();
  const queries = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: async (given: { file: File; collection: string }) => {
      const form = new FormData();
      form.set("file", given.file);
      form.set("collection", given.collection);
      return bodyOf(
        await client.POST(IMPORTS, {
          params: { path },
          body: { file: given.file.name, collection: given.collection },
          bodySerializer: () => form,
        }),
      );
    },
    onSuccess: () => refresh(queries, "/imports"),
  });
}

export function usePreviewImport() {
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/imports/{import_id}/preview");
}

export function useApplyImport() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/imports/{import_id}/apply", { onSuccess: () => refresh(queries, "/imports") });
}

export function useDiscardImport() {
  const queries = useQueryClient();
  return api.useMutation("delete", "/api/v1/workspaces/{workspace_id}/imports/{import_id}", { onSuccess: () => refresh(queries, "/imports") });
}

export function useImportRows(import_id: string, state: ImportRow["state"]) {
  const path = { ...useWorkspacePath(), import_id };
  return usePages<ImportRow, Page<ImportRow>>(["get", ROWS, path, state], async (cursor) =>
    bodyOf(await client.GET(ROWS, { params: { path, query: { state, cursor, limit: PAGE_ROWS } } })),
  );
}

const EXPORT_ROWS = 200;

/** Every row in a state, page after page, for a download. */
export function useReadAllRows(import_id: string, state: ImportRow["state"]): () => Promise<ImportRow[]> {
  const path = { ...useWorkspacePath(), import_id };
  return async () => {
    const rows: ImportRow[] = [];
    let cursor: string | undefined;
    do {
      const page = bodyOf(await client.GET(ROWS, { params: { path, query: { state, cursor, limit: EXPORT_ROWS } } }));
      rows.push(...page.items);
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    return rows;
  };
}

/** Where an empty workbook with a column for each field can be downloaded. */
export function useTemplateAddress(): (collection: string) => string {
  const { workspace_id } = useWorkspacePath();
  return (collection) => `/api/v1/workspaces/${workspace_id}/collections/${collection}/import-template.xlsx`;
}

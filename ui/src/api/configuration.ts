import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import { PAGE_ROWS_MAX, bodyOf } from "@/api/pages";
import { refresh } from "@/api/refresh";
import { useWorkspacePath } from "@/api/workspace";

const CONFIGURATION = "/api/v1/workspaces/{workspace_id}/configuration";

export type Files = Record<string, Record<string, unknown>>;

/** All files as one document, as it is downloaded and given back. */
export function useExportConfiguration() {
  const path = useWorkspacePath();
  return useMutation({
    mutationFn: async () => {
      const files: Record<string, unknown> = {};
      let cursor: string | undefined;
      do {
        const page = bodyOf(await client.GET(CONFIGURATION, { params: { path, query: { limit: PAGE_ROWS_MAX, cursor } } }));
        for (const file of page.items) files[file.path] = JSON.parse(file.text);
        cursor = page.next_cursor ?? undefined;
      } while (cursor);
      return files;
    },
  });
}

export function usePlanConfiguration() {
  return api.useMutation("post", `${CONFIGURATION}/plan`, { meta: { quiet: true } });
}

export function useApplyConfiguration() {
  const queries = useQueryClient();
  return api.useMutation("post", `${CONFIGURATION}/apply`, {
    onSuccess: () => refresh(queries, "/collections", "/automations", "/syncs", "/policies", "/views", "/audit"),
    meta: { quiet: true },
  });
}

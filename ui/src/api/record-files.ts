import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import { bodyOf } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

export type RecordFile = components["schemas"]["RecordFile"];

const FILES = "/api/v1/workspaces/{workspace_id}/collections/{key}/records/{record_id}/files";

export function useRecordFiles(key: string, record_id: string, deleted = false) {
  const path = { ...useWorkspacePath(), key, record_id };
  return api.useQuery("get", FILES, { params: { path, query: { deleted } } }, { enabled: record_id !== "" });
}

export function useAddFile(key: string, record_id: string) {
  const path = { ...useWorkspacePath(), key, record_id };
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (file: File) => {
      const form = new FormData();
      form.set("file", file);
      return bodyOf(await client.POST(FILES, { params: { path }, body: { file: file.name }, bodySerializer: () => form }));
    },
    onSuccess: () => refresh(queries, "/files", "/history"),
  });
}

export function useDeleteFile() {
  const queries = useQueryClient();
  return api.useMutation("delete", "/api/v1/workspaces/{workspace_id}/files/{file_id}", { onSuccess: () => refresh(queries, "/files", "/history") });
}

export function useRestoreFile() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/files/{file_id}/restore", { onSuccess: () => refresh(queries, "/files", "/history") });
}

/** Where a file can be downloaded, or shown where it is a picture. */
export function useFileAddress(): (file_id: string, shown?: boolean) => string {
  const { workspace_id } = useWorkspacePath();
  return (file_id, shown = false) => `/api/v1/workspaces/${workspace_id}/files/${file_id}/content${shown ? "?shown=true" : ""}`;
}

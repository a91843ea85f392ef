import { useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import { PAGE_ROWS, bodyOf, usePages, type Page } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

export type Comment = components["schemas"]["Comment"];

const COMMENTS = "/api/v1/workspaces/{workspace_id}/collections/{key}/records/{record_id}/comments";
const COMMENT = "/api/v1/workspaces/{workspace_id}/comments/{comment_id}";

export function useComments(key: string, record_id: string) {
  const path = { ...useWorkspacePath(), key, record_id };
  return usePages<Comment, Page<Comment>>(["get", COMMENTS, path], async (cursor) =>
    bodyOf(await client.GET(COMMENTS, { params: { path, query: { cursor, limit: PAGE_ROWS } } })),
  );
}

/** What is said is an entry of the history, too. */
function useAfter() {
  const queries = useQueryClient();
  return { onSuccess: () => refresh(queries, "/comments", "/history") };
}

export function useAddComment() {
  return api.useMutation("post", COMMENTS, useAfter());
}

export function useChangeComment() {
  return api.useMutation("patch", COMMENT, useAfter());
}

export function useDeleteComment() {
  return api.useMutation("delete", COMMENT, useAfter());
}

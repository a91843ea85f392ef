import { api, client } from "@/api/client";
import { PAGE_ROWS, bodyOf, usePages } from "@/api/pages";
import type { AuditEntry } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

const AUDIT = "/api/v1/workspaces/{workspace_id}/audit";

export function useAudit(filter: { search?: string; action?: string }) {
  const path = useWorkspacePath();
  return usePages<AuditEntry, { items: AuditEntry[]; next_cursor?: string | null }>(["get", AUDIT, path, filter], async (cursor) =>
    bodyOf(await client.GET(AUDIT, { params: { path, query: { ...filter, cursor, limit: PAGE_ROWS } } })),
  );
}

/** Checks the chain of hashes on the server when asked to. */
export function useAuditCheck() {
  const path = useWorkspacePath();
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/audit/verify", { params: { path } }, { enabled: false, staleTime: 0 });
}

export function useAuditExportAddress(): string {
  return `/api/v1/workspaces/${useWorkspacePath().workspace_id}/audit/export`;
}

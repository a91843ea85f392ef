import { useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import { PAGE_ROWS, bodyOf, usePages } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { CauseGroup, ExceptionRow } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

const EXCEPTIONS = "/api/v1/workspaces/{workspace_id}/exceptions";
const PARTS = ["/exceptions", "/home", "/collections"];

interface ExceptionPage {
  items: ExceptionRow[];
  next_cursor?: string | null;
  total?: number | null;
  causes: CauseGroup[];
}

export function useExceptions(filter: { state?: ExceptionRow["state"]; cause?: string; search?: string }) {
  const path = useWorkspacePath();
  return usePages<ExceptionRow, ExceptionPage>(["get", EXCEPTIONS, path, filter], async (cursor) =>
    bodyOf(await client.GET(EXCEPTIONS, { params: { path, query: { ...filter, cursor, limit: PAGE_ROWS } } })),
  );
}

export function useException(exception_id: string) {
  const path = { ...useWorkspacePath(), exception_id };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/exceptions/{exception_id}", { params: { path } });
}

export function useRetryException() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/exceptions/{exception_id}/retry", { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useDismissException() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/exceptions/{exception_id}/dismiss", { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useRetryCause() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/exceptions/retry", { onSuccess: () => refresh(queries, ...PARTS) });
}

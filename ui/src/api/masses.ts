import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import { PAGE_ROWS, bodyOf, usePages, type Page } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { Mass, MassRow } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

const MASSES = "/api/v1/workspaces/{workspace_id}/masses";
const ROWS = "/api/v1/workspaces/{workspace_id}/masses/{mass_id}/rows";
const STILL_RUNNING_MS = 1_500;
const MOVING = new Set<string>(["planning", "applying"]);

/** Whether it goes on by itself. */
export const isMoving = (mass: Pick<Mass, "state"> | undefined) => mass !== undefined && MOVING.has(mass.state);

export function useMasses() {
  return api.useQuery("get", MASSES, { params: { path: useWorkspacePath() } });
}

export function useMass(mass_id: string) {
  const path = { ...useWorkspacePath(), mass_id };
  return api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace_id}/masses/{mass_id}",
    { params: { path } },
    { refetchInterval: (query) => (isMoving(query.state.data) ? STILL_RUNNING_MS : false) },
  );
}

export interface RowFilter {
  action?: MassRow["action"];
  state?: MassRow["state"];
  search?: string;
}

export function useMassRows(mass: Mass, filter: RowFilter) {
  const path = { ...useWorkspacePath(), mass_id: mass.id };
  return usePages<MassRow, Page<MassRow>>(
    ["get", ROWS, path, filter, mass.planned_at],
    async (cursor) => bodyOf(await client.GET(ROWS, { params: { path, query: { ...filter, cursor, limit: PAGE_ROWS } } })),
    isMoving(mass) ? 2 * STILL_RUNNING_MS : false,
  );
}

export function useBeginMass() {
  const queries = useQueryClient();
  return api.useMutation("post", MASSES, { onSuccess: () => refresh(queries, "/masses") });
}

/** Hands over a file with the ledger's ids; the answer is its plan. */
export function useUploadLinks() {
  const path = useWorkspacePath();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (given: { file: File; collection: string; connection_id: string }) => {
      const form = new FormData();
      form.set("file", given.file);
      form.set("collection", given.collection);
      form.set("connection_id", given.connection_id);
      const body = { file: given.file.name, collection: given.collection, connection_id: given.connection_id };
      return bodyOf(
        await client.POST("/api/v1/workspaces/{workspace_id}/masses/links", { params: { path }, body, bodySerializer: () => form }),
      );
    },
    onSuccess: () => refresh(queries, "/masses"),
  });
}

export function useApplyMass() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/masses/{mass_id}/apply", { onSuccess: () => refresh(queries, "/masses") });
}

export function usePauseMass() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/masses/{mass_id}/pause", { onSuccess: () => refresh(queries, "/masses") });
}

export function useCancelMass() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/masses/{mass_id}/cancel", { onSuccess: () => refresh(queries, "/masses") });
}

export function useDecideRow() {
  const queries = useQueryClient();
  return api.useMutation("put", "/api/v1/workspaces/{workspace_id}/masses/{mass_id}/rows/{number}/decision", {
    onSuccess: () => refresh(queries, "/masses"),
  });
}

/** Where a file of the API lies, for a download by the browser itself. */
export function useFileAddress() {
  const { workspace_id } = useWorkspacePath();
  return (rest: string) => `/api/v1/workspaces/${workspace_id}${rest}`;
}

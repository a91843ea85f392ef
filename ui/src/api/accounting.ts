import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { refresh } from "@/api/refresh";
import type { AccountingMapping, SearchKind } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

const PANE = "/api/v1/workspaces/{workspace_id}/collections/{key}/accounting";
const CARD = "/api/v1/workspaces/{workspace_id}/collections/{key}/records/{record_id}/accounting";
const PARTS = ["/collections", "/exceptions", "/home"];
// Nothing is asked before the third letter.
export const LETTERS_MIN = 3;

export function useAccountingPane(key: string) {
  return api.useQuery("get", PANE, { params: { path: { ...useWorkspacePath(), key } } });
}

export function useChangeAccounting() {
  const queries = useQueryClient();
  return api.useMutation("put", PANE, { meta: { quiet: true }, onSuccess: () => refresh(queries, "/collections", "/automations") });
}

export function useProposeAccounting() {
  return api.useMutation("post", `${PANE}/propose`);
}

/** What the mapping would make of a record; without one of the newest. Follows every change of the mapping. */
export function useAccountingPreview(key: string, mapping: AccountingMapping | null, record_id: string | null) {
  const params = { path: { ...useWorkspacePath(), key } };
  return api.useQuery("post", `${PANE}/preview`, { params, body: { mapping: mapping ?? {}, record_id } }, {
    enabled: mapping !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

export function useAccountingCard(key: string, record_id: string) {
  return api.useQuery("get", CARD, { params: { path: { ...useWorkspacePath(), key, record_id } } });
}

/** What the record may be in the ledger. */
export function useCandidates(key: string, record_id: string, enabled = true) {
  return api.useQuery("get", `${CARD}/candidates`, { params: { path: { ...useWorkspacePath(), key, record_id } } }, { enabled });
}

export function useLinkRecord() {
  const queries = useQueryClient();
  return api.useMutation("post", `${CARD}/link`, { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useUnlinkRecord() {
  const queries = useQueryClient();
  return api.useMutation("delete", `${CARD}/link`, { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useCreateInLedger() {
  const queries = useQueryClient();
  return api.useMutation("post", `${CARD}/create`, { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useSyncRecord() {
  return api.useMutation("post", `${CARD}/sync`);
}

export function useResolveConflict() {
  const queries = useQueryClient();
  return api.useMutation("post", `${CARD}/conflict`, { onSuccess: () => refresh(queries, ...PARTS) });
}

/** Type-ahead over what the ledger has, out of the mirror. */
export function useLedgerSuggestions(connection_id: string, kind: SearchKind, text: string) {
  const path = { ...useWorkspacePath(), connection_id };
  const params = { path, query: { kind, text } };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/connections/{connection_id}/suggestions", { params }, {
    enabled: connection_id !== "" && text.trim().length >= LETTERS_MIN,
    placeholderData: keepPreviousData,
  });
}

import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import { PAGE_ROWS, bodyOf, usePages } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { DocumentRequest, DocumentWish } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

const DOCUMENTS = "/api/v1/workspaces/{workspace_id}/collections/{key}/records/{record_id}/documents";
const REQUESTS = "/api/v1/workspaces/{workspace_id}/document-requests";
const PARTS = ["/documents", "/document-requests", "/collections", "/home", "/exceptions"];
// Beside the event stream, for a browser or proxy that lets it fall asleep.
const LOOK_AGAIN_MS = 1_500;

/** While something is on its way to the ledger it is looked at again by itself. */
export function useRecordDocuments(key: string, record_id: string) {
  return api.useQuery("get", DOCUMENTS, { params: { path: { ...useWorkspacePath(), key, record_id } } }, {
    refetchInterval: ({ state }) => (state.data?.documents.some((one) => one.state === "sending" || one.state === "ending") ? LOOK_AGAIN_MS : false),
  });
}

/** What could be asked for, read anew for each dialog; looked at again while the contact is on its way into the ledger. */
export function useDocumentDraft(key: string, record_id: string, credits: string | null) {
  const params = { path: { ...useWorkspacePath(), key, record_id }, query: credits ? { credits } : {} };
  return api.useQuery("get", `${DOCUMENTS}/draft`, { params }, {
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state }) => (state.data?.contact.is_creating ? LOOK_AGAIN_MS : false),
  });
}

/** What it would come to in the ledger; follows every change of the wish. */
export function useDocumentPreview(key: string, record_id: string, wish: DocumentWish | null) {
  const params = { path: { ...useWorkspacePath(), key, record_id } };
  const body = wish ?? { lines: [], number: "", issued_on: "2000-01-01", reference: "", status: "draft" as const };
  return api.useQuery("post", `${DOCUMENTS}/preview`, { params, body }, { enabled: wish !== null, placeholderData: keepPreviousData, staleTime: 0 });
}

/** The dialog shows itself what was refused. */
export function useAskForDocument() {
  const queries = useQueryClient();
  return api.useMutation("post", DOCUMENTS, { meta: { quiet: true }, onSuccess: () => refresh(queries, ...PARTS) });
}

export function useVoidDocument() {
  const queries = useQueryClient();
  return api.useMutation("post", `${DOCUMENTS}/{document_id}/void`, { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useResendFiles() {
  const queries = useQueryClient();
  return api.useMutation("post", `${DOCUMENTS}/{document_id}/files`, { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useWithdrawDocument() {
  const queries = useQueryClient();
  return api.useMutation("post", `${REQUESTS}/{request_id}/withdraw`, { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useApproveDocument() {
  const queries = useQueryClient();
  return api.useMutation("post", `${REQUESTS}/{request_id}/approve`, { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useDeclineDocument() {
  const queries = useQueryClient();
  return api.useMutation("post", `${REQUESTS}/{request_id}/decline`, { onSuccess: () => refresh(queries, ...PARTS) });
}

export function useDocumentRequests(state: DocumentRequest["state"]) {
  const path = useWorkspacePath();
  return usePages<DocumentRequest, { items: DocumentRequest[]; next_cursor?: string | null; total?: number | null }>(
    ["get", REQUESTS, path, state],
    async (cursor) => bodyOf(await client.GET(REQUESTS, { params: { path, query: { state, limit: PAGE_ROWS, ...(cursor ? { cursor } : {}) } } })),
  );
}

/** Where the ledger's own print of a document can be downloaded. */
export function usePdfAddress(key: string, record_id: string): (document_id: string) => string {
  const { workspace_id } = useWorkspacePath();
  return (document_id) => `/api/v1/workspaces/${workspace_id}/collections/${key}/records/${record_id}/documents/${document_id}/pdf`;
}

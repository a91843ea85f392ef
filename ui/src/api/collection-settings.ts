/** The shape of collections: made, named, deleted; their fields. */
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

type Schemas = components["schemas"];
export type FieldIn = Schemas["FieldIn"];
export type FieldType = Schemas["Field"]["type"];
export type Stage = Schemas["Stage"];
export type Column = Schemas["Column"];
export type TypeCheck = Schemas["TypeCheckOut"];

const COLLECTIONS = "/api/v1/workspaces/{workspace_id}/collections";
const COLLECTION = "/api/v1/workspaces/{workspace_id}/collections/{key}";
const FIELDS = "/api/v1/workspaces/{workspace_id}/collections/{key}/fields";
const FIELD = "/api/v1/workspaces/{workspace_id}/collections/{key}/fields/{field}";

function useShaped() {
  const queries = useQueryClient();
  // What a form refused stands beside its fields, so no notification repeats it.
  return { meta: { quiet: true }, onSuccess: () => refresh(queries, "/collections") };
}

export function useTemplates() {
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/collection-templates", { params: { path: useWorkspacePath() } });
}

export function useCreateCollection() {
  return api.useMutation("post", COLLECTIONS, useShaped());
}

export function useChangeCollection() {
  return api.useMutation("patch", COLLECTION, useShaped());
}

export function useDeletion(key: string, enabled: boolean) {
  const path = { ...useWorkspacePath(), key };
  return api.useQuery("get", `${COLLECTION}/deletion`, { params: { path } }, { enabled });
}

export function useDeleteCollection() {
  return api.useMutation("post", `${COLLECTION}/delete`, useShaped());
}

export function useAddField() {
  return api.useMutation("post", FIELDS, useShaped());
}

export function useChangeField() {
  return api.useMutation("patch", FIELD, useShaped());
}

export function useOrderFields() {
  return api.useMutation("put", `${FIELDS}/order`, useShaped());
}

export function useArchiveField() {
  const { onSuccess } = useShaped();
  return api.useMutation("post", `${FIELD}/archive`, { onSuccess });
}

export function useRestoreField() {
  const { onSuccess } = useShaped();
  return api.useMutation("post", `${FIELD}/restore`, { onSuccess });
}

export function useCheckFormula() {
  return api.useMutation("post", `${COLLECTION}/formula`, { meta: { quiet: true } });
}

export function useCheckType() {
  return api.useMutation("post", `${FIELD}/type/check`, { meta: { quiet: true } });
}

export function useChangeType() {
  return api.useMutation("post", `${FIELD}/type`, useShaped());
}

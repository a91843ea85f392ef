import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { PAGE_ROWS_MAX } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

/** What a call or a message outside proves itself with; what is secret of it is never shown again. */
export type StepSecret = components["schemas"]["Secret"];
export type NewStepSecret = components["schemas"]["SecretIn"];

const SECRETS = "/api/v1/workspaces/{workspace_id}/step-secrets";

export function useStepSecrets() {
  return api.useQuery("get", SECRETS, { params: { path: useWorkspacePath(), query: { limit: PAGE_ROWS_MAX } } });
}

/** The dialog shows itself what was refused. */
export function useMakeStepSecret() {
  const queries = useQueryClient();
  return api.useMutation("post", SECRETS, { meta: { quiet: true }, onSuccess: () => refresh(queries, "/step-secrets") });
}

export function useChangeStepSecret() {
  const queries = useQueryClient();
  return api.useMutation("put", `${SECRETS}/{secret_id}`, { meta: { quiet: true }, onSuccess: () => refresh(queries, "/step-secrets") });
}

export function useDeleteStepSecret() {
  const queries = useQueryClient();
  return api.useMutation("delete", `${SECRETS}/{secret_id}`, { onSuccess: () => refresh(queries, "/step-secrets") });
}

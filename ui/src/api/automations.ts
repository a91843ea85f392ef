import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { refresh } from "@/api/refresh";
import { useWorkspacePath } from "@/api/workspace";

export function useAutomations() {
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/automations", { params: { path: useWorkspacePath() } });
}

export function useAutomation(automation_id: string) {
  const path = { ...useWorkspacePath(), automation_id };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/automations/{automation_id}", { params: { path } });
}

export function useSwitchAutomation() {
  const queries = useQueryClient();
  return api.useMutation("patch", "/api/v1/workspaces/{workspace_id}/automations/{automation_id}", {
    onSuccess: () => refresh(queries, "/automations"),
  });
}

import { api } from "@/api/client";
import { useWorkspacePath } from "@/api/workspace";

export function useAutomations() {
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/automations", { params: { path: useWorkspacePath() } });
}

export function useAutomation(automation_id: string) {
  const path = { ...useWorkspacePath(), automation_id };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/automations/{automation_id}", { params: { path } });
}

import { api } from "@/api/client";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

export type AutomationTemplate = components["schemas"]["AutomationTemplate"];

export function useTemplates() {
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/automation-templates", { params: { path: useWorkspacePath() } }, { staleTime: 60_000 });
}

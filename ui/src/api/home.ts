import { api } from "@/api/client";
import { useWorkspacePath } from "@/api/workspace";

export function useHome() {
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/home", { params: { path: useWorkspacePath() } });
}

import { api } from "@/api/client";
import { useWorkspacePath } from "@/api/workspace";

export function useMembers() {
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/members", { params: { path: useWorkspacePath() } });
}

import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { PAGE_ROWS_MAX } from "@/api/pages";
import { refresh } from "@/api/refresh";
import { useWorkspacePath } from "@/api/workspace";

const MEMBERS = "/api/v1/workspaces/{workspace_id}/members";
const MEMBER = "/api/v1/workspaces/{workspace_id}/members/{member_id}";
const INVITATIONS = "/api/v1/workspaces/{workspace_id}/invitations";
const INVITATION = "/api/v1/workspaces/{workspace_id}/invitations/{invitation_id}";

export function useMembers() {
  return api.useQuery("get", MEMBERS, { params: { path: useWorkspacePath(), query: { limit: PAGE_ROWS_MAX } } });
}

function useAgain() {
  const queries = useQueryClient();
  return { onSuccess: () => refresh(queries, "/members", "/invitations", "/audit") };
}

export const useChangeMember = () => api.useMutation("patch", MEMBER, useAgain());
export const useRemoveMember = () => api.useMutation("delete", MEMBER, useAgain());
export const usePasswordLink = () => api.useMutation("post", `${MEMBER}/password-link`);
export const useRemoveSecondStep = () => api.useMutation("delete", `${MEMBER}/second-step`, useAgain());

export function useLeave() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/members/leave", { onSuccess: () => queries.invalidateQueries({ queryKey: ["me"] }) });
}

export function useInvitations() {
  return api.useQuery("get", INVITATIONS, { params: { path: useWorkspacePath(), query: { limit: PAGE_ROWS_MAX } } });
}

export const useInvite = () => api.useMutation("post", INVITATIONS, { ...useAgain(), meta: { quiet: true } });
export const useResendInvitation = () => api.useMutation("post", `${INVITATION}/resend`, useAgain());
export const useRevokeInvitation = () => api.useMutation("delete", INVITATION, useAgain());

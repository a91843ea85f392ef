import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import { bodyOf } from "@/api/pages";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

type Schemas = components["schemas"];
export type AutomationLine = Schemas["AutomationRow"];
export type BuilderAutomation = Schemas["AutomationDetail"];
export type SavedDraft = Schemas["AutomationDraft"];
export type VersionLine = Schemas["AutomationVersionRow"];
/** A definition as the API takes and gives it. */
export type DefinitionBody = Schemas["Definition"];

const ONE = "/api/v1/workspaces/{workspace_id}/automations/{automation_id}";

export interface AutomationFilter {
  search?: string | undefined;
  enabled?: "yes" | "no" | undefined;
  failing?: "today" | undefined;
}

export function useAutomationList({ search, enabled, failing }: AutomationFilter) {
  const query = { ...(search ? { search } : {}), ...(enabled ? { enabled: enabled === "yes" } : {}), ...(failing ? { failing } : {}) };
  const params = { path: useWorkspacePath(), query };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/automations", { params }, { placeholderData: keepPreviousData });
}

/** An automation with its live definition and its draft. */
export function useBuilderAutomation(automation_id: string) {
  return api.useQuery("get", ONE, { params: { path: { ...useWorkspacePath(), automation_id } } });
}

/** Keeps an answer where the page reads it, without asking again. */
export function useKeepAutomation(automation_id: string) {
  const queries = useQueryClient();
  const options = api.queryOptions("get", ONE, { params: { path: { ...useWorkspacePath(), automation_id } } });
  return {
    keepDraft: (draft: SavedDraft) => void queries.setQueryData<BuilderAutomation>(options.queryKey, (known) => (known ? { ...known, draft } : known)),
    read: () => queries.fetchQuery({ ...options, staleTime: 0 }),
  };
}

/** Saves the draft; throws a Problem with status 409 when somebody else saved in between. */
export async function saveDraft(path: { workspace_id: string; automation_id: string }, definition: DefinitionBody, revision: number): Promise<SavedDraft> {
  const body = { definition: definition, revision };
  return bodyOf(await client.PUT("/api/v1/workspaces/{workspace_id}/automations/{automation_id}/draft", { params: { path }, body }));
}

export function useCreateAutomation() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/automations", { onSuccess: () => refresh(queries, "/automations") });
}

export function useChangeAutomation() {
  const queries = useQueryClient();
  return api.useMutation("patch", ONE, { onSuccess: () => refresh(queries, "/automations") });
}

export function useDeleteAutomation() {
  const queries = useQueryClient();
  return api.useMutation("delete", ONE, {
    onSuccess: () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey.includes("/api/v1/workspaces/{workspace_id}/automations") }),
  });
}

export function usePublish() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/automations/{automation_id}/publish", {
    onSuccess: () => refresh(queries, "/automations"),
    meta: { quiet: true },
  });
}

export function useCatalogue(collection = "") {
  const params = { path: useWorkspacePath(), query: collection ? { collection } : {} };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/automation-catalogue", { params }, { placeholderData: keepPreviousData, staleTime: 60_000 });
}

/** What is wrong with the definition, and what the step at the position can use. */
export function useDescription(definition: DefinitionBody, position: string, event_id: string | null, enabled: boolean) {
  const path = useWorkspacePath();
  return useQuery({
    queryKey: ["describe", path, definition, position, event_id],
    queryFn: async () => {
      const body = { definition: definition, position, ...(event_id ? { event_id } : {}) };
      return bodyOf(await client.POST("/api/v1/workspaces/{workspace_id}/automations/describe", { params: { path }, body }));
    },
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
  });
}

export function useVersions(automation_id: string) {
  const params = { path: { ...useWorkspacePath(), automation_id } };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/automations/{automation_id}/versions", { params });
}

/** A published version; nothing is asked for `null`. */
export function useVersion(automation_id: string, version_number: number | null) {
  const path = { ...useWorkspacePath(), automation_id, version_number: version_number ?? 0 };
  return api.useQuery(
    "get", "/api/v1/workspaces/{workspace_id}/automations/{automation_id}/versions/{version_number}", { params: { path } },
    { enabled: version_number !== null, staleTime: Infinity },
  );
}

export function useRestoreVersion() {
  const queries = useQueryClient();
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/automations/{automation_id}/versions/{version_number}/restore", {
    onSuccess: () => refresh(queries, "/automations"),
  });
}

/** What happened while the automation was off. */
export function useMissed(automation_id: string) {
  const params = { path: { ...useWorkspacePath(), automation_id } };
  return api.useQuery("get", "/api/v1/workspaces/{workspace_id}/automations/{automation_id}/missed", { params });
}

export function useReplay(automation_id: string) {
  const path = { ...useWorkspacePath(), automation_id };
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (event_ids: string[] | null) => {
      const body = { event_ids: event_ids ?? [], all: event_ids === null };
      return bodyOf(await client.POST("/api/v1/workspaces/{workspace_id}/automations/{automation_id}/replay", { params: { path }, body }));
    },
    onSuccess: () => refresh(queries, "/automations", "/runs"),
  });
}

/** The saved draft as text, with names in place of ids. */
export function useWriteText(automation_id: string) {
  const path = { ...useWorkspacePath(), automation_id };
  return useMutation({ mutationFn: async () => bodyOf(await client.GET("/api/v1/workspaces/{workspace_id}/automations/{automation_id}/text", { params: { path } })) });
}

/** What a text would make of the draft; nothing is kept. */
export function useReadText() {
  return api.useMutation("post", "/api/v1/workspaces/{workspace_id}/automations/{automation_id}/text", { meta: { quiet: true } });
}

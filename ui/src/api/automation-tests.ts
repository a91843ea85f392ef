import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useProgress } from "@/api/live";
import { refresh } from "@/api/refresh";
import type { components } from "@/api/schema";
import { useWorkspacePath } from "@/api/workspace";

type Schemas = components["schemas"];
export type StepPreview = Schemas["StepPreview"];
export type PreviewField = Schemas["PreviewedField"];
export type StepTest = Schemas["StepTest"];
export type StepAnswer = Schemas["StepAnswer"];
export type AutomationPlan = Schemas["AutomationPlan"];
export type AutomationSample = Schemas["AutomationSample"];
export type AutomationComparison = Schemas["AutomationComparison"];
export type ComparisonAsked = Schemas["CompareIn"];
export type StepTried = Schemas["StepSampleIn"];

const ONE = "/api/v1/workspaces/{workspace_id}/automations/{automation_id}";
const SAMPLES_SHOWN = 20;

/** What the step would do; follows every change of the draft. Nothing is written and nobody is called. */
export function useStepPreview(automation_id: string, tried: StepTried | null) {
  const params = { path: { ...useWorkspacePath(), automation_id } };
  const body = tried ?? ({ definition: {}, position: "" } as StepTried);
  return api.useQuery("post", `${ONE}/step-preview`, { params, body }, { enabled: tried !== null, placeholderData: keepPreviousData, retry: false, staleTime: 0 });
}

/** The preview, and with `send` the step done in earnest. The test panel shows itself what was refused. */
export function useTestStep() {
  const queries = useQueryClient();
  return api.useMutation("post", `${ONE}/step-test`, {
    meta: { quiet: true },
    onSuccess: ({ sent }) => (sent ? refresh(queries, "/runs", "/postings", "/entities", "/collections", "/exceptions") : undefined),
  });
}

/** What the whole draft would do. */
export function usePlanAutomation() {
  return api.useMutation("post", `${ONE}/plan`, { meta: { quiet: true } });
}

/** What happened lately that would start the automation. */
export function useSamples(automation_id: string, enabled = true) {
  const params = { path: { ...useWorkspacePath(), automation_id }, query: { limit: SAMPLES_SHOWN } };
  return api.useQuery("get", `${ONE}/samples`, { params }, { enabled });
}

/** How many records of the collection meet the condition now. */
export function useCount(collection: string, condition: Record<string, unknown> | null) {
  const params = { path: useWorkspacePath() };
  return api.useQuery("post", "/api/v1/workspaces/{workspace_id}/automations/count", { params, body: { collection, condition: condition as Schemas["CountIn"]["condition"] } }, {
    enabled: collection !== "" && condition !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** A new address and secret for the automation's webhook; the secret is shown this once. */
export function useMakeWebhook() {
  const queries = useQueryClient();
  return api.useMutation("post", `${ONE}/webhook`, { onSuccess: () => refresh(queries, "/automations/{automation_id}") });
}

/** What the draft would have done with what happened since then. */
export function useCompareAutomation() {
  return api.useMutation("post", `${ONE}/compare`, { meta: { quiet: true } });
}

/** How far the comparison that is under way is; small ones are over before they tell. */
export function useComparisonProgress(automation_id: string) {
  const told = useProgress("compare", automation_id);
  return told?.state === "running" ? told : undefined;
}

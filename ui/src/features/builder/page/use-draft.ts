import { useEffect, useState, useSyncExternalStore } from "react";
import { saveDraft, useKeepAutomation, type BuilderAutomation, type DefinitionBody, type SavedDraft } from "@/api/automation-drafts";
import { asProblem } from "@/api/problem";
import { useWorkspacePath } from "@/api/workspace";
import { createDraft, type Saved, type SaveResult } from "@/features/builder/model/draft-store";
import { definitionFrom } from "@/features/builder/model/new-step";
import type { Definition } from "@/features/builder/model/types";
import { keepDraft, keptDraft } from "@/features/builder/page/kept-drafts";

export function savedOf(draft: SavedDraft): Saved {
  return { definition: definitionFrom({ ...draft.definition }), revision: draft.revision, saved_by: draft.saved_by };
}

/** The definition as the API takes it. */
export function bodyFrom(definition: Definition): DefinitionBody {
  return { ...definition, trigger: { ...definition.trigger, type: definition.trigger.type as DefinitionBody["trigger"]["type"] } };
}

/** The automation's draft, saved by itself as long as the page is open. */
export function useDraft(automation: BuilderAutomation, readOnly: boolean) {
  const path = { ...useWorkspacePath(), automation_id: automation.id };
  const kept = useKeepAutomation(automation.id);
  const [draft] = useState(() => {
    const save = async (definition: Definition, revision: number): Promise<SaveResult> => {
      try {
        const answer = await saveDraft(path, bodyFrom(definition), revision);
        kept.keepDraft(answer);
        return { kind: "saved", revision: answer.revision };
      } catch (error) {
        return refusedSave(error);
      }
    };
    const keep = (one: Parameters<typeof keepDraft>[1]) => keepDraft(automation.id, one);
    return createDraft(savedOf(automation.draft), { save, keep, kept: readOnly ? null : keptDraft(automation.id) });
  });
  const state = useSyncExternalStore(draft.subscribe, draft.get);
  useEffect(() => draft.hear(savedOf(automation.draft)), [draft, automation.draft]);
  useEffect(() => {
    const again = () => void draft.saveNow();
    window.addEventListener("online", again);
    return () => {
      window.removeEventListener("online", again);
      draft.close();
    };
  }, [draft]);
  const choose = async (mine: boolean) => {
    const theirs = savedOf((await kept.read()).draft);
    if (mine) draft.keepMine(theirs);
    else draft.takeTheirs(theirs);
  };
  return { draft, state, choose };
}

function refusedSave(error: unknown): SaveResult {
  const problem = asProblem(error);
  if (problem.status === 409) return { kind: "conflict", message: problem.message };
  if (problem.status === 0 || problem.status >= 500) return { kind: "offline" };
  return { kind: "refused", message: `${problem.message} ${problem.remedy}`.trim() };
}

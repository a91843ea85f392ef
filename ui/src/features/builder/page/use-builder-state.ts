import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useDescription, type BuilderAutomation } from "@/api/automation-drafts";
import { usePlace } from "@/api/workspace";
import type { Marks } from "@/features/builder/canvas/marks";
import { compare, type StepDifference } from "@/features/builder/model/compare";
import { definitionFrom } from "@/features/builder/model/new-step";
import { findStep } from "@/features/builder/model/steps";
import { meansTheSame, steady } from "@/features/builder/model/steady";
import { type DefinitionProblem, type Pill, type Sample, TRIGGER } from "@/features/builder/model/types";
import type { Builder } from "@/features/builder/model/use-builder";
import { useBuilderCatalogue } from "@/features/builder/model/use-catalogue";
import { marksOf } from "@/features/builder/page/builder-marks";
import { bodyFrom, useDraft } from "@/features/builder/page/use-draft";
import { refusal } from "@/lib/permissions";

const PAUSE_MS = 400;
const NO_DIFFERENCES: StepDifference[] = [];
const NO_PILLS: Pill[] = [];
const NO_PROBLEMS: DefinitionProblem[] = [];
const UNMARKED: Marks = {};

/** Everything that the builder knows about one automation. */
export function useBuilderState(automation: BuilderAutomation, start: string | null, shows: "draft" | "live") {
  const { workspace } = usePlace();
  const mayNot = refusal(workspace, "edit_automations");
  const readOnly = mayNot !== "" || shows === "live";
  const { draft, state, choose } = useDraft(automation, mayNot !== "");
  const live = useMemo(() => (automation.definition ? definitionFrom({ ...automation.definition }) : null), [automation.definition]);
  const drafted = state.history.present;
  const definition = shows === "live" && live ? live : drafted;
  // A move on the canvas changes nothing for the settings, the problems and what differs from what is live.
  const [keep] = useState(() => ({ draft: steady(meansTheSame), shown: steady(meansTheSame) }));
  const meantDraft = keep.draft(drafted);
  const meant = keep.shown(definition);

  const [selected, setSelected] = useState<string | null>(start);
  const [wanted, setWanted] = useState<Builder["wanted"]>(null);
  const [sample, chooseSample] = useState<Sample | null>(null);
  const [testWish, setTestWish] = useState(0);
  const found = selected && selected !== TRIGGER ? findStep(meant, selected) : undefined;
  // A step that an undo took away is selected no longer.
  const chosen = selected === TRIGGER || found ? selected : null;

  const [settled] = useDebouncedValue(meant, PAUSE_MS);
  const catalogue = useBuilderCatalogue(meant.trigger.collection);
  // Asked of one and the same state: a step of this moment may not be in the settled one yet.
  const there = selected && selected !== TRIGGER ? findStep(settled, selected) : undefined;
  const described = useDescription(bodyFrom(settled), there?.position ?? "", sample?.event_id ?? null, true).data;
  const problems = useMemo(() => (shows === "live" ? NO_PROBLEMS : (described?.problems ?? automation.draft.problems)), [shows, described?.problems, automation.draft.problems]);
  const differences = useMemo(() => (live ? compare(live, meantDraft) : NO_DIFFERENCES), [live, meantDraft]);
  const marks = useMemo(() => (shows === "live" ? UNMARKED : marksOf(problems, differences)), [shows, problems, differences]);

  const position = found?.position ?? (chosen === TRIGGER ? TRIGGER : null);
  const pills = described?.pills ?? NO_PILLS;
  const { change } = draft;
  const context = useMemo(
    () => ({ automationId: automation.id, definition: meant, selected: chosen, wanted, position, change, problems, pills, catalogue, sample, chooseSample, readOnly, testWish }) satisfies Omit<Builder, "select">,
    [automation.id, meant, chosen, wanted, position, change, problems, pills, catalogue, sample, chooseSample, readOnly, testWish],
  );
  return { draft, state, choose, live, drafted, definition, differences, marks, mayNot, setSelected, setWanted, context, wishTest: () => setTestWish((count) => count + 1) };
}

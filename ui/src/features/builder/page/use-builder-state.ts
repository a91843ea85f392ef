import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useDescription, type BuilderAutomation } from "@/api/automation-drafts";
import { usePlace } from "@/api/workspace";
import { compare } from "@/features/builder/model/compare";
import { definitionFrom } from "@/features/builder/model/new-step";
import { findStep } from "@/features/builder/model/steps";
import { type Sample, TRIGGER } from "@/features/builder/model/types";
import type { Builder } from "@/features/builder/model/use-builder";
import { useBuilderCatalogue } from "@/features/builder/model/use-catalogue";
import { marksOf } from "@/features/builder/page/builder-marks";
import { bodyFrom, useDraft } from "@/features/builder/page/use-draft";
import { refusal } from "@/lib/permissions";

const PAUSE_MS = 400;

/** Everything that the builder knows about one automation. */
export function useBuilderState(automation: BuilderAutomation, start: string | null, shows: "draft" | "live") {
  const { workspace } = usePlace();
  const mayNot = refusal(workspace, "edit_automations");
  const readOnly = mayNot !== "" || shows === "live";
  const { draft, state, choose } = useDraft(automation, mayNot !== "");
  const live = useMemo(() => (automation.definition ? definitionFrom({ ...automation.definition }) : null), [automation.definition]);
  const drafted = state.history.present;
  const definition = shows === "live" && live ? live : drafted;

  const [selected, setSelected] = useState<string | null>(start);
  const [wanted, setWanted] = useState<Builder["wanted"]>(null);
  const [sample, chooseSample] = useState<Sample | null>(null);
  const [testWish, setTestWish] = useState(0);
  const found = selected && selected !== TRIGGER ? findStep(definition, selected) : undefined;
  // A step that an undo took away is selected no longer.
  const chosen = selected === TRIGGER || found ? selected : null;

  const [settled] = useDebouncedValue(definition, PAUSE_MS);
  const catalogue = useBuilderCatalogue(definition.trigger.collection);
  // Asked of one and the same state: a step of this moment may not be in the settled one yet.
  const there = selected && selected !== TRIGGER ? findStep(settled, selected) : undefined;
  const described = useDescription(bodyFrom(settled), there?.position ?? "", sample?.event_id ?? null, true).data;
  const problems = useMemo(() => (shows === "live" ? [] : (described?.problems ?? automation.draft.problems)), [shows, described?.problems, automation.draft.problems]);
  const differences = useMemo(() => (live ? compare(live, drafted) : []), [live, drafted]);
  const marks = useMemo(() => (shows === "live" ? {} : marksOf(problems, differences)), [shows, problems, differences]);

  return {
    draft, state, choose, live, drafted, differences, marks, mayNot, setSelected, setWanted,
    wishTest: () => setTestWish((count) => count + 1),
    context: {
      automationId: automation.id, definition, selected: chosen, wanted, position: found?.position ?? (chosen === TRIGGER ? TRIGGER : null),
      change: draft.change, problems, pills: described?.pills ?? [], catalogue, sample, chooseSample, readOnly, testWish,
    } satisfies Omit<Builder, "select">,
  };
}

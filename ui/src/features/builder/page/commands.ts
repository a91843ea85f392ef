/** What can be done with a step, the same from keys, menus and buttons. */
import { wishOfCanvas } from "@/features/builder/canvas/canvas-wishes";
import type { Draft } from "@/features/builder/model/draft-store";
import { newStep } from "@/features/builder/model/new-step";
import { allWithin, findStep, listAt, shownBranches, spotAfter, type Spot } from "@/features/builder/model/steps";
import { type CanvasNote, type Definition, type Place, TRIGGER } from "@/features/builder/model/types";
import { branchLabel } from "@/features/builder/model/words";
import { copiedSteps, copySteps } from "@/features/builder/page/clipboard";
import type { SpotChoice } from "@/features/builder/palette/step-palette";
import { notifyDone } from "@/components/notify";
import { counted } from "@/lib/words";

export interface Ui {
  select: (id: string | null, field?: string) => void;
  openPalette: (spots: SpotChoice[]) => void;
}

export type Commands = ReturnType<typeof commandsFor>;

const NOTE = { width: 240, height: 120 };

export function commandsFor(draft: Draft, ui: Ui) {
  const definition = () => draft.get().history.present;

  /** Puts steps in and selects the first of them: the ids are known only afterwards. */
  const insert = (spot: Spot, put: () => void) => {
    const before = new Set(allWithin(definition().steps).map(({ id }) => id));
    put();
    const first = allWithin(definition().steps).find(({ id }) => !before.has(id));
    if (first) ui.select(first.id);
    return spot;
  };
  const remove = (id: string) => {
    const found = findStep(definition(), id);
    if (!found) return;
    const { holder, index } = found.spot;
    const before = listAt(definition(), found.spot)[index - 1]?.id ?? (holder || TRIGGER);
    draft.change({ type: "remove", id });
    ui.select(before);
  };
  const copy = (id: string, event?: ClipboardEvent) => {
    const found = findStep(definition(), id);
    if (!found) return;
    copySteps([found.step], event);
    notifyDone(`Copied ${counted(allWithin([found.step]).length, "step")}`);
  };
  return {
    addAfter: (id: string) => ui.openPalette(spotsFor(definition(), id)),
    addAt: (spot: Spot) => ui.openPalette([{ label: "Here", spot }]),
    create: (kind: string, spot: Spot) => insert(spot, () => draft.change({ type: "add", step: newStep(kind), spot })),
    remove,
    duplicate: (id: string) => insert(spotAfter(definition(), id), () => draft.change({ type: "duplicate", id })),
    copy,
    cut: (id: string, event?: ClipboardEvent) => {
      copy(id, event);
      remove(id);
    },
    /** Whether there was something to paste. */
    paste: (id: string, event?: ClipboardEvent): boolean => {
      const steps = copiedSteps(event);
      const spot = spotAfter(definition(), id);
      if (steps) insert(spot, () => draft.change({ type: "paste", copied: { steps }, spot }));
      return steps !== null;
    },
    rename: (id: string, name: string) => draft.change({ type: "rename", id, name }),
    /** Earlier or later in its list. */
    move: (id: string, by: 1 | -1) => {
      const spot = findStep(definition(), id)?.spot;
      if (spot && spot.index + by >= 0) draft.change({ type: "move", id, spot: { ...spot, index: by === 1 ? spot.index + 2 : spot.index - 1 } });
    },
    place: (id: string, place: Place) => draft.change({ type: "place", places: { [id]: place } }),
    tidy: () => draft.change({ type: "tidy" }),
    addNote: () => {
      draft.change({ type: "add_note", note: { id: "", text: "", place: notePlace(definition()), ...NOTE } });
      wishOfCanvas(`note:${definition().notes.at(-1)?.id ?? ""}`);
    },
    changeNote: (id: string, change: Partial<Omit<CanvasNote, "id">>, mark?: string) => draft.change({ type: "change_note", id, change }, mark),
    removeNote: (id: string) => draft.change({ type: "remove_note", id }),
    undo: draft.undo,
    redo: draft.redo,
  };
}

/** After the step, or at the start of one of its branches. */
function spotsFor(definition: Definition, id: string): SpotChoice[] {
  const step = findStep(definition, id)?.step;
  const after = { label: id === TRIGGER ? "First" : "After it", spot: spotAfter(definition, id) };
  const within = step ? shownBranches(step).map((branch) => ({ label: branchLabel(step, branch), spot: { holder: id, branch, index: 0 } })) : [];
  return [after, ...within];
}

/** Beside the beginning, each under the one before. */
function notePlace({ notes }: Definition): Place {
  return { x: -320, y: notes.reduce((below, { place, height }) => Math.max(below, place.y + height + 24), 0) };
}

/** The draft that is being edited: its history, and saving it by itself. Knows neither React nor the network. */
import { changed, type History, redone, startHistory, undone } from "@/features/builder/model/history";
import type { Operation } from "@/features/builder/model/operations";
import type { Definition } from "@/features/builder/model/types";

export const PAUSE_MS = 700;
export const RETRY_MS = 5_000;

/** `offline`: kept in this browser until the server answers. `conflict`: somebody else saved. `refused`: the server says no. */
export type Sign = "saved" | "waiting" | "saving" | "offline" | "conflict" | "refused";

/** The draft as the server has it. */
export interface Saved {
  definition: Definition;
  revision: number;
  saved_by: string;
}

export type SaveResult =
  | { kind: "saved"; revision: number }
  | { kind: "offline" }
  | { kind: "conflict"; message: string }
  | { kind: "refused"; message: string };

/** What is kept in this browser until it is saved. */
export interface Kept {
  definition: Definition;
  revision: number;
}

export interface Ports {
  save: (definition: Definition, revision: number) => Promise<SaveResult>;
  /** null: nothing has to be kept any more. */
  keep: (kept: Kept | null) => void;
  kept: Kept | null;
}

export interface DraftState {
  history: History;
  revision: number;
  sign: Sign;
  message: string;
}

export interface Draft {
  get: () => DraftState;
  subscribe: (listener: () => void) => () => void;
  change: (operation: Operation, mark?: string) => void;
  undo: () => void;
  redo: () => void;
  /** The server's draft was read again. */
  hear: (saved: Saved) => void;
  /** After a conflict: what somebody else saved, or what is here. */
  takeTheirs: (theirs: Saved) => void;
  keepMine: (theirs: Saved) => void;
  saveNow: () => Promise<void>;
  /** Saves what is left and stops. */
  close: () => void;
}

export function createDraft(start: Saved, ports: Ports): Draft {
  let state: DraftState = { history: startHistory(start.definition), revision: start.revision, sign: "saved", message: "" };
  let stored = start.definition;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy: Promise<void> | null = null;
  const listeners = new Set<() => void>();

  const set = (more: Partial<DraftState>) => {
    state = { ...state, ...more };
    for (const listener of listeners) listener();
  };
  const isDirty = () => state.history.present !== stored;
  const later = (pause: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void saveNow(), pause);
  };

  const edit = (history: History) => {
    if (history === state.history) return;
    const isHeld = state.sign === "conflict";
    set({ history, ...(isHeld ? {} : { sign: history.present === stored ? "saved" : "waiting" }) });
    ports.keep(isDirty() ? { definition: history.present, revision: state.revision } : null);
    if (!isHeld && isDirty()) later(PAUSE_MS);
  };

  const settle = (sent: Definition, result: SaveResult) => {
    if (result.kind === "saved") {
      stored = sent;
      set({ revision: result.revision, sign: isDirty() ? "waiting" : "saved", message: "" });
      ports.keep(isDirty() ? { definition: state.history.present, revision: result.revision } : null);
      if (isDirty()) later(PAUSE_MS);
      return;
    }
    set({ sign: result.kind, message: result.kind === "offline" ? "" : result.message });
    if (result.kind === "offline") later(RETRY_MS);
  };

  const saveNow = async () => {
    clearTimeout(timer);
    if (busy) await busy;
    if (!isDirty() || state.sign === "conflict") return;
    const sent = state.history.present;
    set({ sign: "saving" });
    busy = ports.save(sent, state.revision).then((result) => {
      busy = null;
      settle(sent, result);
    });
    await busy;
  };

  const adopt = ({ definition, revision }: Saved) => {
    clearTimeout(timer);
    stored = definition;
    ports.keep(null);
    set({ history: startHistory(definition), revision, sign: "saved", message: "" });
  };

  if (ports.kept) {
    const { definition, revision } = ports.kept;
    const history: History = { past: [start.definition], present: definition, future: [], mark: "" };
    state = { ...state, history, sign: revision === start.revision ? "waiting" : "conflict" };
    if (state.sign === "conflict") state = { ...state, message: `${start.saved_by || "Somebody"} saved meanwhile.` };
    else later(PAUSE_MS);
  }

  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    change: (operation, mark) => edit(changed(state.history, operation, mark)),
    undo: () => edit(undone(state.history)),
    redo: () => edit(redone(state.history)),
    hear: (saved) => {
      if (busy || saved.revision <= state.revision || state.sign === "conflict") return;
      if (isDirty()) set({ sign: "conflict", message: `${saved.saved_by || "Somebody else"} saved meanwhile.` });
      else adopt(saved);
    },
    takeTheirs: adopt,
    keepMine: (theirs) => {
      set({ revision: theirs.revision, sign: "waiting", message: "" });
      void saveNow();
    },
    saveNow,
    close: () => {
      void saveNow();
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

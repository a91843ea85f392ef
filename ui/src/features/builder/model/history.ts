/** Undo and redo: one step for each thing that somebody did. */
import { apply, type Operation } from "@/features/builder/model/operations";
import type { Definition } from "@/features/builder/model/types";

export const UNDO_MAX = 200;

export interface History {
  past: readonly Definition[];
  present: Definition;
  future: readonly Definition[];
  /** The last change's own mark: another change with the same mark belongs to the same action. */
  mark: string;
}

export function startHistory(present: Definition): History {
  return { past: [], present, future: [], mark: "" };
}

/** The history after an operation. Changes in a row with the same `mark` (typing in one field) are one step. */
export function changed(history: History, operation: Operation, mark = ""): History {
  const next = apply(history.present, operation);
  if (next === history.present) return history;
  const isSameAction = mark !== "" && mark === history.mark;
  const past = isSameAction ? history.past : [...history.past, history.present].slice(-UNDO_MAX);
  return { past, present: next, future: [], mark };
}

export function undone(history: History): History {
  const before = history.past.at(-1);
  if (!before) return history;
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future], mark: "" };
}

export function redone(history: History): History {
  const [after, ...future] = history.future;
  if (!after) return history;
  return { past: [...history.past, history.present], present: after, future, mark: "" };
}

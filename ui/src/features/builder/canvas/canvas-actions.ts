import { createContext, useContext, type ReactNode } from "react";
import type { Spot } from "@/features/builder/model/steps";
import type { CanvasNote } from "@/features/builder/model/types";

/** What can be done on the canvas itself; without `edit` it is only looked at. */
export interface CanvasActions {
  select: (id: string) => void;
  /** Chosen to be looked into: clicked, or Enter. */
  open: (id: string) => void;
  edit: CanvasEdits | null;
  /** What else can be done with a step. */
  menu: ((id: string) => ReactNode) | undefined;
}

export interface CanvasEdits {
  add: (spot: Spot) => void;
  changeNote: (id: string, change: Partial<Omit<CanvasNote, "id">>, mark?: string) => void;
  removeNote: (id: string) => void;
}

export const CanvasActionsContext = createContext<CanvasActions>({ select: () => undefined, open: () => undefined, edit: null, menu: undefined });
export const useCanvasActions = () => useContext(CanvasActionsContext);

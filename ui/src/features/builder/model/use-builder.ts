import { createContext, useContext } from "react";
import type { Operation } from "@/features/builder/model/operations";
import type { Catalogue, Definition, DefinitionProblem, Pill, Sample } from "@/features/builder/model/types";

/** What every part of the builder sees and may do. */
export interface Builder {
  automationId: string;
  definition: Definition;
  /** The id of a step, TRIGGER, or null. */
  selected: string | null;
  /** `field` brings the cursor to that setting in the panel. */
  select: (id: string | null, field?: string) => void;
  /** The setting that wants the cursor; `number` rises with every wish, also for the same field. */
  wanted: { field: string; number: number } | null;
  /** The position of what is selected (`check/then/create`), "trigger", or null. */
  position: string | null;
  /** One undo step, unless the change before had the same `mark` (typing in one field). */
  change: (operation: Operation, mark?: string) => void;
  problems: readonly DefinitionProblem[];
  /** What the selected step can use. */
  pills: readonly Pill[];
  catalogue: Catalogue | undefined;
  sample: Sample | null;
  chooseSample: (sample: Sample | null) => void;
  /** A version or a run is shown, or the role may not edit. */
  readOnly: boolean;
  /** Rises with each wish to test the selected step (Ctrl-Enter). */
  testWish: number;
}

export const BuilderContext = createContext<Builder | null>(null);

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (!builder) throw new Error("useBuilder is used outside the builder");
  return builder;
}

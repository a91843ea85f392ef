import { createContext, useContext, useMemo } from "react";
import type { PreviewField } from "@/api/automation-tests";
import type { DefinitionProblem, Pill, Settings, SettingsSchema } from "@/features/builder/model/types";
import { single } from "@/features/builder/pills/model";

/** What the inputs of one form know of each other and of what is around them. */
export interface FormWorld {
  settings: Settings;
  /** The schema of all settings, in which references are followed. */
  schema: SettingsSchema;
  pills: readonly Pill[];
  /** What each field comes to with the chosen sample. */
  preview: readonly PreviewField[];
  problems: readonly DefinitionProblem[];
  /** The collection whose records start the automation; "" where none do. */
  triggerCollection: string;
  isTrigger: boolean;
  disabled: boolean;
}

export const FormContext = createContext<FormWorld | null>(null);

export function useForm(): FormWorld {
  const world = useContext(FormContext);
  if (!world) throw new Error("A setting is drawn outside a form");
  return world;
}

/** The same, with only those values that are one value each. */
export function useSinglePills(): FormWorld {
  const world = useForm();
  return useMemo(() => ({ ...world, pills: single(world.pills) }), [world]);
}

/** What is said of a field: where its value comes from and what is wrong with it. */
export function useSaid(path: string): { live: PreviewField | undefined; wrong: string } {
  const { preview, problems } = useForm();
  // The receiver counts lines from 1, settings from 0.
  const counted = path.replaceAll(/(?<=\.)\d+(?=\.|$)/g, (number) => String(Number(number) + 1));
  const live = preview.find(({ name }) => name === counted);
  const said = problems.filter(({ field }) => field === path).map(({ message, remedy }) => `${message} ${remedy}`.trim());
  if (live?.problem) said.push(live.problem);
  return { live, wrong: [...new Set(said)].join(" ") };
}

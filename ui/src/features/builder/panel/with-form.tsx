import { useMemo, type ReactNode } from "react";
import type { PreviewField } from "@/api/automation-tests";
import { FormContext } from "@/features/builder/fields/form-world";
import { type Settings, type SettingsSchema, TRIGGER } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";

interface Props {
  values: Settings;
  schema: SettingsSchema;
  preview: readonly PreviewField[];
  /** TRIGGER for the trigger. */
  stepId: string;
  children: ReactNode;
}

/** Tells the inputs within what is around them. */
export function WithForm({ values, schema, preview, stepId, children }: Props) {
  const { definition, pills, problems, readOnly } = useBuilder();
  const isTrigger = stepId === TRIGGER;
  const { collection } = definition.trigger;
  const world = useMemo(() => ({
    settings: values, schema, pills, preview, isTrigger, disabled: readOnly, triggerCollection: collection,
    problems: problems.filter(({ step_id }) => step_id === (isTrigger ? "" : stepId)),
  }), [values, schema, pills, preview, isTrigger, readOnly, collection, problems, stepId]);
  return <FormContext value={world}>{children}</FormContext>;
}

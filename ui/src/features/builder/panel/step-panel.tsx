import { memo, useRef, useState } from "react";
import { AutomationSettings } from "@/features/builder/panel/automation-settings";
import { OneStep } from "@/features/builder/panel/one-step";
import { TriggerPanel } from "@/features/builder/panel/trigger-panel";
import { useWantedField } from "@/features/builder/panel/use-wanted-field";
import { findStep } from "@/features/builder/model/steps";
import { TRIGGER } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";
import { InsertContext, InsertTargets } from "@/features/builder/pills/insert-target";
import classes from "@/features/builder/panel/step-panel.module.css";

/** What is selected on the canvas, to be set up and tried: a step, the trigger, or the automation as a whole. */
export const StepPanel = memo(function StepPanel() {
  const { definition, selected } = useBuilder();
  const box = useRef<HTMLDivElement>(null);
  const [targets] = useState(() => new InsertTargets());
  useWantedField(box);
  const step = selected === null ? undefined : findStep(definition, selected)?.step;
  return (
    <InsertContext value={targets}>
      <section ref={box} className={classes.panel} aria-label="Settings of what is selected">
        {selected === TRIGGER ? <TriggerPanel key={TRIGGER} /> : step ? <OneStep key={step.id} step={step} /> : <AutomationSettings />}
      </section>
    </InsertContext>
  );
});

import { IconBolt } from "@tabler/icons-react";
import { Text } from "@mantine/core";
import { OutlineSteps } from "@/features/automations/outline-steps";
import { outlineOf, triggerText } from "@/features/automations/model/outline";
import classes from "@/features/automations/outline.module.css";

/** The trigger and the steps, as they are carried out. */
export function Outline({ definition }: { definition: unknown }) {
  const steps = outlineOf(definition);
  return (
    <>
      <div className={classes.trigger}>
        <IconBolt size={18} aria-hidden />
        <Text size="sm" fw={550}>{triggerText(definition)}</Text>
      </div>
      {steps.length === 0 ? <Text size="sm" c="dimmed" mt="md">No steps.</Text> : <OutlineSteps steps={steps} />}
    </>
  );
}

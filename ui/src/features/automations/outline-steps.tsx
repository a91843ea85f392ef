import { Text } from "@mantine/core";
import type { OutlineStep } from "@/features/automations/model/outline";
import classes from "@/features/automations/outline.module.css";

/** Steps in their order; those of a branch stand under their condition. */
export function OutlineSteps({ steps }: { steps: OutlineStep[] }) {
  return (
    <ol className={classes.steps}>
      {steps.map((step, index) => (
        <li key={step.path} className={classes.step}>
          <span className={classes.number} aria-hidden>{index + 1}</span>
          <div className={classes.body}>
            <Text size="sm" fw={600}>{step.title}</Text>
            {step.about && step.about !== step.title && <Text size="sm" c="dimmed">{step.about}</Text>}
            {step.onError && <Text size="xs" c="dimmed">{step.onError}</Text>}
            {step.branches.map(({ label, steps: inner }) => (
              <div key={label} className={classes.branch}>
                <Text size="xs" fw={650} tt="uppercase" c="dimmed" lts="0.05em">{label}</Text>
                <OutlineSteps steps={inner} />
              </div>
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}

import { NumberInput, Stack, Text, Textarea, Title } from "@mantine/core";
import type { Limits } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";
import { SampleBar } from "@/features/builder/test/sample-bar";
import { ComparePanel } from "@/features/builder/test/compare-panel";
import { PlanPanel } from "@/features/builder/test/plan-panel";
import classes from "@/features/builder/panel/step-panel.module.css";

/** What is about the automation as a whole: what it is for, its limits, and what all of it would do. */
export function AutomationSettings() {
  const { definition, change, readOnly, problems } = useBuilder();
  const { limits } = definition;
  const limit = (name: keyof Limits, label: string, about: string, most: number) => (
    <NumberInput
      label={label} description={about} placeholder="No limit" min={1} max={most} allowDecimal={false} clampBehavior="strict" disabled={readOnly}
      value={limits[name] ?? ""} error={problems.find(({ step_id, field }) => step_id === "" && field === `limits.${name}`)?.message} data-setting={`limits.${name}`}
      onChange={(value) => change({ type: "set_limits", limits: { ...limits, [name]: value === "" ? null : Number(value) } }, `limit:${name}`)}
    />
  );
  return (
    <div className={classes.body}>
      <Stack gap="lg">
        <div>
          <Title order={2} fz={16}>The automation</Title>
          <Text size="xs" c="dimmed">Select the trigger or a step to set it up.</Text>
        </div>
        <Textarea
          label="What it is for" autosize minRows={2} maxLength={2000} disabled={readOnly} value={definition.description} data-setting="description"
          onChange={(event) => change({ type: "describe", description: event.currentTarget.value }, "description")}
        />
        {limit("runs_at_once", "Runs at once", "Further ones wait until one has ended.", 10_000)}
        {limit("runs_an_hour", "Runs an hour", "With more it switches itself off and says so in the Inbox.", 1_000_000)}
        <div>
          <Title order={3} fz="sm" mb={6}>Plan</Title>
          <Stack gap="sm"><SampleBar /><PlanPanel /></Stack>
        </div>
        <div>
          <Title order={3} fz="sm" mb={6}>Over the past</Title>
          <ComparePanel />
        </div>
      </Stack>
    </div>
  );
}

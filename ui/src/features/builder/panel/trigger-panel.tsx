import { Select, Stack, Tabs, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { Notice } from "@/components/notice";
import { fieldsOf } from "@/features/builder/fields/model/form";
import { SettingsForm } from "@/features/builder/fields/settings-form";
import { WithForm } from "@/features/builder/panel/with-form";
import { PanelHead } from "@/features/builder/panel/panel-head";
import { triggerOf } from "@/features/builder/panel/model/trigger-choice";
import { TriggerSamples } from "@/features/builder/test/trigger-samples";
import { type Json, type Settings, type Trigger, TRIGGER } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";
import { wordFor } from "@/lib/words";
import classes from "@/features/builder/panel/step-panel.module.css";

/** What starts the automation, and what happened lately that would have. */
export function TriggerPanel() {
  const { definition, catalogue, change, problems, readOnly, testWish } = useBuilder();
  const { trigger } = definition;
  const [wish, setWish] = useState(testWish);
  const [tab, setTab] = useState("settings");
  if (wish !== testWish) {
    setWish(testWish);
    setTab("samples");
  }
  const kind = catalogue?.triggers.find(({ type }) => type === trigger.type);
  const groups = useMemo(() => {
    const names = new Map<string, { value: string; label: string }[]>();
    for (const { type, name, group } of catalogue?.triggers ?? []) names.set(group, [...(names.get(group) ?? []), { value: type, label: name }]);
    return [...names].map(([group, items]) => ({ group: wordFor(group), items }));
  }, [catalogue]);
  const fields = kind ? fieldsOf(kind.settings_schema) : [];
  const placed = new Set(fields.map(({ name }) => name));
  const unplaced = problems.filter(({ step_id, field }) => step_id === "" && !placed.has(field.split(".").find((part) => part !== TRIGGER) ?? ""));
  const values = trigger as unknown as Settings;
  const set = (name: string, value: Json) => change({ type: "change_trigger", trigger: { ...trigger, [name]: value ?? emptyOf(name) } as Trigger }, `trigger:${name}`);
  const choose = (type: string | null) => {
    const next = catalogue?.triggers.find((one) => one.type === type);
    if (next && next.type !== trigger.type) change({ type: "change_trigger", trigger: triggerOf(next, trigger) });
  };
  return (
    <Tabs value={tab} onChange={(next) => setTab(next ?? "settings")} keepMounted={false} display="contents">
      <PanelHead kind="Trigger" about="What starts the automation." name={kind?.name ?? wordFor(trigger.type)} />
      <Tabs.List px="md" className={classes.tabs} aria-label="Parts of the trigger">
        <Tabs.Tab value="settings">Settings</Tabs.Tab>
        <Tabs.Tab value="samples">Samples</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="settings" className={classes.body}>
        <Stack gap="md">
          {unplaced.map((one) => <Notice key={one.field + one.message} tone="amber">{one.message} {one.remedy}</Notice>)}
          <Select
            label="It starts" searchable data={groups} value={trigger.type} allowDeselect={false} disabled={readOnly} data-setting="type"
            description={kind?.about} inputWrapperOrder={["label", "input", "description", "error"]} onChange={choose}
          />
          {catalogue && !kind && <Text size="sm" c="var(--tone-red)">This trigger is not known here. Choose another one.</Text>}
          <WithForm values={values} schema={kind?.settings_schema ?? {}} preview={[]} stepId={TRIGGER}>
            {fields.length > 0 && <SettingsForm fields={fields} values={values} onChange={set} />}
          </WithForm>
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="samples" className={classes.body}><TriggerSamples /></Tabs.Panel>
    </Tabs>
  );
}

/** What a trigger has where nothing is chosen. */
function emptyOf(name: string): Json {
  if (name === "fields") return [];
  return ["condition", "schedule", "webhook"].includes(name) ? null : "";
}

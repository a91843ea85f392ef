import { Stack, Tabs } from "@mantine/core";
import { useState } from "react";
import { Notice } from "@/components/notice";
import { fieldsOf } from "@/features/builder/fields/model/form";
import { SettingsForm } from "@/features/builder/fields/settings-form";
import { WithForm } from "@/features/builder/panel/with-form";
import { MoreSettings } from "@/features/builder/panel/more-settings";
import { PanelHead } from "@/features/builder/panel/panel-head";
import { SampleBar } from "@/features/builder/test/sample-bar";
import { TestPanel } from "@/features/builder/test/test-panel";
import { WouldDo } from "@/features/builder/test/would-do";
import { Beside } from "@/features/builder/panel/beside";
import type { Step } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";
import { kindName } from "@/features/builder/model/words";
import { usePreview } from "@/features/builder/test/use-preview";
import classes from "@/features/builder/panel/step-panel.module.css";

type Tab = "settings" | "test" | "more";

/** A step: its settings beside the values that they can take, its test, and what happens when it fails. */
export function OneStep({ step }: { step: Step }) {
  const { catalogue, change, problems, testWish, pills, readOnly } = useBuilder();
  const kind = catalogue?.steps.find((one) => one.kind === step.kind);
  const [wish, setWish] = useState(testWish);
  const [tab, setTab] = useState<Tab>("settings");
  const preview = usePreview();
  // Ctrl-Enter anywhere asks for the test.
  if (wish !== testWish) {
    setWish(testWish);
    setTab("test");
  }
  const own = problems.filter(({ step_id }) => step_id === step.id);
  const fields = kind ? fieldsOf(kind.settings_schema) : [];
  const placed = new Set(fields.map(({ name }) => name));
  const unplaced = own.filter(({ field }) => !placed.has(field.split(".")[0] ?? ""));
  const set = (name: string, value: Step["settings"][string]) => change({ type: "change_settings", id: step.id, settings: { ...step.settings, [name]: value } }, `setting:${step.id}:${name}`);
  return (
    <Tabs value={tab} onChange={(next) => setTab((next ?? "settings") as Tab)} keepMounted={false} display="contents">
      <PanelHead kind={kindName(step.kind, catalogue)} about={kind?.about ?? ""} name={step.name} onRename={(name) => change({ type: "rename", id: step.id, name })} />
      <Tabs.List px="md" className={classes.tabs} aria-label="Parts of the step">
        <Tabs.Tab value="settings">Settings</Tabs.Tab>
        <Tabs.Tab value="test">Test</Tabs.Tab>
        <Tabs.Tab value="more">Errors and notes</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="settings" className={classes.body}>
        <Stack gap="md">
          {kind && !kind.available && <Notice tone="amber" title="Not available here">{kind.reason}</Notice>}
          {catalogue && !kind && <Notice tone="red" title="This kind of step is not known">It may come from a newer version. Remove it, or update Tieout.</Notice>}
          {unplaced.map((one) => <Notice key={one.field + one.message} tone="amber">{one.message} {one.remedy}</Notice>)}
          <SampleBar />
          <Beside pills={pills} disabled={readOnly}>
            <WithForm values={step.settings} schema={kind?.settings_schema ?? {}} preview={preview.data?.fields ?? []} stepId={step.id}>
              <Stack gap="md">
                <SettingsForm fields={fields} values={step.settings} onChange={set} />
                {kind && <WouldDo preview={preview} shown={fields.map(({ name }) => name)} />}
              </Stack>
            </WithForm>
          </Beside>
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="test" className={classes.body}><TestPanel step={step} wish={testWish} /></Tabs.Panel>
      <Tabs.Panel value="more" className={classes.body}><MoreSettings step={step} /></Tabs.Panel>
    </Tabs>
  );
}

import type { ComponentType } from "react";
import { ConditionSetting } from "@/features/builder/fields/condition-field";
import { DurationSetting } from "@/features/builder/fields/duration-field";
import { GroupSetting, JsonSetting, RowsSetting } from "@/features/builder/fields/rows-field";
import { KeyValuesSetting } from "@/features/builder/fields/key-values-field";
import { AutomationSetting, CollectionSetting, ConnectionSetting, DependentChoice, FieldSetting, KindSetting, MemberSetting } from "@/features/builder/fields/pickers";
import { CheckboxSetting, ChoiceSetting, ListSetting, NumberSetting, TextSetting, TextsSetting } from "@/features/builder/fields/plain-fields";
import { RuleSetting, RulesSetting } from "@/features/builder/fields/rule-fields";
import { ScheduleSetting } from "@/features/builder/fields/schedule-field";
import { SecretSetting } from "@/features/builder/fields/secret-field";
import type { SettingProps } from "@/features/builder/fields/setting";
import { TrackingSetting } from "@/features/builder/fields/tracking-field";
import { WebhookSetting } from "@/features/builder/fields/webhook-field";

const WIDGETS: Record<string, ComponentType<SettingProps>> = {
  rule: RuleSetting,
  rules: RulesSetting,
  condition: ConditionSetting,
  connection: ConnectionSetting,
  collection: CollectionSetting,
  field: FieldSetting,
  choice: ChoiceSetting,
  text: TextSetting,
  long_text: TextSetting,
  texts: TextsSetting,
  number: NumberSetting,
  checkbox: CheckboxSetting,
  secret: SecretSetting,
  kind: KindSetting,
  automation: AutomationSetting,
  member: MemberSetting,
  duration: DurationSetting,
  list_path: ListSetting,
  lines: RowsSetting,
  rows: RowsSetting,
  tracking: TrackingSetting,
  group: GroupSetting,
  key_values: KeyValuesSetting,
  schedule: ScheduleSetting,
  webhook: WebhookSetting,
};

/** One setting, drawn as the schema says; what no widget is known for is written as JSON. */
export function SettingField(props: SettingProps) {
  const { field } = props;
  if (field.widget === "choice" && field.of) return <DependentChoice {...props} />;
  if (field.widget === "text" && String(field.more["hint"] ?? "").startsWith("a list")) return <ListSetting {...props} />;
  if (field.widget === "text" && field.schema["type"] === "array") return <TextsSetting {...props} />;
  const Drawn = WIDGETS[field.widget] ?? JsonSetting;
  return <Drawn {...props} />;
}

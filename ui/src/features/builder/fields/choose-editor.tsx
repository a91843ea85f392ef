import { ActionIcon, Button, Group, Stack, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { ConditionEditor, useConditionFields } from "@/features/builder/fields/condition-editor";
import { useSinglePills } from "@/features/builder/fields/form-world";
import type { ChooseRule, ValueRule } from "@/features/builder/fields/model/value-rules";
import { RuleInput } from "@/features/builder/fields/rule-input";
import classes from "@/features/builder/fields/fields.module.css";
import type { Json } from "@/features/builder/model/types";

interface Props {
  label: string;
  rule: ChooseRule;
  depth: number;
  onChange: (rule: ValueRule) => void;
}

type Case = ChooseRule["cases"][number];
const ALWAYS = { combinator: "and", rules: [] };

/** The first condition that is met decides the value. */
export function ChooseEditor({ label, rule, depth, onChange }: Props) {
  const { pills, disabled } = useSinglePills();
  const fields = useConditionFields(pills);
  const set = (cases: Case[]) => onChange({ ...rule, cases });
  const change = (place: number, next: Partial<Case>) => set(rule.cases.map((one, index) => (index === place ? { ...one, ...next } : one)));
  return (
    <Stack gap="xs" role="group" aria-label={`${label} by conditions`}>
      {rule.cases.map((one, index) => (
        <div key={index} className={classes.box}>
          <Group justify="space-between" mb={4}>
            <Text size="xs" fw={650} c="dimmed">{index === 0 ? "If" : "Otherwise, if"}</Text>
            <ActionIcon size="sm" aria-label={`Remove case ${index + 1} of ${label}`} disabled={disabled} onClick={() => set(rule.cases.filter((_, place) => place !== index))}>
              <IconTrash size={14} aria-hidden />
            </ActionIcon>
          </Group>
          <ConditionEditor label={`Case ${index + 1} of ${label}`} value={one.when as Json} fields={fields} disabled={disabled} onChange={(when) => change(index, { when: (when ?? ALWAYS) as Case["when"] })} />
          <Text size="xs" fw={650} c="dimmed" mt="xs" mb={4}>then</Text>
          <RuleInput label={`${label} in case ${index + 1}`} rule={one.value} depth={depth} onChange={(value) => change(index, { value: value ?? { kind: "fixed", value: "" } })} />
        </div>
      ))}
      <Button
        size="compact-sm" variant="default" w="fit-content" disabled={disabled} leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => set([...rule.cases, { when: ALWAYS, value: { kind: "fixed", value: "" } }])}
      >
        Add case
      </Button>
      <div>
        <Text size="xs" fw={650} c="dimmed" mb={4}>Otherwise</Text>
        <RuleInput label={`${label} otherwise`} rule={rule.otherwise ?? null} depth={depth} placeholder="Nothing" onChange={(otherwise) => onChange({ ...rule, otherwise })} />
      </div>
    </Stack>
  );
}

import { ActionIcon, Button, Group, Select, Stack, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useEntity, useReferenceList } from "@/api/entities";
import { useForm } from "@/features/builder/fields/form-world";
import { Frame } from "@/features/builder/fields/frame";
import { LedgerChoices, TRACKING, trackingOptions, useLedgerOfStep } from "@/features/builder/fields/ledger-choices";
import { isObject, text } from "@/features/builder/fields/model/form";
import { asJson, asRule, type ValueRule } from "@/features/builder/fields/model/value-rules";
import { RuleInput } from "@/features/builder/fields/rule-input";
import type { SettingProps } from "@/features/builder/fields/setting";
import classes from "@/features/builder/fields/fields.module.css";
import type { Json } from "@/features/builder/model/types";

type Row = { [name: string]: Json };

/** Which option of the ledger's own tracking categories a line has. */
export function TrackingSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled } = useForm();
  const connection = useLedgerOfStep();
  const list = useReferenceList(connection, "tracking_category");
  const rows = (Array.isArray(value) ? value : []).filter(isObject);
  const known = (list.data ?? []).filter(({ archived, deleted }) => !archived && !deleted).map(({ external_id, name }) => ({ value: external_id, label: name }));
  const taken = new Set(rows.map(({ category }) => text(category)));
  const free = known.filter((one) => !taken.has(one.value));
  const change = (place: number, next: Row) => onChange(rows.map((row, index) => (index === place ? { ...row, ...next } : row)));
  return (
    <Frame field={field} path={path}>
      <Stack gap="xs" mt={4}>
        {rows.map((row, index) => {
          const category = text(row["category"]);
          const name = known.find((one) => one.value === category)?.label ?? (category || `category ${index + 1}`);
          const offered = known.filter((one) => one.value === category || !taken.has(one.value));
          return (
            <div key={index} className={classes.row}>
              <Select
                className={classes.name ?? ""} aria-label={`Tracking category ${index + 1}`} disabled={disabled} value={category || null} allowDeselect={false}
                data={category && !offered.some((one) => one.value === category) ? [...offered, { value: category, label: `${category} (not there)` }] : offered}
                onChange={(next) => change(index, { category: next ?? "", option: null })}
              />
              <div className={classes.held}>
                {category && <TrackedOption {...{ connection, category, name }} rule={asRule(row["option"])} onChange={(option) => change(index, { option: asJson(option) })} />}
              </div>
              <ActionIcon mt={4} className={classes.remove} aria-label={`Remove ${name}`} disabled={disabled} onClick={() => onChange(rows.filter((_, place) => place !== index))}>
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </div>
          );
        })}
        {list.data && known.length === 0 && <Text size="xs" c="dimmed">The ledger has no tracking categories, as far as it was read.</Text>}
        <Button
          size="compact-sm" variant="default" w="fit-content" leftSection={<IconPlus size={14} aria-hidden />} disabled={disabled || free.length === 0}
          onClick={() => onChange([...rows, { category: free[0]?.value ?? "", option: null }])}
        >
          Add tracking
        </Button>
      </Stack>
    </Frame>
  );
}

interface OptionProps {
  connection: string;
  category: string;
  name: string;
  rule: ValueRule | null;
  onChange: (rule: ValueRule | null) => void;
}

/** The option by a rule, or one of those that the category has. */
function TrackedOption({ connection, category, name, rule, onChange }: OptionProps) {
  const options = trackingOptions(useEntity(connection, "tracking_category", category).data?.entity["options"]);
  const chosen = rule?.kind === "fixed" ? options.find(({ key }) => key === rule.value) : undefined;
  return (
    <Stack gap={2}>
      <RuleInput label={`Option of ${name}`} rule={rule} onChange={onChange} />
      <Group gap="xs" justify="space-between">
        <Text span size="xs" c="dimmed">{chosen ? `= ${chosen.label}` : ""}</Text>
        <LedgerChoices label={`option of ${name}`} choices={`${TRACKING}${category}`} onChoose={(key) => onChange({ kind: "fixed", value: key })} />
      </Group>
    </Stack>
  );
}

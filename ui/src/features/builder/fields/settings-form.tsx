import { Stack, Text } from "@mantine/core";
import { Fragment } from "react";
import { SettingField } from "@/features/builder/fields/setting-field";
import { isAsked, type FormField } from "@/features/builder/fields/model/form";
import classes from "@/features/builder/fields/fields.module.css";
import type { Json } from "@/features/builder/model/types";

interface Props {
  fields: readonly FormField[];
  values: { [name: string]: Json };
  /** Of what holds these settings: "" for a step, `lines.1.` for a row. */
  prefix?: string;
  onChange: (name: string, value: Json) => void;
}

/** Every setting that matters with what is chosen. */
export function SettingsForm({ fields, values, prefix = "", onChange }: Props) {
  const asked = fields.filter((field) => isAsked(field, values, fields));
  if (asked.length === 0) return <Text size="sm" c="dimmed">There is nothing to choose here.</Text>;
  const groups = [...new Set(asked.map(({ group }) => group))];
  return (
    <Stack gap="md">
      {groups.map((group) => {
        const drawn = asked.filter((field) => field.group === group).map((field) => (
          <SettingField key={field.name} field={field} path={`${prefix}${field.name}`} value={values[field.name]} onChange={(value) => onChange(field.name, value)} />
        ));
        if (group === "") return <Fragment key={group}>{drawn}</Fragment>;
        const isUsed = asked.some((field) => field.group === group && isFilled(values[field.name]));
        return <details key={group} open={isUsed} className={classes.group}><summary>{group}</summary><Stack gap="md">{drawn}</Stack></details>;
      })}
    </Stack>
  );
}

function isFilled(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== "";
}

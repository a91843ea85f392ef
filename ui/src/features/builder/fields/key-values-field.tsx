import { ActionIcon, Button, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useForm } from "@/features/builder/fields/form-world";
import { Frame } from "@/features/builder/fields/frame";
import { isObject, text } from "@/features/builder/fields/model/form";
import type { SettingProps } from "@/features/builder/fields/setting";
import classes from "@/features/builder/fields/fields.module.css";
import type { Json } from "@/features/builder/model/types";

/** Names and plain values of one's own. */
export function KeyValuesSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled } = useForm();
  const rows = Object.entries(isObject(value) ? value : {});
  const set = (next: [string, Json][]) => onChange(Object.fromEntries(next));
  const change = (place: number, row: [string, Json]) => {
    if (!rows.some(([name], index) => index !== place && name === row[0])) set(rows.map((one, index) => (index === place ? row : one)));
  };
  return (
    <Frame field={field} path={path}>
      <Stack gap="xs" mt={4}>
        {rows.map(([name, held], index) => (
          <div key={index} className={classes.row}>
            <TextInput aria-label={`Name ${index + 1} of ${field.title}`} placeholder="Name" disabled={disabled} value={name} onChange={(event) => change(index, [event.currentTarget.value, held])} />
            <TextInput className={classes.held} aria-label={`Value ${index + 1} of ${field.title}`} placeholder="Value" disabled={disabled} value={text(held)} onChange={(event) => change(index, [name, event.currentTarget.value])} />
            <ActionIcon mt={4} className={classes.remove} aria-label={`Remove ${name || "the row"}`} disabled={disabled} onClick={() => set(rows.filter((_, place) => place !== index))}><IconTrash size={16} aria-hidden /></ActionIcon>
          </div>
        ))}
        <Button size="compact-sm" variant="default" w="fit-content" disabled={disabled || rows.some(([name]) => name === "")} leftSection={<IconPlus size={14} aria-hidden />} onClick={() => set([...rows, ["", ""]])}>
          Add value
        </Button>
      </Stack>
    </Frame>
  );
}

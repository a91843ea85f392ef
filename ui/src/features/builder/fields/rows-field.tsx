import { ActionIcon, Button, Group, JsonInput, Stack, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMemo, useState, type ReactNode } from "react";
import { FormContext, useForm, useSaid } from "@/features/builder/fields/form-world";
import { Frame } from "@/features/builder/fields/frame";
import { blankOf, fieldsOf, followed, isObject, text } from "@/features/builder/fields/model/form";
import { asRule, pathsOf } from "@/features/builder/fields/model/value-rules";
import { SettingsForm } from "@/features/builder/fields/settings-form";
import type { SettingProps } from "@/features/builder/fields/setting";
import classes from "@/features/builder/fields/fields.module.css";
import { withElements } from "@/features/builder/pills/model";
import type { Json, SettingsSchema } from "@/features/builder/model/types";

type Row = { [name: string]: Json };

/** Several of the same form: lines of a document, cases of a switch. They can be put in another order. */
export function RowsSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled, schema, settings } = useForm();
  const item = isObject(field.schema["items"]) ? followed(field.schema["items"], schema) : {};
  const fields = fieldsOf(item, schema);
  const over = fields.find(({ of }) => of !== "")?.of ?? "";
  const [listed = ""] = over ? pathsOf(asRule(settings[over])) : [];
  const rows = (Array.isArray(value) ? value : []).filter(isObject);
  const word = singular(field.title);
  const set = (next: Row[]) => onChange(next);
  const move = (from: number, to: number) => {
    const next = rows.filter((_, index) => index !== from);
    const row = rows[from];
    if (row) set([...next.slice(0, to), row, ...next.slice(to)]);
  };
  if (fields.length === 0) return <JsonSetting {...{ field, path, value, onChange }} />;
  return (
    <Frame field={field} path={path}>
      <Stack gap="xs" mt={4}>
        {rows.map((row, index) => (
          <div key={index} className={classes.box} data-setting={`${path}.${index}`} role="group" aria-label={`${word} ${index + 1}`}>
            <Group justify="space-between" mb={6} wrap="nowrap">
              <Text size="xs" fw={650} c="dimmed">{word} {index + 1}</Text>
              <Group gap={2} wrap="nowrap">
                <ActionIcon size="sm" aria-label={`${word} ${index + 1} up`} disabled={disabled || index === 0} onClick={() => move(index, index - 1)}><IconArrowUp size={14} aria-hidden /></ActionIcon>
                <ActionIcon size="sm" aria-label={`${word} ${index + 1} down`} disabled={disabled || index === rows.length - 1} onClick={() => move(index, index + 1)}><IconArrowDown size={14} aria-hidden /></ActionIcon>
                <ActionIcon size="sm" aria-label={`Remove ${word.toLowerCase()} ${index + 1}`} disabled={disabled} onClick={() => set(rows.filter((_, place) => place !== index))}><IconTrash size={14} aria-hidden /></ActionIcon>
              </Group>
            </Group>
            <OverEach list={text(row["each"]) || listed} name={listed ? "row" : "line"}>
              <SettingsForm
                fields={fields} values={row} prefix={`${path}.${index}.`}
                onChange={(name, next) => set(rows.map((one, place) => (place === index ? { ...one, [name]: next } : one)))}
              />
            </OverEach>
          </div>
        ))}
        <Button
          size="compact-sm" variant="default" w="fit-content" disabled={disabled} leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set([...rows, { ...blankOf(fields), ...(fields.some(({ name }) => name === "id") ? { id: freshId(word, rows) } : {}) }])}
        >
          Add {word.toLowerCase()}
        </Button>
      </Stack>
    </Frame>
  );
}

/** Within a row that is done for each element of a list, rules see the element as `line`; those over the rows of a table as `row`. */
function OverEach({ list, name, children }: { list: string; name: string; children: ReactNode }) {
  const world = useForm();
  const within = useMemo(() => (list ? { ...world, pills: withElements(world.pills, list, name) } : world), [world, list, name]);
  return <FormContext value={within}>{children}</FormContext>;
}

/** "Lines" gives "Line"; a title that is no plural keeps its words. */
function singular(title: string): string {
  return /^[\w-]+s$/.test(title) && !title.endsWith("ss") ? title.slice(0, -1) : "Row";
}

function freshId(word: string, rows: readonly Row[]): string {
  const base = word.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  const taken = new Set(rows.map(({ id }) => id));
  for (let number = rows.length + 1; ; number += 1) if (!taken.has(`${base}_${number}`)) return `${base}_${number}`;
}

/** Settings that belong together. */
export function GroupSetting({ field, path, value, onChange }: SettingProps) {
  const { schema } = useForm();
  const values = isObject(value) ? value : isObject(field.fallback) ? field.fallback : {};
  return (
    <Frame field={field} path={path}>
      <div className={classes.box}>
        <SettingsForm fields={fieldsOf(field.schema, schema)} values={values} prefix={`${path}.`} onChange={(name, next) => onChange({ ...values, [name]: next })} />
      </div>
    </Frame>
  );
}

/** What has no form of its own, as JSON. */
export function JsonSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled } = useForm();
  const { wrong } = useSaid(path);
  const kept = JSON.stringify(value ?? field.fallback, null, 2);
  const [draft, setDraft] = useState({ text: kept, kept });
  if (draft.kept !== kept) setDraft({ text: kept, kept });
  const write = (text: string) => {
    const read = readJson(text);
    setDraft({ text, kept: read === undefined ? kept : JSON.stringify(read, null, 2) });
    if (read !== undefined) onChange(read);
  };
  const broken = readJson(draft.text) === undefined;
  return (
    <Frame field={field} path={path}>
      <JsonInput aria-label={field.title} autosize minRows={3} maxRows={16} disabled={disabled} error={broken ? "This is not JSON yet; it is kept as soon as it is." : wrong !== ""} value={draft.text} onChange={write} />
    </Frame>
  );
}

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as SettingsSchema[string];
  } catch {
    return undefined;
  }
}

import { ActionIcon, Button, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useForm, useSaid } from "@/features/builder/fields/form-world";
import { Frame } from "@/features/builder/fields/frame";
import { isObject, text } from "@/features/builder/fields/model/form";
import { asJson, asRule } from "@/features/builder/fields/model/value-rules";
import { LedgerChoices } from "@/features/builder/fields/ledger-choices";
import { RuleInput } from "@/features/builder/fields/rule-input";
import type { SettingProps } from "@/features/builder/fields/setting";
import { useCollectionOf } from "@/features/builder/fields/use-collection-of";
import classes from "@/features/builder/fields/fields.module.css";
import type { Json } from "@/features/builder/model/types";
import { wordFor } from "@/lib/words";

/** One value by a rule. */
export function RuleSetting({ field, path, value, onChange }: SettingProps) {
  const { wrong } = useSaid(path);
  const choices = text(field.more["choices"]);
  const rule = asRule(value === undefined ? field.fallback : value);
  return (
    <Frame field={field} path={path} aside={choices ? <LedgerChoices label={field.title} choices={choices} onChoose={(key) => onChange({ kind: "fixed", value: key })} /> : undefined}>
      <RuleInput label={field.title} rule={rule ?? (field.title === "Formula" ? { kind: "formula", source: "" } : null)} isWrong={wrong !== ""} multiline={field.more["long"] === true} onChange={(rule) => onChange(asJson(rule))} />
    </Frame>
  );
}

interface Option {
  value: string;
  label: string;
}

/** Several named values, each by a rule: the fields of a record, or names of one's own. */
export function RulesSetting({ field, path, value, onChange }: SettingProps) {
  const collection = useCollectionOf("collection");
  const offered = offeredNames(field.more["names"]);
  const { settings } = useForm();
  const held = field.of === "field" ? collection?.fields.find(({ key }) => key === text(settings["field"])) : undefined;
  const columns = held?.columns.map(({ key, name }) => ({ value: key, label: name }));
  const ofCollection = collection?.fields.filter(({ type }) => type !== "formula").map(({ key, name }) => ({ value: key, label: name }));
  const options = offered.length > 0 ? offered : field.of === "field" ? (columns ?? []) : field.of === "collection" ? (ofCollection ?? []) : undefined;
  return <Frame field={field} path={path}><NamedRules {...{ path, value, onChange, options }} label={field.title} /></Frame>;
}

interface NamedProps {
  path: string;
  label: string;
  value: Json | undefined;
  /** The names that can be chosen; any name where they are not known. */
  options: readonly Option[] | undefined;
  onChange: (value: Json) => void;
}

/** Rows of a name and its rule. A row whose name is still empty is kept under "". */
export function NamedRules({ path, label, value, options, onChange }: NamedProps) {
  const { disabled } = useForm();
  const rows = Object.entries(isObject(value) ? value : {});
  const free = options?.filter((one) => !rows.some(([name]) => name === one.value));
  const change = (place: number, [name, rule]: [string, Json]) => {
    if (rows.some(([other], index) => index !== place && other === name)) return;
    onChange(Object.fromEntries(rows.map((row, index) => (index === place ? [name, rule] : row))));
  };
  return (
    <Stack gap="xs">
      {rows.map(([name, rule], index) => (
        <div key={index} className={classes.row}>
          <div className={classes.name}>
            {options
              ? (
                <Select
                  aria-label={`Field ${index + 1} of ${label}`} placeholder="Which field?" searchable disabled={disabled} value={name || null} allowDeselect={false}
                  data={[...options.filter((one) => one.value === name || free?.includes(one)), ...(name && !options.some((one) => one.value === name) ? [{ value: name, label: `${name} (missing)` }] : [])]}
                  onChange={(next) => change(index, [next ?? "", rule])}
                />
              )
              : <TextInput aria-label={`Name ${index + 1} of ${label}`} placeholder="Name" disabled={disabled} value={name} onChange={(event) => change(index, [event.currentTarget.value, rule])} />}
          </div>
          <NamedRule path={`${path}.${name}`} label={options?.find((one) => one.value === name)?.label ?? (name || `value ${index + 1}`)} rule={rule} onChange={(next) => change(index, [name, next])} />
          <ActionIcon mt={4} className={classes.remove} aria-label={`Remove ${name || "the row"}`} disabled={disabled} onClick={() => onChange(Object.fromEntries(rows.filter((_, place) => place !== index)))}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-sm" variant="default" w="fit-content" leftSection={<IconPlus size={14} aria-hidden />} disabled={disabled || rows.some(([name]) => name === "") || free?.length === 0}
        onClick={() => onChange({ ...Object.fromEntries(rows), "": null })}
      >
        Add value
      </Button>
    </Stack>
  );
}

function NamedRule({ path, label, rule, onChange }: { path: string; label: string; rule: Json; onChange: (rule: Json) => void }) {
  const { live, wrong } = useSaid(path);
  return (
    <div data-setting={path} className={classes.held}>
      <RuleInput label={label} rule={asRule(rule)} isWrong={wrong !== ""} onChange={(next) => onChange(asJson(next))} />
      {wrong && <Text size="xs" c="var(--mantine-color-error)" mt={4}>{wrong}</Text>}
      {live && !wrong && <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: "anywhere" }}>= {live.value || "nothing"}</Text>}
    </div>
  );
}

function offeredNames(names: Json | undefined): Option[] {
  if (isObject(names)) return Object.entries(names).map(([value, label]) => ({ value, label: text(label) || value }));
  if (!Array.isArray(names)) return [];
  return names.map((one) => (isObject(one) ? { value: text(one["name"] ?? one["value"]), label: text(one["label"]) || text(one["name"]) } : { value: text(one), label: wordFor(text(one)) }));
}

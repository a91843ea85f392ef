import { Checkbox, MultiSelect, NumberInput, Select, TagsInput, TextInput, Textarea } from "@mantine/core";
import { useForm, useSaid } from "@/features/builder/fields/form-world";
import { Frame } from "@/features/builder/fields/frame";
import { text, texts } from "@/features/builder/fields/model/form";
import type { SettingProps } from "@/features/builder/fields/setting";

export function TextSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled } = useForm();
  const { wrong } = useSaid(path);
  const common = { "aria-label": field.title, disabled, error: wrong !== "", value: text(value === undefined ? field.fallback : value) };
  return (
    <Frame field={field} path={path}>
      {field.widget === "long_text"
        ? <Textarea {...common} autosize minRows={3} maxRows={14} onChange={(event) => onChange(event.currentTarget.value)} />
        : <TextInput {...common} onChange={(event) => onChange(event.currentTarget.value)} />}
    </Frame>
  );
}

export function NumberSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled } = useForm();
  const { wrong } = useSaid(path);
  const now = value === undefined ? field.fallback : value;
  const isWhole = field.schema["type"] === "integer";
  const bound = (name: string) => (typeof field.schema[name] === "number" ? { [name === "minimum" ? "min" : "max"]: field.schema[name] } : {});
  return (
    <Frame field={field} path={path}>
      <NumberInput
        aria-label={field.title} disabled={disabled} error={wrong !== ""} allowDecimal={!isWhole} {...bound("minimum")} {...bound("maximum")}
        value={typeof now === "number" || typeof now === "string" ? now : ""}
        onChange={(next) => onChange(next === "" ? null : Number(next))}
      />
    </Frame>
  );
}

export function CheckboxSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled } = useForm();
  const { wrong } = useSaid(path);
  const checked = typeof value === "boolean" ? value : field.fallback === true;
  return (
    <Checkbox
      label={field.title} description={field.description || undefined} error={wrong || undefined} disabled={disabled} data-setting={path}
      checked={checked} onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

export function ChoiceSetting({ field, path, value, onChange, options = field.options }: SettingProps & { options?: { value: string; label: string }[] }) {
  const { disabled } = useForm();
  const { wrong } = useSaid(path);
  if (field.more["many"] === true) return <ChoicesSetting {...{ field, path, value, onChange }} />;
  const chosen = text(value) || text(field.fallback);
  const known = chosen === "" || options.some((one) => one.value === chosen);
  return (
    <Frame field={field} path={path}>
      <Select
        aria-label={field.title} placeholder={options.length === 0 ? "Nothing to choose from yet" : "Choose"} disabled={disabled} error={wrong !== ""}
        allowDeselect={!field.required} searchable={options.length > 8}
        data={known ? options : [...options, { value: chosen, label: `${chosen} (not offered)` }]}
        value={chosen || null} onChange={(next) => onChange(next ?? "")}
      />
    </Frame>
  );
}

/** Several of the choices. */
function ChoicesSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled } = useForm();
  const { wrong } = useSaid(path);
  return (
    <Frame field={field} path={path}>
      <MultiSelect aria-label={field.title} disabled={disabled} error={wrong !== ""} data={field.options} value={texts(value ?? field.fallback)} onChange={onChange} />
    </Frame>
  );
}

/** The path of a list among the values from before; another one can be written. */
export function ListSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled, pills } = useForm();
  const { wrong } = useSaid(path);
  const lists = [...new Map(pills.filter(({ type }) => type === "line_items" || type === "list").map((pill) => [pill.path, { value: pill.path, label: pill.group ? `${pill.label} · ${pill.group}` : pill.label }])).values()];
  const chosen = text(value);
  const known = chosen === "" || lists.some((one) => one.value === chosen);
  return (
    <Frame field={field} path={path}>
      <Select
        aria-label={field.title} searchable clearable={!field.required} clearButtonProps={{ "aria-label": `Clear ${field.title}` }} disabled={disabled} error={wrong !== ""}
        placeholder={lists.length > 0 ? (field.required ? "Choose a list" : "None") : "No step before gives a list"}
        data={known ? lists : [...lists, { value: chosen, label: chosen }]} value={chosen || null} onChange={(next) => onChange(next ?? "")}
      />
    </Frame>
  );
}

/** A list of texts: addresses, tags. */
export function TextsSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled } = useForm();
  const { wrong } = useSaid(path);
  return (
    <Frame field={field} path={path}>
      <TagsInput aria-label={field.title} placeholder="Enter after each" disabled={disabled} error={wrong !== ""} value={texts(value)} onChange={onChange} />
    </Frame>
  );
}

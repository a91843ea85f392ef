import { Group, NumberInput, Select } from "@mantine/core";
import { useForm, useSaid } from "@/features/builder/fields/form-world";
import { Frame } from "@/features/builder/fields/frame";
import { isObject, text, texts } from "@/features/builder/fields/model/form";
import type { SettingProps } from "@/features/builder/fields/setting";

const UNITS = ["minutes", "hours", "days"];

/** How long: an amount and its unit. Without an amount there is no time at all. */
export function DurationSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled } = useForm();
  const { wrong } = useSaid(path);
  const properties = isObject(field.schema["properties"]) ? field.schema["properties"] : {};
  const offered = isObject(properties["unit"]) ? texts(properties["unit"]["enum"]) : [];
  const units = offered.length > 0 ? offered : UNITS;
  const held = isObject(value) ? value : value === undefined && isObject(field.fallback) ? field.fallback : {};
  const unit = text(held["unit"]) || (units.includes("days") ? "days" : (units[0] ?? ""));
  const amount = typeof held["amount"] === "number" ? held["amount"] : undefined;
  return (
    <Frame field={field} path={path}>
      <Group gap="xs" wrap="nowrap">
        <NumberInput
          aria-label={field.title} min={1} allowDecimal={false} disabled={disabled} error={wrong !== ""} style={{ flex: 1 }} placeholder={field.required ? "" : "No limit"}
          value={amount ?? ""} onChange={(next) => onChange(next === "" ? null : { amount: Number(next), unit })}
        />
        <Select
          aria-label={`Unit of ${field.title}`} w={130} allowDeselect={false} disabled={disabled} data={units} value={unit}
          onChange={(next) => next && onChange({ amount: amount ?? 1, unit: next })}
        />
      </Group>
    </Frame>
  );
}

import { Checkbox, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useForm } from "@/features/builder/fields/form-world";
import { Frame } from "@/features/builder/fields/frame";
import { nextTimes, parseCron, type BusinessDays } from "@/features/builder/fields/model/cron";
import { isObject, text } from "@/features/builder/fields/model/form";
import { START, WEEKDAYS, cronOf, plainOf, scheduleSentence, type Plain, type Rhythm } from "@/features/builder/fields/model/schedule-words";
import { ZONES, isZone } from "@/features/builder/fields/model/zones";
import type { SettingProps } from "@/features/builder/fields/setting";

const RHYTHMS: { value: Rhythm; label: string }[] = [
  { value: "minutes", label: "Every few minutes" }, { value: "hourly", label: "Every hour" }, { value: "daily", label: "Every day" },
  { value: "weekly", label: "On days of the week" }, { value: "monthly", label: "Once a month" }, { value: "own", label: "As cron" },
];
const BUSINESS = [
  { value: "any", label: "On any day" }, { value: "only", label: "On Monday to Friday only" }, { value: "next", label: "Weekends move to Monday" },
];
const SHOWN = 3;
const MONDAY_FIRST = [1, 2, 3, 4, 5, 6, 0];

/** When it is due: in plain words, with the next times. */
export function ScheduleSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled } = useForm();
  const held = isObject(value) ? value : {};
  const cron = text(held["cron"]) || cronOf(START);
  const zone = text(held["time_zone"]) || "UTC";
  const businessDays = (text(held["business_days"]) || "any") as BusinessDays;
  const [own, setOwn] = useState(false);
  const plain = own ? { ...plainOf(cron), rhythm: "own" as const } : plainOf(cron);
  const country = text(held["country"]);
  const set = (next: Partial<{ cron: string; time_zone: string; business_days: string; country: string }>) => {
    const whole = { cron, time_zone: zone, business_days: businessDays, country, ...next };
    // Holidays are of no matter to what runs on any day.
    const { country: kept, ...rest } = whole;
    onChange(kept && rest.business_days !== "any" ? { ...rest, country: kept } : rest);
  };
  const change = (next: Partial<Plain>) => {
    const changed = { ...plain, ...next };
    setOwn(changed.rhythm === "own");
    if (changed.rhythm !== "own") set({ cron: cronOf(changed) });
  };
  const wrong = parseCron(cron);
  return (
    <Frame field={field} path={path}>
      <Stack gap="xs" mt={4}>
        <Select aria-label="How often" data={RHYTHMS} value={plain.rhythm} allowDeselect={false} disabled={disabled} onChange={(next) => change({ rhythm: (next ?? "daily") as Rhythm })} />
        <Times plain={plain} disabled={disabled} onChange={change} />
        {plain.rhythm === "own" && (
          <TextInput
            aria-label="Cron" description="Minute, hour, day of the month, month, day of the week" disabled={disabled} value={cron} error={typeof wrong === "string" ? wrong : undefined}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }} onChange={(event) => set({ cron: event.currentTarget.value })}
          />
        )}
        <Group grow gap="xs" align="flex-start">
          <Select aria-label="Time zone" searchable data={ZONES} value={zone} allowDeselect={false} disabled={disabled} onChange={(next) => set({ time_zone: next ?? "UTC" })} />
          <Select aria-label="Business days" data={BUSINESS} value={businessDays} allowDeselect={false} disabled={disabled} onChange={(next) => set({ business_days: next ?? "any" })} />
        </Group>
        {businessDays !== "any" && (
          <TextInput
            label="Public holidays of" description="A country, or a part of it: GB, GB-SCT, DE-BY. Empty: weekends only." w={220} maxLength={12} disabled={disabled}
            value={country} onChange={(event) => set({ country: event.currentTarget.value.trim().toUpperCase() })}
          />
        )}
        {/* Holidays are known on the server only, which says when it is due next. */}
        {typeof wrong !== "string" && country === "" && <Coming cron={cron} zone={zone} businessDays={businessDays} />}
        {value === null && !disabled && <Text size="xs" c="dimmed">Not kept yet: choose how often.</Text>}
      </Stack>
    </Frame>
  );
}

function Times({ plain, disabled, onChange }: { plain: Plain; disabled: boolean; onChange: (next: Partial<Plain>) => void }) {
  const number = (label: string, value: number, { name, min, max }: { name: "every" | "minute" | "day"; min: number; max: number }) => (
    <NumberInput label={label} w={150} min={min} max={max} allowDecimal={false} clampBehavior="strict" disabled={disabled} value={value} onChange={(next) => next !== "" && onChange({ [name]: Number(next) })} />
  );
  const at = (
    <TextInput
      label="At" type="time" w={120} disabled={disabled} value={`${String(plain.hour).padStart(2, "0")}:${String(plain.minute).padStart(2, "0")}`}
      onChange={(event) => {
        const [hour, minute] = event.currentTarget.value.split(":").map(Number);
        if (hour !== undefined && minute !== undefined && !Number.isNaN(minute)) onChange({ hour, minute });
      }}
    />
  );
  switch (plain.rhythm) {
    case "minutes": return number("Minutes between", plain.every, { name: "every", min: 1, max: 59 });
    case "hourly": return number("Minutes past the hour", plain.minute, { name: "minute", min: 0, max: 59 });
    case "daily": return at;
    case "monthly": return <Group gap="xs" align="flex-end">{number("Day of the month", plain.day, { name: "day", min: 1, max: 31 })}{at}</Group>;
    case "weekly": return (
      <Stack gap="xs">
        <Checkbox.Group aria-label="Days of the week" value={plain.weekdays.map(String)} onChange={(days) => days.length > 0 && onChange({ weekdays: days.map(Number) })}>
          <Group gap="sm">{MONDAY_FIRST.map((day) => <Checkbox key={day} value={String(day)} label={WEEKDAYS[day]?.slice(0, 3)} aria-label={WEEKDAYS[day]} disabled={disabled} />)}</Group>
        </Checkbox.Group>
        {at}
      </Stack>
    );
    case "own": return null;
  }
}

function Coming({ cron, zone, businessDays }: { cron: string; zone: string; businessDays: BusinessDays }) {
  // The list is as of the moment at which the schedule was last changed.
  const times = useMemo(() => {
    const parsed = parseCron(cron);
    return typeof parsed === "string" || !isZone(zone) ? [] : nextTimes(parsed, { after: new Date(), zone, businessDays, count: SHOWN });
  }, [cron, zone, businessDays]);
  const format = useMemo(() => new Intl.DateTimeFormat("en-GB", { timeZone: isZone(zone) ? zone : "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }), [zone]);
  return (
    <div role="note" aria-label="What the schedule says">
      <Text size="sm">{scheduleSentence({ cron, businessDays, zone })}</Text>
      <Text size="xs" c="dimmed">{times.length > 0 ? `Next: ${times.map((time) => format.format(time)).join(" · ")}` : "It is never due in the next three years."}</Text>
    </div>
  );
}

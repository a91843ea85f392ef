import { Group, MultiSelect, NumberInput, Radio, Select, TextInput } from "@mantine/core";
import { useAlertKinds } from "@/api/alerts";
import { useAutomationList } from "@/api/automation-drafts";
import { useConnections } from "@/api/connections";
import { asProblem } from "@/api/problem";
import { WEEKDAYS, type AlertKind, type Terms } from "@/features/alerts/model/rules";
import { wordFor } from "@/lib/words";

interface Props {
  terms: Terms;
  /** What is wrong, by the name of the setting: "settings.amount". */
  fields: Record<string, string>;
  onChange: (terms: Partial<Terms>) => void;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, "0")}:00` }));
const DAYS = [{ value: "day", label: "Every day" }, ...WEEKDAYS.map((label, day) => ({ value: String(day), label: `Every ${label}` }))];
const ZONES = Intl.supportedValuesOf("timeZone");
const WORKSPACE_ZONE = "";

/** The settings of the kind that was chosen. */
export function AlertTerms({ kind, ...rest }: Props & { kind: AlertKind }) {
  switch (kind) {
    case "run_failed":
      return <Automations {...rest} />;
    case "exception":
      return <Causes {...rest} />;
    case "overdue":
      return <Overdue {...rest} />;
    case "expiring":
      return <NumberInput label="Days before" description="From one to sixty." min={1} max={60} allowDecimal={false} clampBehavior="strict" w={160} value={rest.terms.days} error={rest.fields["settings.days"]} onChange={(days) => rest.onChange({ days: Number(days) || 1 })} />;
    case "digest":
      return <Digest {...rest} />;
    case "broken":
      return null;
  }
}

function Automations({ terms, fields, onChange }: Props) {
  const automations = useAutomationList({});
  return (
    <MultiSelect
      label="Automations" description="None chosen: whatever runs, imports and syncs too." placeholder={terms.automations.length > 0 ? "" : "Any"} searchable clearable
      clearButtonProps={{ "aria-label": "Clear automations" }} data={(automations.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={terms.automations} error={fields["settings.automations"]} onChange={(chosen) => onChange({ automations: chosen })}
    />
  );
}

/** By what they have in common; what a rule names and is not known any more stays to be taken out. */
function Causes({ terms, fields, onChange }: Props) {
  const kinds = useAlertKinds();
  const groups = kinds.data?.items.flatMap(({ causes }) => causes) ?? [];
  const known = new Set(groups.flatMap(({ causes }) => Object.keys(causes)));
  const others = terms.causes.filter((cause) => !known.has(cause));
  const items = (causes: [string, string][]) => causes.map(([value, label]) => ({ value, label }));
  return (
    <MultiSelect
      label="Causes" description="None chosen: any cause." placeholder={terms.causes.length > 0 ? "" : "Any"} searchable clearable clearButtonProps={{ "aria-label": "Clear causes" }}
      data={[...groups.map(({ group, causes }) => ({ group, items: items(Object.entries(causes)) })), ...(others.length > 0 ? [{ group: "Others", items: items(others.map((cause) => [cause, wordFor(cause)])) }] : [])]}
      value={terms.causes} error={kinds.error ? `${asProblem(kinds.error).message} ${asProblem(kinds.error).remedy}` : fields["settings.causes"]} onChange={(causes) => onChange({ causes })}
    />
  );
}

function Overdue({ terms, fields, onChange }: Props) {
  const connections = useConnections();
  const ledgers = (connections.data?.items ?? []).map(({ id, organisation_name }) => ({ value: id, label: organisation_name }));
  return (
    <>
      <Radio.Group label="Whose" value={terms.side} onChange={(side) => onChange({ side: side === "payable" ? "payable" : "receivable" })}>
        <Group mt={4}><Radio value="receivable" label="What customers owe" /><Radio value="payable" label="What is owed to suppliers" /></Group>
      </Radio.Group>
      <Group align="flex-start" grow>
        <TextInput label="More than" inputMode="decimal" value={terms.amount} error={fields["settings.amount"]} onChange={(event) => onChange({ amount: event.currentTarget.value })} />
        <TextInput label="Currency" placeholder="GBP" maxLength={3} required withAsterisk={false} value={terms.currency} error={fields["settings.currency"]} onChange={(event) => onChange({ currency: event.currentTarget.value.toUpperCase() })} />
      </Group>
      <Radio.Group label="Counted" value={terms.each_contact ? "each" : "all"} onChange={(counted) => onChange({ each_contact: counted === "each" })}>
        <Group mt={4}><Radio value="each" label="For each contact" /><Radio value="all" label="For all together" /></Group>
      </Radio.Group>
      <Select label="Ledger" placeholder="Any" clearable clearButtonProps={{ "aria-label": "Clear ledger" }} data={ledgers} value={terms.connection || null} error={fields["settings.connection"]} onChange={(connection) => onChange({ connection: connection ?? "" })} />
    </>
  );
}

function Digest({ terms, fields, onChange }: Props) {
  const day = terms.every === "day" ? "day" : String(terms.weekday);
  return (
    <Group align="flex-start" grow>
      <Select label="Day" data={DAYS} allowDeselect={false} value={day} onChange={(next) => onChange(next === "day" || next === null ? { every: "day" } : { every: "week", weekday: Number(next) })} />
      <Select label="Hour" data={HOURS} allowDeselect={false} value={String(terms.hour)} onChange={(hour) => onChange({ hour: Number(hour ?? 8) })} />
      <Select
        label="Time zone" searchable data={[{ value: WORKSPACE_ZONE, label: "The workspace's" }, ...ZONES.map((zone) => ({ value: zone, label: zone }))]} allowDeselect={false}
        value={terms.zone} error={fields["settings.zone"]} onChange={(zone) => onChange({ zone: zone ?? "" })}
      />
    </Group>
  );
}

import { Button, Group, Menu, Select, Stack, Text, TextInput, Textarea } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { LookupTable } from "@/features/accounting/lookup-table";
import { RULE_NAMES, emptyRule, partsOfText, standIn, textOfParts, withStandIn, type Rule, type RuleKind } from "@/features/accounting/model/rules";

export interface Option {
  value: string;
  label: string;
}

export interface Sources {
  /** The fields that a rule can read here. */
  fields: Option[];
  /** Values that a field of the record can have, by its key. */
  choices: Record<string, string[]>;
  /** What the ledger has for this field: accounts, tax codes; empty for free text. */
  values: Option[];
}

interface Props {
  label: string;
  rule: Rule | null;
  required: boolean;
  sources: Sources;
  onChange: (rule: Rule | null) => void;
}

const KINDS: RuleKind[] = ["none", "field", "text", "fixed", "lookup", "formula"];

/** Where the value of one field comes from. */
export function RuleEditor({ label, rule, required, sources, onChange }: Props) {
  const kind: RuleKind = rule?.kind ?? "none";
  const shown = KINDS.filter((one) => one !== "none" || !required || kind === "none");
  const kinds = kind === "choose" ? [...shown, kind] : shown;
  return (
    <Group gap="xs" align="flex-start" wrap="wrap" style={{ flex: "1 1 280px" }}>
      <Select
        aria-label={`Source of ${label}`}
        w={150}
        allowDeselect={false}
        data={kinds.map((value) => ({ value, label: RULE_NAMES[value] }))}
        value={kind}
        onChange={(value) => onChange(emptyRule((value ?? "none") as RuleKind, rule))}
      />
      <div style={{ flex: "1 1 200px", minWidth: 0 }}>{rule && <Editor label={label} rule={rule} sources={sources} onChange={onChange} />}</div>
    </Group>
  );
}

function Editor({ label, rule, sources, onChange }: { label: string; rule: Rule; sources: Sources; onChange: (rule: Rule) => void }) {
  switch (rule.kind) {
    case "field":
      return (
        <Group gap="xs" wrap="wrap">
          <FieldSelect label={`Field for ${label}`} path={rule.path} sources={sources} onChange={(path) => onChange({ ...rule, path })} />
          <ValueInput label={`${label} where it is empty`} placeholder="If empty: nothing" value={standIn(rule)} sources={sources} onChange={(text) => onChange(withStandIn(rule, text))} />
        </Group>
      );
    case "text":
      return (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <TextInput
            aria-label={`Text for ${label}`}
            placeholder="Order {number}"
            style={{ flex: 1, minWidth: 0 }}
            value={textOfParts(rule.parts)}
            onChange={(event) => onChange({ ...rule, parts: partsOfText(event.currentTarget.value) })}
          />
          <Menu>
            <Menu.Target>
              <Button variant="default" leftSection={<IconPlus size={14} aria-hidden />}>Field</Button>
            </Menu.Target>
            <Menu.Dropdown mah={280} style={{ overflowY: "auto" }}>
              {sources.fields.map(({ value, label: name }) => (
                <Menu.Item key={value} onClick={() => onChange({ ...rule, parts: [...rule.parts, { path: value }] })}>{name}</Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </Group>
      );
    case "fixed":
      return <ValueInput label={`Value for ${label}`} placeholder="Always this" value={rule.value ?? ""} sources={sources} onChange={(value) => onChange({ ...rule, value })} />;
    case "lookup":
      return (
        <Stack gap="xs">
          <Group><FieldSelect label={`Field for ${label}`} path={rule.path} sources={sources} onChange={(path) => onChange({ ...rule, path })} /></Group>
          <LookupTable label={label} rule={rule} sources={sources} onChange={onChange} />
        </Stack>
      );
    case "formula":
      return (
        <Textarea
          aria-label={`Formula for ${label}`}
          placeholder="round(price * 1.2, 2)"
          autosize
          minRows={1}
          value={rule.source}
          onChange={(event) => onChange({ ...rule, source: event.currentTarget.value })}
        />
      );
    case "choose":
      return (
        <Text size="sm" py={6}>
          {rule.cases.length === 1 ? "By a condition. Choose another source to replace it." : `By the first of ${rule.cases.length} conditions that is met. Choose another source to replace them.`}
        </Text>
      );
  }
}

function FieldSelect({ label, path, sources, onChange }: { label: string; path: string; sources: Sources; onChange: (path: string) => void }) {
  const known = sources.fields.some(({ value }) => value === path);
  const data = known || !path ? sources.fields : [...sources.fields, { value: path, label: `${path} (missing)` }];
  return (
    <Select
      aria-label={label}
      placeholder="Choose a field"
      searchable
      style={{ flex: "1 1 150px" }}
      data={data}
      value={path || null}
      error={path !== "" && !known}
      onChange={(value) => onChange(value ?? "")}
    />
  );
}

/** Free text, or a choice of what the ledger has. */
export function ValueInput({ label, placeholder, value, sources, onChange }: { label: string; placeholder: string; value: string; sources: Sources; onChange: (value: string) => void }) {
  if (sources.values.length === 0) {
    return (
      <TextInput
        aria-label={label}
        placeholder={placeholder}
        style={{ flex: "1 1 120px" }}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const known = value === "" || sources.values.some((one) => one.value === value);
  return (
    <Select
      aria-label={label}
      placeholder={placeholder}
      searchable
      clearable
      style={{ flex: "1 1 150px" }}
      data={known ? sources.values : [...sources.values, { value, label: `${value} (not offered)` }]}
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? "")}
    />
  );
}

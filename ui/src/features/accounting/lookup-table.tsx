import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { ValueInput, type Sources } from "@/features/accounting/rule-editor";
import { standIn, withStandIn, type Rule } from "@/features/accounting/model/rules";

type Lookup = Extract<Rule, { kind: "lookup" }>;

interface Props {
  label: string;
  rule: Lookup;
  sources: Sources;
  onChange: (rule: Rule) => void;
}

/** Which value of the record is which of the ledger, a row each; with a value for everything else. */
export function LookupTable({ label, rule, sources, onChange }: Props) {
  // A row whose left side is still empty has no place in the table yet.
  const [fresh, setFresh] = useState("");
  const rows = Object.entries(rule.table);
  const change = (table: Record<string, string>) => onChange({ ...rule, table });
  const missing = (sources.choices[rule.path] ?? []).filter((choice) => !(choice in rule.table));
  const add = () => {
    if (fresh.trim() === "") return;
    change({ ...rule.table, [fresh.trim()]: "" });
    setFresh("");
  };
  return (
    <Stack gap={6}>
      {rows.map(([key, value]) => (
        <Group key={key} gap="xs" wrap="nowrap">
          <Text size="sm" style={{ flex: "0 1 130px", minWidth: 60, overflowWrap: "anywhere" }}>{key}</Text>
          <ValueInput label={`${label} for ${key}`} placeholder="is in the ledger" value={value} sources={sources} onChange={(text) => change({ ...rule.table, [key]: text })} />
          <ActionIcon aria-label={`Remove ${key}`} onClick={() => change(Object.fromEntries(rows.filter(([one]) => one !== key)))}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group gap="xs" wrap="wrap">
        <TextInput
          aria-label={`Another value for ${label}`}
          placeholder="Value of the record"
          value={fresh}
          onChange={(event) => setFresh(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add();
          }}
        />
        <Button variant="default" leftSection={<IconPlus size={14} aria-hidden />} disabled={fresh.trim() === ""} onClick={add}>Add</Button>
        {missing.length > 0 && (
          <Button variant="subtle" onClick={() => change({ ...rule.table, ...Object.fromEntries(missing.map((one) => [one, ""])) })}>
            Add the {missing.length} choices
          </Button>
        )}
      </Group>
      <Group gap="xs" wrap="nowrap">
        <Text size="sm" c="dimmed" style={{ flex: "0 1 130px", minWidth: 60 }}>All others</Text>
        <ValueInput label={`${label} for all others`} placeholder="nothing" value={standIn(rule)} sources={sources} onChange={(text) => onChange(withStandIn(rule, text))} />
      </Group>
    </Stack>
  );
}

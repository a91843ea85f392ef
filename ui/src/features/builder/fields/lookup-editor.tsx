import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useSinglePills } from "@/features/builder/fields/form-world";
import type { LookupRule, ValueRule } from "@/features/builder/fields/model/value-rules";
import { RuleInput } from "@/features/builder/fields/rule-input";

interface Props {
  label: string;
  rule: LookupRule;
  depth: number;
  onChange: (rule: ValueRule) => void;
}

/** Which value becomes which, a row each. */
export function LookupEditor({ label, rule, depth, onChange }: Props) {
  const { pills, disabled } = useSinglePills();
  // A row without its left side has no place in the table yet.
  const [fresh, setFresh] = useState("");
  const rows = Object.entries(rule.table);
  const offered = [...new Map(pills.map(({ path, label: name, group }) => [path, { value: path, label: group ? `${name} · ${group}` : name }])).values()];
  const known = rule.path === "" || offered.some(({ value }) => value === rule.path);
  const add = () => {
    if (fresh.trim() === "") return;
    onChange({ ...rule, table: { ...rule.table, [fresh.trim()]: "" } });
    setFresh("");
  };
  return (
    <Stack gap={6} role="group" aria-label={`${label} by a table`}>
      <Select
        aria-label={`Value looked up for ${label}`} placeholder="Look up which value?" searchable disabled={disabled}
        data={known ? offered : [...offered, { value: rule.path, label: `${rule.path} (missing)` }]} value={rule.path || null} error={!known}
        onChange={(path) => onChange({ ...rule, path: path ?? "" })}
      />
      {rows.map(([key, value]) => (
        <Group key={key} gap="xs" wrap="nowrap">
          <Text size="sm" style={{ flex: "0 1 40%", minWidth: 50, overflowWrap: "anywhere" }}>{key}</Text>
          <TextInput
            aria-label={`${label} for ${key}`} style={{ flex: 1, minWidth: 60 }} disabled={disabled} value={value}
            onChange={(event) => onChange({ ...rule, table: { ...rule.table, [key]: event.currentTarget.value } })}
          />
          <ActionIcon aria-label={`Remove ${key}`} disabled={disabled} onClick={() => onChange({ ...rule, table: Object.fromEntries(rows.filter(([one]) => one !== key)) })}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group gap="xs" wrap="nowrap">
        <TextInput
          aria-label={`Another value for ${label}`} placeholder="Value" style={{ flex: 1, minWidth: 60 }} disabled={disabled} value={fresh}
          onChange={(event) => setFresh(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add();
          }}
        />
        <Button variant="default" leftSection={<IconPlus size={14} aria-hidden />} disabled={disabled || fresh.trim() === ""} onClick={add}>Add row</Button>
      </Group>
      <div>
        <Text size="xs" fw={650} c="dimmed" mb={4}>All others</Text>
        <RuleInput label={`${label} for all others`} rule={rule.otherwise ?? null} depth={depth} placeholder="Nothing" onChange={(otherwise) => onChange({ ...rule, otherwise })} />
      </div>
    </Stack>
  );
}

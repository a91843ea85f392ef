import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import type { RuleGroupType } from "react-querybuilder";
import { useCount } from "@/api/automation-tests";
import { asProblem } from "@/api/problem";
import { ConditionBuilder } from "@/components/conditions/condition-builder";
import type { ConditionField } from "@/components/conditions/condition-fields";
import type { Json } from "@/features/builder/model/types";
import { conditionText } from "@/features/builder/model/words";
import { finished } from "@/lib/conditions";
import { counted } from "@/lib/words";

interface Props {
  label: string;
  value: Json | undefined;
  fields: ConditionField[];
  /** Of whose records it is said how many match now; "" for none. */
  collection?: string;
  disabled: boolean;
  onChange: (condition: Json) => void;
}

const EMPTY: RuleGroupType = { combinator: "and", rules: [] };
const PAUSE_MS = 400;

/** Conditions as they are built, with their sentence; what is finished of them is kept. */
export function ConditionEditor({ label, value, fields, collection = "", disabled, onChange }: Props) {
  const kept = JSON.stringify(value ?? null);
  const [draft, setDraft] = useState({ query: groupOf(value), kept });
  // Undone, or another step: what is kept counts.
  if (draft.kept !== kept) setDraft({ query: groupOf(value), kept });
  const change = (query: RuleGroupType) => {
    const done = (finished(query) ?? null) as Json;
    setDraft({ query, kept: JSON.stringify(done) });
    if (JSON.stringify(done) !== kept) onChange(done);
  };
  const sentence = conditionText(value);
  return (
    <fieldset disabled={disabled} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <ConditionBuilder label={label} fields={fields} query={draft.query} compares onChange={change} />
      {sentence && <Text size="xs" c="dimmed" mt={6}>{sentence}</Text>}
      {collection && value !== null && value !== undefined && <Matches collection={collection} condition={value} />}
    </fieldset>
  );
}

/** "14 of 220 records match now", with some of them. */
function Matches({ collection, condition }: { collection: string; condition: Json }) {
  const [settled] = useDebouncedValue(condition, PAUSE_MS);
  const count = useCount(collection, settled as Record<string, unknown> | null);
  if (count.error) return <Text size="xs" c="var(--tone-red)" mt={4}>{asProblem(count.error).message} {asProblem(count.error).remedy}</Text>;
  if (!count.data) return <Text size="xs" c="dimmed" mt={4} role="status">Counting…</Text>;
  const { matching, of, examples } = count.data;
  const few = examples.slice(0, 3).map(({ title, key }) => title || key).join(", ");
  return (
    <Text size="xs" mt={4} role="status">
      <b>{matching.toLocaleString("en-GB")} of {counted(of, "record")}</b> {matching === 1 ? "matches" : "match"} now{few ? `, such as ${few}` : ""}.
    </Text>
  );
}

function groupOf(value: Json | undefined): RuleGroupType {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return EMPTY;
  if (Array.isArray(value["rules"])) return value as unknown as RuleGroupType;
  return "field" in value ? ({ combinator: "and", rules: [value] } as unknown as RuleGroupType) : EMPTY;
}

/** The values from before as what conditions can be about. */
export function useConditionFields(pills: readonly { path: string; label: string; type: string; group: string }[]): ConditionField[] {
  return useMemo(() => pills.map(({ path, label, type, group }) => ({ name: path, label: group ? `${label} · ${group}` : label, kind: type, options: [] })), [pills]);
}

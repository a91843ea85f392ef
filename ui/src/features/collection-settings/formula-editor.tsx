import { Code, Group, Text, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect } from "react";
import { useCheckFormula } from "@/api/collection-settings";
import type { Collection } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";

interface Props {
  collection: Collection;
  source: string;
  error: string | undefined;
  onChange: (source: string) => void;
}

const WAIT_MS = 300;

/** A formula with what it comes to for a real record, or where it is wrong. */
export function FormulaEditor({ collection, source, error, onChange }: Props) {
  const [settled] = useDebouncedValue(source, WAIT_MS);
  const { workspace_id } = useWorkspacePath();
  const { mutate, data } = useCheckFormula();
  useEffect(() => {
    if (settled.trim() !== "") mutate({ params: { path: { workspace_id, key: collection.key } }, body: { source: settled } });
  }, [settled, mutate, workspace_id, collection.key]);
  const told = settled.trim() !== "" && settled === source ? data : undefined;
  const names = collection.fields.filter(({ type }) => type !== "attachment").map(({ key }) => key);
  return (
    <div>
      <Textarea
        label="Formula" required autosize minRows={2} value={source} spellCheck={false} styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        description={'Such as round(net * 0.2, 2), sum(lines, quantity * unit_price), if(paid, "yes", "no") or first & " " & last.'}
        error={told?.error || (told ? undefined : error)} onChange={(event) => onChange(event.currentTarget.value)}
      />
      {told?.error && (
        <Text size="sm" component="div" mt={4}>
          <Code>{source.slice(0, told.start)}<mark>{source.slice(told.start, told.end) || " "}</mark>{source.slice(told.end)}</Code>
        </Text>
      )}
      {told && !told.error && told.record && (
        <Text size="sm" c="dimmed" mt={4} role="status">{told.record}: {told.value || "empty"}</Text>
      )}
      <Group gap={4} mt={6} aria-label="Fields of the formula">{names.map((name) => <Code key={name}>{name}</Code>)}</Group>
    </div>
  );
}

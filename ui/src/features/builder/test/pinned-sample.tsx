import { Button, Group, JsonInput, Stack, Text } from "@mantine/core";
import { IconPin, IconPinnedOff } from "@tabler/icons-react";
import { useState } from "react";
import type { Json } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";

interface Props {
  /** Of the step, or TRIGGER. */
  id: string;
  /** What can be pinned now. */
  fresh: unknown;
}

/** What tests of later steps take for this step's result, instead of working it out. Runs never see it. */
export function PinnedSample({ id, fresh }: Props) {
  const { definition, change, readOnly } = useBuilder();
  const pinned = definition.samples[id];
  const pin = (sample: Json, mark = "") => change({ type: "set_sample", id, sample }, mark);
  return (
    <Stack gap="xs" component="section" aria-label="Pinned sample">
      <Text size="sm" fw={600}>Pinned sample</Text>
      {pinned === undefined
        ? <Text size="sm" c="dimmed">Nothing is pinned. A pinned result is what tests of the steps after this one see; runs never use it.</Text>
        : <SampleEditor key={id} value={pinned} disabled={readOnly} onChange={(sample) => pin(sample, `sample:${id}`)} />}
      <Group gap="xs">
        <Button size="compact-sm" variant="default" leftSection={<IconPin size={14} aria-hidden />} disabled={readOnly || fresh === undefined || fresh === null} onClick={() => pin(fresh as Json)}>
          {pinned === undefined ? "Pin this result" : "Pin the new result"}
        </Button>
        {pinned !== undefined && (
          <Button size="compact-sm" variant="default" leftSection={<IconPinnedOff size={14} aria-hidden />} disabled={readOnly} onClick={() => pin(null)}>Unpin</Button>
        )}
      </Group>
    </Stack>
  );
}

function SampleEditor({ value, disabled, onChange }: { value: Json; disabled: boolean; onChange: (value: Json) => void }) {
  const kept = JSON.stringify(value, null, 2);
  const [draft, setDraft] = useState({ text: kept, kept });
  if (draft.kept !== kept) setDraft({ text: kept, kept });
  const read = parsed(draft.text);
  return (
    <JsonInput
      aria-label="Pinned sample" autosize minRows={3} maxRows={14} disabled={disabled} value={draft.text}
      error={read === undefined ? "This is not JSON yet; it is kept as soon as it is." : undefined}
      onChange={(text) => {
        const next = parsed(text);
        setDraft({ text, kept: next === undefined ? kept : JSON.stringify(next, null, 2) });
        if (next !== undefined && next !== null) onChange(next);
      }}
    />
  );
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

import { Checkbox, Group, Stack, Text } from "@mantine/core";
import type { DocumentDraft } from "@/api/types";
import type { Choice } from "@/features/documents/model/wish";

interface Props {
  draft: DocumentDraft;
  choice: Choice;
  onChange: (choice: Choice) => void;
}

/** Files of the record that travel with the document. */
export function FilesToSend({ draft, choice, onChange }: Props) {
  if (draft.files.length === 0) return null;
  const toggle = (id: string, on: boolean) => onChange({ ...choice, files: on ? [...choice.files, id] : choice.files.filter((one) => one !== id) });
  return (
    <Stack gap={6} role="group" aria-label="Files">
      <Text size="sm" fw={550}>Attach to it in {draft.provider_name}</Text>
      <Group gap="md">
        {draft.files.map((file) => (
          <Checkbox
            key={file.id}
            size="sm"
            label={file.name}
            description={file.refusal || undefined}
            disabled={file.refusal !== ""}
            checked={choice.files.includes(file.id)}
            onChange={(event) => toggle(file.id, event.currentTarget.checked)}
          />
        ))}
      </Group>
    </Stack>
  );
}

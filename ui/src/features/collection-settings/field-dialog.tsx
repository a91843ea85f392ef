import { Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useAddField, useChangeField } from "@/api/collection-settings";
import { asProblem } from "@/api/problem";
import type { Collection, Field } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { DefaultInput } from "@/features/collection-settings/default-input";
import { FieldOptions } from "@/features/collection-settings/field-options";
import {
  EMPTY, TYPE_CHOICES, TYPE_NAMES, bodyOfDraft, draftOf, mayBeRequired, mayBeUnique, mayHaveDefault, type FieldDraft,
} from "@/features/collection-settings/model/field-draft";

interface Props {
  collection: Collection;
  /** The one that is changed; a new one without it. */
  field?: Field;
  /** What a new one begins with. */
  begin?: Partial<FieldDraft>;
  onClose: () => void;
}

/** Makes a field, or changes one but for its type. */
export function FieldDialog({ collection, field, begin, onClose }: Props) {
  const [draft, setDraft] = useState<FieldDraft>(() => (field ? draftOf(field) : { ...EMPTY, ...begin }));
  const workspace = useWorkspacePath();
  const add = useAddField();
  const change = useChangeField();
  const error = add.error ?? change.error;
  const problem = error ? asProblem(error) : undefined;
  const wrong = problem?.fields ?? {};
  const set = (part: Partial<FieldDraft>) => setDraft((before) => ({ ...before, ...part }));
  const done = () => {
    notifyDone(`Saved ${draft.name.trim()}`);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const path = { ...workspace, key: collection.key };
    if (field) change.mutate({ params: { path: { ...path, field: field.key } }, body: bodyOfDraft(draft) }, { onSuccess: done });
    else add.mutate({ params: { path }, body: { ...bodyOfDraft(draft), type: draft.type } }, { onSuccess: done });
  };
  return (
    <Modal opened onClose={onClose} title={field ? `Edit ${field.name}` : "Add a field"} size="lg">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name" required data-autofocus maxLength={100} value={draft.name} error={wrong["name"]}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          {field
            ? <Text size="sm" c="dimmed">Type: {TYPE_NAMES[field.type]}. It is changed by “Change the type” in the menu of the field.</Text>
            : (
              <Select
                label="Type" data={TYPE_CHOICES} value={draft.type} allowDeselect={false} searchable maxDropdownHeight={320} error={wrong["type"]}
                onChange={(type) => type && set({ type: type as FieldDraft["type"], fallback: "" })}
              />
            )}
          <FieldOptions collection={collection} draft={draft} wrong={wrong} onChange={set} />
          {mayHaveDefault(draft) && <DefaultInput draft={draft} error={wrong["default"]} onChange={(fallback) => set({ fallback })} />}
          <TextInput
            label="Hint" description="Stands under the field in forms." maxLength={300} value={draft.hint}
            onChange={(event) => set({ hint: event.currentTarget.value })}
          />
          <Group>
            {mayBeRequired(draft.type) && (
              <Checkbox label="Required" checked={draft.required} onChange={(event) => set({ required: event.currentTarget.checked })} />
            )}
            {mayBeUnique(draft.type) && (
              <Checkbox
                label="Unique: no two records may have the same" checked={draft.unique}
                onChange={(event) => set({ unique: event.currentTarget.checked, fallback: "" })}
              />
            )}
          </Group>
          {wrong["unique"] && <Text size="sm" c="var(--tone-red)">{wrong["unique"]}</Text>}
          {problem && Object.keys(wrong).length === 0 && <Text size="sm" c="var(--tone-red)" role="alert">{problem.message} {problem.remedy}</Text>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" loading={add.isPending || change.isPending} disabled={draft.name.trim() === ""}>Save</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { asProblem } from "@/api/problem";
import type { Collection } from "@/api/types";
import { useCreateView, type SavedView } from "@/api/views";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { notifyDone } from "@/components/notify";
import { arrangementOf } from "@/features/collections/model/views";
import type { RecordsSearch } from "@/lib/records-search";

interface Props {
  collection: Collection;
  search: RecordsSearch;
  opened: boolean;
  onClose: () => void;
  onSaved: (view: SavedView) => void;
}

/** Keeps filter, sort, group and columns of the list under a name. */
export function SaveViewDialog({ collection, search, opened, onClose, onSaved }: Props) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const [isDefault, setDefault] = useState(false);
  const workspace = useWorkspacePath();
  const create = useCreateView();
  const problem = create.error ? asProblem(create.error) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { name, shared, is_default: isDefault, arrangement: arrangementOf(search) };
    create.mutate({ params: { path: { ...workspace, key: collection.key } }, body }, {
      onSuccess: (view) => {
        notifyDone(`Saved ${view.name}`);
        setName("");
        onClose();
        onSaved(view);
      },
    });
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Save as view">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            required
            data-autofocus
            maxLength={100}
            value={name}
            error={problem ? (problem.fields["name"] ?? problem.message) : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Allowed to="edit_records">
            {(disabled) => (
              <Checkbox label="Share with everybody in this workspace" disabled={disabled} checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
            )}
          </Allowed>
          <Checkbox
            label={shared ? "Show everybody this view at first" : "Show me this view at first"}
            checked={isDefault}
            onChange={(event) => setDefault(event.currentTarget.checked)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" disabled={name.trim() === ""} loading={create.isPending}>Save</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useChangeCollection, useDeleteCollection, useDeletion } from "@/api/collection-settings";
import { asProblem } from "@/api/problem";
import type { Collection } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";

/** Name and description of a collection, and the way to delete it. */
export function GeneralPane({ collection }: { collection: Collection }) {
  return (
    <Stack>
      <Naming collection={collection} />
      <Deleting collection={collection} />
    </Stack>
  );
}

function Naming({ collection }: { collection: Collection }) {
  const [name, setName] = useState(collection.name);
  const [description, setDescription] = useState(collection.description);
  const path = { ...useWorkspacePath(), key: collection.key };
  const change = useChangeCollection();
  const problem = change.error ? asProblem(change.error) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ params: { path }, body: { name, description } }, { onSuccess: () => notifyDone(`Saved ${name.trim()}`) });
  };
  return (
    <Panel title="Name">
      <form onSubmit={submit}>
        <Stack maw={560}>
          <TextInput label="Name" required maxLength={100} value={name} error={problem && (problem.fields["name"] ?? problem.message)} onChange={(event) => setName(event.currentTarget.value)} />
          <Textarea label="Description" autosize minRows={2} maxLength={500} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
          <Group>
            <Allowed to="edit_collections" unless={collection.system ? "The ledger fills this collection." : ""}>
              {(disabled) => <Button type="submit" disabled={disabled || name.trim() === ""} loading={change.isPending}>Save</Button>}
            </Allowed>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function Deleting({ collection }: { collection: Collection }) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const path = { ...useWorkspacePath(), key: collection.key };
  const going = useDeletion(collection.key, true);
  const remove = useDeleteCollection();
  const problem = remove.error ? asProblem(remove.error) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    remove.mutate({ params: { path }, body: { name } }, {
      onSuccess: () => {
        notifyDone(`Deleted ${collection.name}`);
        void navigate({ to: "/collections" });
      },
    });
  };
  return (
    <Panel title="Delete this collection">
      <Faces query={going} shape="text">
        {(body) => (
          <form onSubmit={submit}>
            <Stack maw={560}>
              {body.hindrances.length > 0
                ? <Notice tone="amber" title="It cannot be deleted now">{body.hindrances.map((one) => <div key={one}>{one}</div>)}</Notice>
                : (
                  <Text size="sm">
                    {body.records === 0 ? "It is empty." : `With it go ${body.sentence}, for good.`}
                    {body.links > 0 && " Nothing at the ledger changes: what was linked there stays, without its record here."}
                  </Text>
                )}
              {body.records > 0 && body.hindrances.length === 0 && (
                <TextInput label={`Write ${collection.name} to confirm`} value={name} onChange={(event) => setName(event.currentTarget.value)} />
              )}
              {problem && <Text size="sm" c="var(--tone-red)" role="alert">{problem.message} {problem.remedy}</Text>}
              <Group>
                <Allowed to="edit_collections" unless={collection.system ? "The ledger fills this collection." : ""}>
                  {(disabled) => (
                    <Button
                      type="submit" color="red" variant="outline" loading={remove.isPending}
                      disabled={disabled || body.hindrances.length > 0 || (body.records > 0 && name.trim() !== collection.name)}
                    >
                      Delete the collection
                    </Button>
                  )}
                </Allowed>
              </Group>
            </Stack>
          </form>
        )}
      </Faces>
    </Panel>
  );
}

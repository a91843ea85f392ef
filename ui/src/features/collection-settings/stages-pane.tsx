import { Button, Group, Text } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useChangeField, type Stage } from "@/api/collection-settings";
import { asProblem } from "@/api/problem";
import type { Collection, Field } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Empty } from "@/components/empty";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { FieldDialog } from "@/features/collection-settings/field-dialog";
import { StagesEditor } from "@/features/collection-settings/stages-editor";

/** The stages that records of the collection go through. */
export function StagesPane({ collection }: { collection: Collection }) {
  const field = collection.fields.find(({ type }) => type === "stage");
  const [adding, setAdding] = useState(false);
  if (field) return <Stages key={JSON.stringify(field.stages)} collection={collection} field={field} />;
  return (
    <Panel>
      <Empty
        icon={IconListCheck}
        title="No stages yet"
        actions={
          <Allowed to="edit_collections" unless={collection.system ? "The ledger fills this collection." : ""}>
            {(disabled) => <Button disabled={disabled} onClick={() => setAdding(true)}>Add stages</Button>}
          </Allowed>
        }
      >
        With stages a record goes from one to the next, such as New, Delivered, Complete. At a final one it is complete, and automations can wait for that.
      </Empty>
      {adding && <FieldDialog collection={collection} begin={{ type: "stage", name: "Stage" }} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function Stages({ collection, field }: { collection: Collection; field: Field }) {
  const [stages, setStages] = useState<Stage[]>(field.stages);
  const path = { ...useWorkspacePath(), key: collection.key, field: field.key };
  const change = useChangeField();
  const problem = change.error ? asProblem(change.error) : undefined;
  const save = () => change.mutate({ params: { path }, body: { stages } }, { onSuccess: () => notifyDone("Saved the stages") });
  return (
    <Panel title={field.name}>
      <StagesEditor stages={stages} error={problem?.fields["stages"]} onChange={setStages} />
      {problem && !problem.fields["stages"] && <Text size="sm" c="var(--tone-red)" role="alert" mt="sm">{problem.message} {problem.remedy}</Text>}
      <Group justify="flex-end" mt="md">
        <Allowed to="edit_collections" unless={collection.system ? "The ledger fills this collection." : ""}>
          {(disabled) => <Button disabled={disabled || stages === field.stages} loading={change.isPending} onClick={save}>Save</Button>}
        </Allowed>
      </Group>
    </Panel>
  );
}

import { Button, Group, Modal, Select, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useChangeType, useCheckType } from "@/api/collection-settings";
import { asProblem } from "@/api/problem";
import type { Collection, Field } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { FieldOptions } from "@/features/collection-settings/field-options";
import { TYPE_CHOICES, TYPE_NAMES, draftOf, optionsOf, type FieldDraft } from "@/features/collection-settings/model/field-draft";
import { counted } from "@/lib/words";

interface Props {
  collection: Collection;
  field: Field;
  onClose: () => void;
}

/** Gives a field another type, after saying what of its values would not fit. */
export function ChangeTypeDialog({ collection, field, onClose }: Props) {
  const [draft, setDraft] = useState<FieldDraft>(() => ({ ...draftOf(field), type: field.type === "text" ? "choice" : "text" }));
  const workspace = useWorkspacePath();
  const check = useCheckType();
  const change = useChangeType();
  const path = { ...workspace, key: collection.key, field: field.key };
  const error = change.error ?? check.error;
  const problem = error ? asProblem(error) : undefined;
  const wrong = problem?.fields ?? {};
  const set = (part: Partial<FieldDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    check.reset();
    change.reset();
  };
  const body = { ...optionsOf(draft), type: draft.type };
  const told = check.data;
  return (
    <Modal opened onClose={onClose} title={`Change the type of ${field.name}`} size="lg">
      <Stack>
        <Select
          label="New type" description={`Now: ${TYPE_NAMES[field.type]}`} data={TYPE_CHOICES.filter(({ value }) => value !== field.type)} value={draft.type}
          allowDeselect={false} searchable error={wrong["type"]} onChange={(type) => type && set({ type: type as FieldDraft["type"] })}
        />
        <FieldOptions collection={collection} draft={draft} wrong={wrong} onChange={set} />
        {told && (
          <Notice tone={told.misfits > 0 ? "amber" : "green"} title={told.misfits > 0 ? `${counted(told.misfits, "value")} would not fit` : "Everything fits"}>
            {counted(told.fits, "value")} will be converted{told.empty > 0 ? `, ${counted(told.empty, "record")} have nothing in it` : ""}.
            {told.misfits > 0 && " What does not fit is kept in an archived field beside this one, from where it can be brought back."}
          </Notice>
        )}
        {told && told.examples.length > 0 && (
          <Table verticalSpacing={6}>
            <Table.Thead><Table.Tr><Table.Th>Record</Table.Th><Table.Th>Value</Table.Th><Table.Th>Why</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {told.examples.map((one) => (
                <Table.Tr key={one.key}><Table.Td>{one.title || one.key}</Table.Td><Table.Td>{one.value}</Table.Td><Table.Td>{one.reason}</Table.Td></Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {problem && Object.keys(wrong).length === 0 && <Text size="sm" c="var(--tone-red)" role="alert">{problem.message} {problem.remedy}</Text>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          {told
            ? (
              <Button
                color={told.misfits > 0 ? "red" : "pine"} loading={change.isPending}
                onClick={() => change.mutate({ params: { path }, body: { ...body, misfits: told.misfits } }, {
                  onSuccess: () => {
                    notifyDone(`${field.name} is now ${TYPE_NAMES[draft.type].toLowerCase()}`);
                    onClose();
                  },
                })}
              >
                Change the type
              </Button>
            )
            : <Button loading={check.isPending} onClick={() => check.mutate({ params: { path }, body: { ...body, misfits: 0 } })}>Check the values</Button>}
        </Group>
      </Stack>
    </Modal>
  );
}

import { ActionIcon, Badge, Button, Group, Menu, Table, Text } from "@mantine/core";
import { IconArchive, IconArrowDown, IconArrowUp, IconDots, IconPencil, IconPlus, IconReplace } from "@tabler/icons-react";
import { useState } from "react";
import { useArchiveField, useOrderFields, useRestoreField } from "@/api/collection-settings";
import type { Collection, Field } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { notifyDone, notifyFailed } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ChangeTypeDialog } from "@/features/collection-settings/change-type-dialog";
import { FieldDialog } from "@/features/collection-settings/field-dialog";
import { TYPE_NAMES, moved } from "@/features/collection-settings/model/field-draft";

type Open = { what: "add" } | { what: "edit" | "type"; field: Field } | null;

/** The fields of a collection in their order, and those that are archived. */
export function FieldsPane({ collection }: { collection: Collection }) {
  const [open, setOpen] = useState<Open>(null);
  const workspace = useWorkspacePath();
  const order = useOrderFields();
  const archive = useArchiveField();
  const restore = useRestoreField();
  const path = { ...workspace, key: collection.key };
  const close = () => setOpen(null);
  const move = (place: number, by: number) =>
    order.mutate({ params: { path }, body: { keys: moved(collection.fields, place, by).map(({ key }) => key) } }, { onError: notifyFailed });
  const put = (field: Field, away: boolean) =>
    (away ? archive : restore).mutate({ params: { path: { ...path, field: field.key } } }, {
      onSuccess: () => notifyDone(away ? `Archived ${field.name}; its values are kept.` : `Brought back ${field.name}`),
    });
  return (
    <>
      <Panel
        flush
        title="Fields"
        about="The first one is what a record is called, where it has no name of its own."
        actions={
          <Allowed to="edit_collections" unless={collection.system ? "The ledger fills this collection." : ""}>
            {(disabled) => (
              <Button size="sm" disabled={disabled} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen({ what: "add" })}>Add a field</Button>
            )}
          </Allowed>
        }
      >
        <Table verticalSpacing={8}>
          <Table.Thead>
            <Table.Tr><Table.Th>Name</Table.Th><Table.Th>Type</Table.Th><Table.Th>Rules</Table.Th><Table.Th aria-label="What can be done" /></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {collection.fields.map((field, place) => (
              <Table.Tr key={field.key}>
                <Table.Td>
                  <Text fw={550} size="sm">{field.name}</Text>
                  <Text size="xs" c="dimmed">{field.hint || field.key}</Text>
                </Table.Td>
                <Table.Td><Text size="sm">{TYPE_NAMES[field.type]}</Text></Table.Td>
                <Table.Td><Rules field={field} /></Table.Td>
                <Table.Td>
                  <Allowed to="edit_collections" unless={collection.system ? "The ledger fills this collection." : ""}>
                    {(disabled) => (
                      <Group gap={2} wrap="nowrap" justify="flex-end">
                        <ActionIcon variant="subtle" color="gray" aria-label={`Move ${field.name} up`} disabled={disabled || place === 0} onClick={() => move(place, -1)}>
                          <IconArrowUp size={16} aria-hidden />
                        </ActionIcon>
                        <ActionIcon variant="subtle" color="gray" aria-label={`Move ${field.name} down`} disabled={disabled || place === collection.fields.length - 1} onClick={() => move(place, 1)}>
                          <IconArrowDown size={16} aria-hidden />
                        </ActionIcon>
                        <FieldMenu field={field} disabled={disabled} onOpen={(what) => setOpen({ what, field })} onArchive={() => put(field, true)} />
                      </Group>
                    )}
                  </Allowed>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Panel>
      {collection.archived_fields.length > 0 && (
        <Panel title="Archived fields" about="Hidden everywhere; their values are kept." flush>
          <Table verticalSpacing={8}>
            <Table.Tbody>
              {collection.archived_fields.map((field) => (
                <Table.Tr key={field.key}>
                  <Table.Td><Text size="sm">{field.name}</Text></Table.Td>
                  <Table.Td><Text size="sm" c="dimmed">{TYPE_NAMES[field.type]}</Text></Table.Td>
                  <Table.Td ta="right">
                    <Allowed to="edit_collections">
                      {(disabled) => <Button size="compact-sm" variant="default" disabled={disabled} onClick={() => put(field, false)}>Bring back</Button>}
                    </Allowed>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Panel>
      )}
      {open?.what === "add" && <FieldDialog collection={collection} onClose={close} />}
      {open?.what === "edit" && <FieldDialog collection={collection} field={open.field} onClose={close} />}
      {open?.what === "type" && <ChangeTypeDialog collection={collection} field={open.field} onClose={close} />}
    </>
  );
}

function Rules({ field }: { field: Field }) {
  const rules = [
    field.required && "Required", field.unique && "Unique", field.from_ledger && "From the ledger", field.default !== null && "Has a default",
    !field.listed && "Not in lists",
  ].filter((one) => typeof one === "string");
  return <Group gap={4}>{rules.map((rule) => <Badge key={rule} variant="default" size="sm" tt="none" fw={500}>{rule}</Badge>)}</Group>;
}

interface MenuProps {
  field: Field;
  disabled: boolean;
  onOpen: (what: "edit" | "type") => void;
  onArchive: () => void;
}

function FieldMenu({ field, disabled, onOpen, onArchive }: MenuProps) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`More for ${field.name}`} disabled={disabled || field.from_ledger}><IconDots size={16} aria-hidden /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => onOpen("edit")}>Edit</Menu.Item>
        <Menu.Item leftSection={<IconReplace size={15} aria-hidden />} onClick={() => onOpen("type")}>Change the type</Menu.Item>
        <Menu.Item leftSection={<IconArchive size={15} aria-hidden />} onClick={onArchive}>Archive</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

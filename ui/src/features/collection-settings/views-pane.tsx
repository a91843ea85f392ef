import { ActionIcon, Badge, Button, Group, Table, Text } from "@mantine/core";
import { IconTable, IconTrash } from "@tabler/icons-react";
import type { Collection } from "@/api/types";
import { useChangeView, useDeleteView, useViews, type SavedView } from "@/api/views";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { Sure } from "@/components/sure";

/** The saved views of a collection: who sees them, which is shown at first, and the way to take one away. */
export function ViewsPane({ collection }: { collection: Collection }) {
  const views = useViews(collection.key);
  return (
    <Panel title="Views" about="Filter, sort, groups and columns of the list under a name. They are made at the list itself." flush>
      <Faces
        query={views}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty icon={IconTable} title="No views yet" actions={<ButtonLink to="/collections/$key" params={{ key: collection.key }}>Open the list</ButtonLink>}>
            Arrange the list as you like it, then choose “Save as view”.
          </Empty>
        }
      >
        {({ items }) => (
          <Table verticalSpacing={8}>
            <Table.Thead>
              <Table.Tr><Table.Th>Name</Table.Th><Table.Th>Seen by</Table.Th><Table.Th>Changed</Table.Th><Table.Th aria-label="What can be done" /></Table.Tr>
            </Table.Thead>
            <Table.Tbody>{items.map((view) => <ViewRow key={view.id} collection={collection} view={view} />)}</Table.Tbody>
          </Table>
        )}
      </Faces>
    </Panel>
  );
}

function ViewRow({ collection, view }: { collection: Collection; view: SavedView }) {
  const path = { ...useWorkspacePath(), key: collection.key, view_id: view.id };
  const change = useChangeView();
  const remove = useDeleteView();
  const put = (part: Partial<Pick<SavedView, "shared" | "is_default">>) => {
    const { name, shared, is_default, arrangement } = { ...view, ...part };
    change.mutate({ params: { path }, body: { name, shared, is_default, arrangement } }, { onSuccess: () => notifyDone(`Saved ${name}`) });
  };
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={8}>
          <Text size="sm" fw={550}>{view.name}</Text>
          {view.is_default && <Badge variant="default" size="sm" tt="none" fw={500}>Shown at first</Badge>}
        </Group>
      </Table.Td>
      <Table.Td><Text size="sm">{view.shared ? "Everybody" : "You"}</Text></Table.Td>
      <Table.Td><Text size="sm"><Instant at={view.updated_at} /></Text></Table.Td>
      <Table.Td>
        <Allowed to={view.shared ? "edit_records" : "read"}>
          {(disabled) => (
            <Group gap={6} justify="flex-end" wrap="nowrap">
              <Button size="compact-sm" variant="default" disabled={disabled} onClick={() => put({ is_default: !view.is_default })}>
                {view.is_default ? "Do not show at first" : "Show at first"}
              </Button>
              {!view.shared && <Button size="compact-sm" variant="default" disabled={disabled} onClick={() => put({ shared: true })}>Share</Button>}
              <Sure
                title={`Delete the view ${view.name}?`}
                act="Delete"
                onAct={() => remove.mutate({ params: { path } }, { onSuccess: () => notifyDone(`Deleted ${view.name}`) })}
                by={(ask) => (
                  <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${view.name}`} disabled={disabled} onClick={ask}><IconTrash size={16} aria-hidden /></ActionIcon>
                )}
              >
                {view.shared ? "Nobody will see it any more." : "It is gone then."} The records stay as they are.
              </Sure>
            </Group>
          )}
        </Allowed>
      </Table.Td>
    </Table.Tr>
  );
}

import { Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { useBin, useBulkChange, useChanges, type Change } from "@/api/records";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Failed } from "@/components/failed";
import { Instant } from "@/components/instant";
import { Loading } from "@/components/loading";
import { notifyDone } from "@/components/notify";
import { TextLink } from "@/components/text-link";
import { useUndoChange } from "@/features/collections/grid/use-undo-change";

interface Props {
  collection: string;
  onClose: () => void;
}

/** What was done to the records of the last ninety days, each to be taken back. */
export function ChangesDrawer({ collection, onClose }: Props) {
  const changes = useChanges(collection);
  const undo = useUndoChange();
  return (
    <Drawer opened onClose={onClose} title="Recent changes">
      {changes.isPending && <Loading shape="text" />}
      {changes.error && !changes.items && <Failed error={changes.error} onRetry={changes.refetch} />}
      <Stack gap="md">
        {changes.items?.length === 0 && <Text size="sm" c="dimmed">Nothing was changed in the last ninety days.</Text>}
        {changes.items?.map((change) => (
          <Group key={change.id} justify="space-between" wrap="nowrap" align="flex-start">
            <div style={{ minWidth: 0 }}>
              <Text size="sm" fw={550} style={{ overflowWrap: "anywhere" }}>{change.title}</Text>
              <Text size="xs" c="dimmed">{countsOf(change)}, {change.actor}, <Instant at={change.created_at} /></Text>
            </div>
            {change.undone_at
              ? <Text size="xs" c="dimmed">Taken back by {change.undone_by}</Text>
              : (
                <Allowed to="edit_records">
                  {(disabled) => <Button size="xs" variant="default" disabled={disabled} onClick={() => void undo(change.id)}>Undo</Button>}
                </Allowed>
              )}
          </Group>
        ))}
        {changes.hasMore && <Button size="xs" variant="default" loading={changes.readingMore} onClick={changes.readMore}>Show earlier</Button>}
      </Stack>
    </Drawer>
  );
}

function countsOf({ counts }: Change): string {
  return Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(", ");
}

/** Deleted records, to be brought back. */
export function BinDrawer({ collection, onClose }: Props) {
  const bin = useBin(collection);
  const change = useBulkChange();
  const path = { ...useWorkspacePath(), key: collection };
  const restore = (id: string, key: string) =>
    change.mutate({ params: { path }, body: { action: "restore", record_ids: [id], values: {}, versions: {} } }, {
      onSuccess: (done) => {
        const refused = done.refused[0];
        notifyDone(refused ? `${key} stays in the bin: ${Object.values(refused.fields ?? {})[0] ?? refused.message}` : `${key} is back`);
      },
    });
  return (
    <Drawer opened onClose={onClose} title="Bin">
      {bin.isPending && <Loading shape="text" />}
      {bin.error && !bin.items && <Failed error={bin.error} onRetry={bin.refetch} />}
      <Stack gap="sm">
        {bin.items?.length === 0 && <Text size="sm" c="dimmed">The bin is empty.</Text>}
        {bin.items?.map((row) => (
          <Group key={row.id} justify="space-between" wrap="nowrap">
            <div style={{ minWidth: 0 }}>
              <TextLink size="sm" to="/collections/$key/records/$recordId" params={{ key: collection, recordId: row.id }}>{row.title === row.key || row.title === "" ? row.key : `${row.key} · ${row.title}`}</TextLink>
              <Text size="xs" c="dimmed">deleted <Instant at={row.deleted_at} /></Text>
            </div>
            <Allowed to="edit_records">
              {(disabled) => <Button size="xs" variant="default" disabled={disabled} loading={change.isPending} onClick={() => restore(row.id, row.key)}>Bring back</Button>}
            </Allowed>
          </Group>
        ))}
        {bin.hasMore && <Button size="xs" variant="default" loading={bin.readingMore} onClick={bin.readMore}>Show more</Button>}
      </Stack>
    </Drawer>
  );
}

import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconChevronLeft, IconChevronRight, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useDeleteRecord, useLoadedRows, useRestoreRecord } from "@/api/records";
import type { RecordDetail } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { notifyDone } from "@/components/notify";
import { notifyUndo } from "@/features/collections/grid/notify-undo";

/** What can be done with a record as a whole, and the records beside it in the list that one came from. */
export function RecordActions({ record, unless }: { record: RecordDetail; unless: string }) {
  const navigate = useNavigate();
  const rows = useLoadedRows(record.collection);
  const remove = useDeleteRecord();
  const restore = useRestoreRecord();
  const params = { path: { ...useWorkspacePath(), key: record.collection, record_id: record.id } };
  const place = rows.findIndex(({ id }) => id === record.id);
  const beside = (by: number) => (place < 0 ? undefined : rows[place + by]);
  const step = (label: string, by: number, Shown: typeof IconChevronLeft) => {
    const other = beside(by);
    return (
      <Tooltip label={other ? `${label}: ${other.key}` : label}>
        <ActionIcon
          size="lg"
          variant="default"
          aria-label={label}
          disabled={!other}
          onClick={() => other && void navigate({ to: "/collections/$key/records/$recordId", params: { key: record.collection, recordId: other.id } })}
        >
          <Shown size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    );
  };
  const back = () => restore.mutate({ params }, { onSuccess: () => notifyDone(`${record.key} is back`) });
  const away = () => {
    remove.mutate({ params }, {
      onSuccess: () => {
        notifyUndo(`${record.key} is in the bin`, back);
        void navigate({ to: "/collections/$key", params: { key: record.collection } });
      },
    });
  };
  return (
    <>
      {rows.length > 0 && step("Previous record", -1, IconChevronLeft)}
      {rows.length > 0 && step("Next record", 1, IconChevronRight)}
      <Allowed to="edit_records" unless={unless}>
        {(disabled) => (record.deleted_at
          ? <Button disabled={disabled} loading={restore.isPending} leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={back}>Bring back</Button>
          : <Button variant="default" disabled={disabled} loading={remove.isPending} leftSection={<IconTrash size={16} aria-hidden />} onClick={away}>Delete</Button>)}
      </Allowed>
    </>
  );
}

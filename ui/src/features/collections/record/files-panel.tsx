import { ActionIcon, Anchor, Button, FileButton, Group, Image, Stack, Text, Tooltip } from "@mantine/core";
import { IconPaperclip, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useAddFile, useDeleteFile, useFileAddress, useRecordFiles, useRestoreFile, type RecordFile } from "@/api/record-files";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Instant } from "@/components/instant";
import { notifyFailed } from "@/components/notify";
import { Panel } from "@/components/panel";
import { notifyUndo } from "@/features/collections/grid/notify-undo";

const MEGABYTE = 1_000_000;
const LIMIT = 25 * MEGABYTE;

/** The files of a record: added, opened, deleted for thirty days. */
export function FilesPanel({ collection, recordId }: { collection: string; recordId: string }) {
  const [deleted, setDeleted] = useState(false);
  const files = useRecordFiles(collection, recordId, deleted);
  const add = useAddFile(collection, recordId);
  const items = files.data?.items ?? [];
  const take = (file: File | null) => {
    if (!file) return;
    if (file.size > LIMIT) notifyFailed(new Error(`${file.name} is larger than 25 MB.`));
    else add.mutate(file);
  };
  return (
    <Panel
      title="Files"
      actions={
        <>
          <Button size="xs" variant="subtle" onClick={() => setDeleted(!deleted)}>{deleted ? "Back to the files" : "Deleted files"}</Button>
          <Allowed to="edit_records">
            {(disabled) => (
              <FileButton onChange={take} disabled={disabled} inputProps={{ "aria-label": "File" }}>
                {(props) => <Button {...props} size="xs" variant="default" disabled={disabled} loading={add.isPending} leftSection={<IconPaperclip size={14} aria-hidden />}>Add a file</Button>}
              </FileButton>
            )}
          </Allowed>
        </>
      }
    >
      <Stack gap="sm">
        {items.length === 0 && <Text size="sm" c="dimmed">{deleted ? "No file was deleted in the last thirty days." : "No files yet. A file may have up to 25 MB."}</Text>}
        {items.map((file) => <FileRow key={file.id} file={file} />)}
      </Stack>
    </Panel>
  );
}

function FileRow({ file }: { file: RecordFile }) {
  const address = useFileAddress();
  const remove = useDeleteFile();
  const restore = useRestoreFile();
  const params = { path: { ...useWorkspacePath(), file_id: file.id } };
  const back = () => restore.mutate({ params });
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
        {file.is_picture && !file.deleted_at && <Image src={address(file.id, true)} alt="" w={40} h={40} radius="sm" fit="cover" loading="lazy" />}
        <div style={{ minWidth: 0 }}>
          {file.deleted_at
            ? <Text size="sm">{file.name}</Text>
            : <Anchor size="sm" href={address(file.id)} download={file.name} style={{ overflowWrap: "anywhere" }}>{file.name}</Anchor>}
          <Text size="xs" c="dimmed">{sizeOf(file.bytes_count)}, {file.added_by}, <Instant at={file.deleted_at ?? file.added_at} /></Text>
        </div>
      </Group>
      <Allowed to="edit_records">
        {(disabled) => (file.deleted_at
          ? <Button size="xs" variant="default" disabled={disabled} loading={restore.isPending} onClick={back}>Bring back</Button>
          : (
            <Tooltip label="Delete">
              <ActionIcon
                aria-label={`Delete ${file.name}`}
                disabled={disabled}
                loading={remove.isPending}
                onClick={() => remove.mutate({ params }, { onSuccess: () => notifyUndo(`${file.name} deleted`, back) })}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          ))}
      </Allowed>
    </Group>
  );
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < MEGABYTE ? `${Math.round(bytes / 1000)} kB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

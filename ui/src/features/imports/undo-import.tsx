import { Button, Text } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useUndo } from "@/api/records";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Notice } from "@/components/notice";
import { counted } from "@/lib/words";

/** Takes back what a file did to the records, where nobody changed the same since. */
export function UndoImport({ changeId }: { changeId: string }) {
  const undo = useUndo();
  const path = { ...useWorkspacePath(), change_id: changeId };
  const done = undo.data;
  if (done) {
    return (
      <Notice tone={done.refused > 0 ? "amber" : "green"} role="status" title={done.left > 0 ? `Taking back goes on: ${counted(done.left, "record")} to go` : `${counted(done.undone, "record")} taken back`}>
        {done.refused > 0 && `${done.refused} left as they are: ${done.refusals.slice(0, 10).map(({ key, message }) => `${key}: ${message}`).join(" ")}`}
      </Notice>
    );
  }
  return (
    <div>
      <Allowed to="edit_records">
        {(disabled) => (
          <Button variant="default" disabled={disabled} loading={undo.isPending} leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={() => undo.mutate({ params: { path } })}>
            Undo this import
          </Button>
        )}
      </Allowed>
      <Text size="xs" c="dimmed" mt={4}>New records go to the bin, changed fields get back what they were. What somebody changed since stays.</Text>
    </div>
  );
}

import { notifications } from "@mantine/notifications";
import { useUndo } from "@/api/records";
import { useWorkspacePath } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { counted } from "@/lib/words";

const NAMED_MAX = 5;

/** Takes a change back, and says which records could not be taken back and why. */
export function useUndoChange(): (change_id: string) => Promise<void> {
  const undo = useUndo();
  const workspace = useWorkspacePath();
  return async (change_id) => {
    const done = await undo.mutateAsync({ params: { path: { ...workspace, change_id } } }).catch(() => null);
    if (!done) return;
    if (done.left > 0) notifyDone(`Taking back goes on in the background: ${counted(done.left, "record")} to go.`);
    if (done.refused === 0) {
      if (done.left === 0) notifyDone(`Taken back: ${counted(done.undone, "record")}`);
      return;
    }
    const named = done.refusals.slice(0, NAMED_MAX).map(({ key, message }) => `${key}: ${message}`);
    notifications.show({
      title: `${counted(done.undone, "record")} taken back, ${done.refused} left as they are`,
      message: named.join(" ") + (done.refused > NAMED_MAX ? " And more." : ""),
      color: "yellow",
      autoClose: 15_000,
      closeButtonProps: { "aria-label": "Close" },
    });
  };
}

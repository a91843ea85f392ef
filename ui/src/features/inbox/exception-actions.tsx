import { Button, Group, Stack, Textarea } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { useDismissException, useRetryException } from "@/api/exceptions";
import type { ExceptionDetail } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { notifyDone } from "@/components/notify";
import { subjectText } from "@/lib/words";

/** Retry, or dismiss with a reason; only what is open can be acted on. */
export function ExceptionActions({ exception }: { exception: ExceptionDetail }) {
  const params = { path: { ...useWorkspacePath(), exception_id: exception.id } };
  const retry = useRetryException();
  const dismiss = useDismissException();
  const [dismissing, setDismissing] = useState(false);
  const [reason, setReason] = useState("");
  if (exception.state !== "open") return null;
  if (dismissing) {
    const send = () => dismiss.mutate({ params, body: { reason: reason.trim() } }, { onSuccess: () => notifyDone("Dismissed; the reason is in the audit log.") });
    return (
      <Stack gap="xs">
        <Textarea
          label="Why can this be left?"
          description="The reason is kept in the audit log and shown in the tie-out."
          autosize
          minRows={2}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setDismissing(false)}>Cancel</Button>
          <Button disabled={reason.trim() === ""} loading={dismiss.isPending} onClick={send}>Dismiss</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Group gap="xs">
      <Allowed to="resolve_exceptions">
        {(disabled) => (
          <Button
            disabled={disabled}
            loading={retry.isPending}
            leftSection={<IconRefresh size={16} aria-hidden />}
            onClick={() => retry.mutate({ params }, { onSuccess: () => notifyDone(`Trying ${subjectText(exception)} again.`) })}
          >
            Retry
          </Button>
        )}
      </Allowed>
      <Allowed to="resolve_exceptions">
        {(disabled) => <Button variant="default" disabled={disabled} onClick={() => setDismissing(true)}>Dismiss…</Button>}
      </Allowed>
    </Group>
  );
}

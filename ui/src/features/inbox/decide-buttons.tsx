import { Button, Group, Stack, Textarea } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useDecide, type Approval } from "@/api/approvals";
import { Allowed } from "@/components/allowed";
import { notifyDone } from "@/components/notify";
import { counted } from "@/lib/words";

interface Props {
  approvals: readonly Pick<Approval, "id" | "title">[];
  /** Why it is not the reader's to decide. */
  unless?: string;
  compact?: boolean;
  onDone: () => void;
}

/** Approve, or reject with a reason; one or many at once. */
export function DecideButtons({ approvals, unless = "", compact = false, onDone }: Props) {
  const decide = useDecide();
  const [rejecting, setRejecting] = useState(false);
  const [reason, setReason] = useState("");
  const named = approvals.length === 1 ? (approvals[0]?.title ?? "") : counted(approvals.length, "approval");
  const size = compact ? "compact-sm" : "sm";
  const say = (approve: boolean) =>
    decide.mutate({ ids: approvals.map(({ id }) => id), approve, reason: reason.trim() }, {
      onSuccess: () => {
        notifyDone(approve ? `Approved: ${named}.` : `Rejected: ${named}.`);
        onDone();
      },
    });
  if (rejecting) {
    return (
      <Stack gap="xs">
        <Textarea label="Why is it rejected?" description="It is kept in the audit log and shown with the run." autosize minRows={2} maxLength={1000} data-autofocus value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Group justify="flex-end">
          <Button variant="default" size={size} onClick={() => setRejecting(false)}>Cancel</Button>
          <Button size={size} disabled={reason.trim() === ""} loading={decide.isPending} onClick={() => say(false)}>Reject</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Group gap="xs">
      <Allowed to="read" unless={unless}>
        {(disabled) => <Button size={size} disabled={disabled} loading={decide.isPending} leftSection={<IconCheck size={16} aria-hidden />} onClick={() => say(true)}>Approve</Button>}
      </Allowed>
      <Allowed to="read" unless={unless}>
        {(disabled) => <Button size={size} variant="default" disabled={disabled} onClick={() => setRejecting(true)}>Reject…</Button>}
      </Allowed>
    </Group>
  );
}

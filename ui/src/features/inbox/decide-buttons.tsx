import { Button, Group, Stack, Textarea } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useDecide, type Approval } from "@/api/approvals";
import { asProblem } from "@/api/problem";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";

interface Props {
  approval: Pick<Approval, "id" | "title">;
  /** Why it is not the reader's to decide. */
  unless?: string;
  onDone: () => void;
}

/** Approve, or reject with a reason. */
export function DecideButtons({ approval, unless = "", onDone }: Props) {
  const decide = useDecide();
  const [rejecting, setRejecting] = useState(false);
  const [reason, setReason] = useState("");
  const path = useWorkspacePath();
  const [refused, setRefused] = useState("");
  const problem = decide.error ? asProblem(decide.error) : undefined;
  const trouble = problem ? `${problem.message} ${problem.remedy}` : refused;
  const say = (approve: boolean) =>
    decide.mutate({ params: { path }, body: { ids: [approval.id], approve, reason: reason.trim() } }, {
      onSuccess: ({ items }) => {
        setRefused(items[0]?.error ?? "");
        if (items[0]?.error) return;
        notifyDone(approve ? `Approved: ${approval.title}.` : `Rejected: ${approval.title}.`);
        onDone();
      },
    });
  if (rejecting) {
    return (
      <Stack gap="xs">
        {trouble && <Notice tone="red" role="alert">{trouble}</Notice>}
        <Textarea label="Why is it rejected?" description="It is kept in the audit log and shown with the run." autosize minRows={2} maxLength={1000} data-autofocus value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setRejecting(false)}>Cancel</Button>
          <Button disabled={reason.trim() === ""} loading={decide.isPending} onClick={() => say(false)}>Reject</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Group gap="xs">
      {trouble && <Notice tone="red" role="alert">{trouble}</Notice>}
      <Allowed to="read" unless={unless}>
        {(disabled) => <Button disabled={disabled} loading={decide.isPending} leftSection={<IconCheck size={16} aria-hidden />} onClick={() => say(true)}>Approve</Button>}
      </Allowed>
      <Allowed to="read" unless={unless}>
        {(disabled) => <Button variant="default" disabled={disabled} onClick={() => setRejecting(true)}>Reject…</Button>}
      </Allowed>
    </Group>
  );
}

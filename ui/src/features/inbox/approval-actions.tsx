import { Button, Group, Stack, Textarea } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useApproveDocument, useDeclineDocument, useWithdrawDocument } from "@/api/documents";
import type { DocumentRequest } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { notifyDone } from "@/components/notify";
import { wordFor } from "@/lib/words";

interface Props {
  request: DocumentRequest;
  onDone: () => void;
}

const OWN = "You asked for it yourself; somebody else approves it.";

/** Approve, or decline with a reason; the one who asked may withdraw it. */
export function ApprovalActions({ request, onDone }: Props) {
  const params = { path: { ...useWorkspacePath(), request_id: request.id } };
  const approve = useApproveDocument();
  const decline = useDeclineDocument();
  const withdraw = useWithdrawDocument();
  const [declining, setDeclining] = useState(false);
  const [reason, setReason] = useState("");
  if (request.state !== "waiting_approval") return null;
  const named = `${wordFor(request.kind)} ${request.number}`;
  const said = (text: string) => () => {
    notifyDone(text);
    onDone();
  };
  if (declining) {
    const send = () => decline.mutate({ params, body: { reason: reason.trim() } }, { onSuccess: said(`${named} is declined; its lines are open again.`) });
    return (
      <Stack gap="xs">
        <Textarea
          label="Why is it declined?"
          description={`${request.asked_by} reads it on the record.`}
          autosize
          minRows={2}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setDeclining(false)}>Cancel</Button>
          <Button disabled={reason.trim() === ""} loading={decline.isPending} onClick={send}>Decline</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Group gap="xs">
      <Allowed to="approve" unless={request.is_own ? OWN : ""}>
        {(disabled) => (
          <Button
            disabled={disabled}
            loading={approve.isPending}
            leftSection={<IconCheck size={16} aria-hidden />}
            onClick={() => approve.mutate({ params }, { onSuccess: said(`${named} is on its way to ${request.provider_name}.`) })}
          >
            Approve
          </Button>
        )}
      </Allowed>
      <Allowed to="approve">
        {(disabled) => <Button variant="default" disabled={disabled} onClick={() => setDeclining(true)}>Decline…</Button>}
      </Allowed>
      {request.is_own && (
        <Button variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate({ params }, { onSuccess: said(`${named} is withdrawn.`) })}>
          Withdraw
        </Button>
      )}
    </Group>
  );
}

import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useRecordDocuments, useWithdrawDocument } from "@/api/documents";
import type { RecordDocument } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Money } from "@/components/money";
import { Notice } from "@/components/notice";
import { OutsideLink } from "@/components/outside-link";
import { wordFor } from "@/lib/words";

interface Props {
  collection: string;
  recordId: string;
  documentId: string;
  onAgain: () => void;
  onClose: () => void;
}

/** What becomes of it, until the ledger has it or says why not. */
export function AskedProgress({ collection, recordId, documentId, onAgain, onClose }: Props) {
  const found = useRecordDocuments(collection, recordId);
  const document = found.data?.documents.find(({ id }) => id === documentId);
  const provider = found.data?.provider_name ?? "the ledger";
  const withdraw = useWithdrawDocument();
  const path = { ...useWorkspacePath(), request_id: documentId };
  const isRefused = document?.state === "refused";
  return (
    <Stack>
      {document ? <Said document={document} provider={provider} /> : <Waiting text="Being taken up…" />}
      <Group justify="flex-end">
        {isRefused && (
          <Button
            variant="default"
            loading={withdraw.isPending}
            onClick={() => withdraw.mutate({ params: { path } }, { onSuccess: onAgain })}
          >
            Change it and ask again
          </Button>
        )}
        <Button onClick={onClose} data-autofocus>{document?.state === "sending" ? "Close; it goes on by itself" : "Close"}</Button>
      </Group>
    </Stack>
  );
}

function Said({ document, provider }: { document: RecordDocument; provider: string }) {
  const named = `${wordFor(document.kind)} ${document.number}`;
  if (document.state === "sending") return <Waiting text={`${named} is being sent to ${provider}…`} />;
  if (document.state === "waiting_approval") {
    return (
      <Notice tone="amber" role="status" title={`${named} waits for approval`}>
        Somebody with the role Finance or System Administrator sees it in the Inbox; it is sent to {provider} when it is approved.
      </Notice>
    );
  }
  if (document.state === "refused") {
    return (
      <Stack gap="xs" role="alert">
        {document.problems.map((problem) => <Notice key={problem.message} tone="red" title={problem.message}>{problem.remedy}</Notice>)}
        <Text size="sm" c="dimmed">Nothing was posted. It can be tried again from the Inbox as it is, or changed here.</Text>
      </Stack>
    );
  }
  return (
    <Notice tone="green" role="status" title={`${named} is in ${provider}${document.payment_status === "draft" ? " as a draft" : ""}`}>
      <Group gap="md">
        <Money amount={document.gross} currency={document.currency} fw={600} />
        {document.url && <OutsideLink href={document.url}>Open in {provider}</OutsideLink>}
      </Group>
    </Notice>
  );
}

function Waiting({ text }: { text: string }) {
  return <Group gap="sm" role="status"><Loader size={18} aria-hidden /><Text size="sm">{text}</Text></Group>;
}

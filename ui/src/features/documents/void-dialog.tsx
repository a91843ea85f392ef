import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useVoidDocument } from "@/api/documents";
import type { RecordDocument } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Money } from "@/components/money";
import { notifyDone } from "@/components/notify";
import { wordFor } from "@/lib/words";

interface Props {
  document: RecordDocument;
  provider: string;
  collection: string;
  recordId: string;
  onClose: () => void;
}

/** Says what voiding or deleting means before it is done. */
export function VoidDialog({ document, provider, collection, recordId, onClose }: Props) {
  const end = useVoidDocument();
  const path = { ...useWorkspacePath(), key: collection, record_id: recordId, document_id: document.id };
  const named = `${wordFor(document.kind).toLowerCase()} ${document.number}`;
  const verb = document.void_action === "void" ? "Void" : "Delete";
  const done = () => {
    notifyDone(`The ${named} is being ${document.void_action === "void" ? "voided" : "deleted"} in ${provider}.`);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{verb} {named}?</Text>}>
      <Stack>
        <Text size="sm">{document.void_means}</Text>
        <Text size="sm">Its total is <Money amount={document.gross} currency={document.currency} />.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>Keep it</Button>
          <Button color="red" loading={end.isPending} onClick={() => end.mutate({ params: { path } }, { onSuccess: done, onError: onClose })}>
            {verb} in {provider}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

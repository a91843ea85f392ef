import { Modal, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { useDocumentDraft } from "@/api/documents";
import { Faces } from "@/components/faces";
import { AskedProgress } from "@/features/documents/asked-progress";
import { DocumentForm } from "@/features/documents/document-form";
import { wordFor } from "@/lib/words";

interface Props {
  collection: string;
  recordId: string;
  /** The document whose goods came back, null for a new invoice or bill. */
  credits: string | null;
  onClose: () => void;
}

/** Lines ticked, quantities and codes changed, totals at once; then what becomes of it, until the ledger has it. */
export function DocumentDialog({ collection, recordId, credits, onClose }: Props) {
  const [askedId, setAskedId] = useState<string | null>(null);
  // What was asked for and refused is chosen anew, from what is open then.
  const [turn, setTurn] = useState(0);
  const draft = useDocumentDraft(collection, recordId, credits);
  const narrow = useMediaQuery("(max-width: 48em)");
  const kind = draft.data?.kind ?? "invoice";
  const again = () => {
    void draft.refetch();
    setAskedId(null);
    setTurn(turn + 1);
  };
  return (
    <Modal opened onClose={onClose} size={1080} fullScreen={narrow ?? false} title={<Text fw={650}>Create {wordFor(kind)}</Text>} closeOnClickOutside={false}>
      {askedId
        ? <AskedProgress {...{ collection, recordId }} documentId={askedId} onAgain={again} onClose={onClose} />
        : (
          <Faces query={draft} shape="text">
            {(body) => (
              <DocumentForm key={turn} draft={body} collection={collection} recordId={recordId} onAsked={setAskedId} onClose={onClose} />
            )}
          </Faces>
        )}
    </Modal>
  );
}

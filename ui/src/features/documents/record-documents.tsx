import { Button, Stack, Text } from "@mantine/core";
import { IconFilePlus, IconFileInvoice } from "@tabler/icons-react";
import { useState } from "react";
import { useRecordDocuments } from "@/api/documents";
import type { RecordDocuments as Found } from "@/api/types";
import { Allowed } from "@/components/allowed";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";
import { CoverageBar } from "@/features/documents/coverage-bar";
import { CoverageLines } from "@/features/documents/coverage-lines";
import { DocumentDialog } from "@/features/documents/document-dialog";
import { DocumentsTable } from "@/features/documents/documents-table";
import { wordsFor } from "@/lib/words";

interface Props {
  collection: string;
  recordId: string;
}

/** The dialog that is open: a new document, or the credit of one. */
type Asking = { credits: string | null } | null;

/** The invoices or bills of a record, what they cover and what is paid; nothing on records that are neither. */
export function RecordDocuments({ collection, recordId }: Props) {
  const found = useRecordDocuments(collection, recordId);
  const [asking, setAsking] = useState<Asking>(null);
  if (found.data?.kind === "") return null;
  if (!found.data) return <Panel title="Documents"><Faces query={found} shape="text">{() => null}</Faces></Panel>;
  return (
    <>
      <Full found={found.data} collection={collection} recordId={recordId} onAsk={(credits) => setAsking({ credits })} />
      {asking && <DocumentDialog collection={collection} recordId={recordId} credits={asking.credits} onClose={() => setAsking(null)} />}
    </>
  );
}

function Full({ found, collection, recordId, onAsk }: Props & { found: Found; onAsk: (credits: string | null) => void }) {
  const isBill = found.kind === "bill";
  const word = isBill ? "Bill" : "Invoice";
  const ledger = found.organisation_name ? `In ${found.provider_name}, ${found.organisation_name}` : undefined;
  return (
    <Panel
      title={wordsFor(isBill ? "bill" : "invoice")}
      about={ledger}
      flush
      actions={
        <Allowed to="ask_documents" unless={found.refusal}>
          {(disabled) => (
            <Button disabled={disabled} leftSection={<IconFilePlus size={16} aria-hidden />} onClick={() => onAsk(null)}>Create {word}</Button>
          )}
        </Allowed>
      }
    >
      <Stack gap={0}>
        {found.refusal && <div style={{ padding: "0 var(--mantine-spacing-md) var(--mantine-spacing-sm)" }}><Notice tone="gray">{found.refusal}</Notice></div>}
        {found.lines.length > 0 && <CoverageBar found={found} />}
        {found.documents.length > 0
          ? <DocumentsTable documents={found.documents} {...{ collection, recordId }} onCredit={onAsk} />
          : (
            <Empty icon={IconFileInvoice} title={isBill ? "Not billed yet" : "Not invoiced yet"}>
              {found.refusal ? "" : `Create ${word} puts lines of this record on ${isBill ? "a bill" : "an invoice"} in ${found.provider_name}, each of them once.`}
            </Empty>
          )}
        {found.lines.length > 0 && found.documents.length > 0 && <CoverageLines found={found} />}
        {found.lines.length === 0 && <Text size="sm" c="dimmed" px="md" pb="md">This record has no line items yet.</Text>}
      </Stack>
    </Panel>
  );
}

import { AccountingCard } from "@/features/accounting-card/accounting-card";
import { LedgerActionLink, LinkedContactField } from "@/features/accounting-card/linked-contact-field";
import { RecordDocuments } from "@/features/documents/record-documents";
import { RecordPage } from "@/features/collections/record-page";

/** The record of a collection with what other features say about it at its side. */
export function RecordRoute() {
  return (
    <RecordPage
      aside={(record) => <AccountingCard collection={record.collection} recordId={record.id} />}
      actions={(record) => <LedgerActionLink collection={record.collection} recordId={record.id} />}
      documents={(record) => <RecordDocuments collection={record.collection} recordId={record.id} />}
      form={(record) => <LinkedContactField collection={record.collection} recordId={record.id} />}
    />
  );
}

import { useAccountingCard } from "@/api/accounting";
import type { ExceptionDetail } from "@/api/types";
import { CandidateChoice } from "@/components/candidate-choice";
import { ConflictChoice } from "@/components/conflict-choice";

/** Where a person has to choose, both sides stand beside each other here, with the buttons that settle it. */
export function ExceptionChoice({ exception }: { exception: ExceptionDetail }) {
  const { collection, subject_id: recordId } = exception;
  const asks = exception.cause === "maybe_there_already" || exception.cause === "changed_on_both_sides";
  if (!asks || exception.state !== "open" || !collection || !recordId) return null;
  return <Asked exception={exception} collection={collection} recordId={recordId} />;
}

function Asked({ exception, collection, recordId }: { exception: ExceptionDetail; collection: string; recordId: string }) {
  const { data: card } = useAccountingCard(collection, recordId);
  const place = { collection, recordId, provider: card?.ledger?.provider_name ?? "the ledger" };
  return exception.cause === "maybe_there_already"
    ? <CandidateChoice {...place} sayNone />
    : <ConflictChoice {...place} details={exception.details} />;
}

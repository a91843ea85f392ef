import type { ExceptionRow } from "@/api/types";
import { TextLink } from "@/components/text-link";
import { subjectText } from "@/lib/words";

/** The record or the ledger's entity that an exception is about. */
export function SubjectLink({ exception }: { exception: ExceptionRow }) {
  const { collection, subject_kind: kind, subject_id: subject, entity_connection_id: connection, entity_kind: entityKind, entity_external_id: entity } = exception;
  if (kind === "record" && collection && subject) {
    return <TextLink to="/collections/$key/records/$recordId" params={{ key: collection, recordId: subject }}>{subjectText(exception)}</TextLink>;
  }
  if (connection && entityKind && entity) {
    return <TextLink to="/ledgers" search={{ connection, kind: entityKind, entity }}>{subjectText(exception)}</TextLink>;
  }
  return <>{subjectText(exception)}</>;
}

import { NewLinkedContact } from "@/features/accounting-card/new-linked-contact";
import { NewRecordPage } from "@/features/collections/record/new-record-page";

/** The form of a new record with what it may be linked to from the start. */
export function NewRecordRoute() {
  return <NewRecordPage form={(collection, choice, onChoose) => <NewLinkedContact collection={collection} choice={choice} onChoose={onChoose} />} />;
}

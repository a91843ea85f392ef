/** The states of a document in words. */
import type { RecordDocument } from "@/api/types";

export function stateWord({ state }: Pick<RecordDocument, "state">, provider: string): string {
  const words: Record<RecordDocument["state"], string> = {
    waiting_approval: "Waiting for approval",
    declined: "Declined",
    withdrawn: "Withdrawn",
    sending: `Being sent to ${provider}`,
    refused: `Refused by ${provider}`,
    posted: `In ${provider}`,
    ending: "Being voided",
    voided: "Voided",
    deleted: "Deleted",
  };
  return words[state];
}

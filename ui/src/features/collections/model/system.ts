/** Collections that the ledger of the records fills: nobody changes them by hand. */
import type { Collection } from "@/api/types";

/** Why a collection cannot be changed here, "" where it can. */
export function filledByLedger(collection: Pick<Collection, "name" | "system"> | undefined): string {
  if (!collection?.system) return "";
  return `${collection.name} come from the accounting system and follow it. Change them there, then choose Sync Reference Data.`;
}

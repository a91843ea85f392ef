/** What the card of an order says of the documents that were raised from it. */
import type { RecordDocument, RecordDocuments } from "@/api/types";
import { isZero } from "@/lib/money";

interface Raised {
  state: "none" | "part" | "whole";
  label: string;
  about: string;
  /** Those that count or are on their way, the newest first. */
  documents: RecordDocument[];
}

const GONE: ReadonlySet<RecordDocument["state"]> = new Set(["declined", "withdrawn", "refused", "voided", "deleted"]);

export function raised({ kind, lines, documents }: RecordDocuments): Raised {
  const isBill = kind === "bill";
  const [word, done] = isBill ? ["bill", "billed"] : ["invoice", "invoiced"];
  const standing = documents.filter(({ state }) => !GONE.has(state));
  const open = lines.some((line) => !isZero(line.open));
  const named = done.charAt(0).toUpperCase() + done.slice(1);
  if (standing.length === 0) {
    return {
      state: "none", label: `Not ${done} yet`, documents: standing,
      about: documents.length > 0 ? `No ${word} of this record stands any more.` : `No ${word} was raised from this record yet.`,
    };
  }
  if (open) return { state: "part", label: `Part ${done}`, documents: standing, about: `What is still open is below, line by line.` };
  return { state: "whole", label: named, documents: standing, about: `All of it is ${done}; the lines are below.` };
}

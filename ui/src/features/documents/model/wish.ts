/** What a person has chosen in the dialog, as plain values, and what is asked of the server for it. */
import type { DocumentDraft, DocumentOrder, DocumentWish, DraftLine } from "@/api/types";
import { isDecimal, isZero } from "@/lib/money";

export interface ChosenLine {
  number: number;
  identity: string;
  ticked: boolean;
  /** As it is typed. */
  quantity: string;
  taxCode: string;
  account: string;
  withoutItem: boolean;
}

export interface Choice {
  lines: ChosenLine[];
  number: string;
  issuedOn: string;
  dueOn: string;
  reference: string;
  status: "draft" | "open";
  files: string[];
}

/** Everything that is open is ticked; what comes back with a credit is for the person to say. */
export function choiceOf(draft: DocumentDraft): Choice {
  return {
    lines: draft.lines.map((line) => ({
      number: line.number,
      identity: line.identity,
      ticked: line.refusal === "" && !draft.credits,
      quantity: line.open,
      taxCode: line.tax_code,
      account: line.account,
      withoutItem: false,
    })),
    number: draft.number,
    issuedOn: draft.issued_on,
    dueOn: draft.due_on ?? "",
    reference: draft.reference,
    status: draft.status,
    files: [],
  };
}

/** Each line by what it is; of equal ones the first stays the first. */
function named<Line extends { identity: string }>(lines: readonly Line[]): [name: string, line: Line][] {
  const counts = new Map<string, number>();
  return lines.map((line) => {
    const count = (counts.get(line.identity) ?? 0) + 1;
    counts.set(line.identity, count);
    return [`${line.identity}/${count}`, line];
  });
}

/**
 * The draft was read again while the dialog is open: what a person has typed stays with its line, wherever that stands now, and
 * codes that came with it are filled in. What can be ticked no more is unticked; a line that is new is for the person to tick.
 */
export function merged(choice: Choice, draft: DocumentDraft): Choice {
  const before = new Map(named(choice.lines));
  const lines = named(choiceOf(draft).lines).map(([name, fresh], place) => {
    const typed = before.get(name);
    if (!typed) return { ...fresh, ticked: false };
    const ticked = typed.ticked && draft.lines[place]?.refusal === "";
    return { ...typed, number: fresh.number, ticked, taxCode: typed.taxCode || fresh.taxCode, account: typed.account || fresh.account };
  });
  return { ...choice, lines };
}

export function withLine(choice: Choice, number: number, change: Partial<ChosenLine>): Choice {
  return { ...choice, lines: choice.lines.map((line) => (line.number === number ? { ...line, ...change } : line)) };
}

/** Ticks or unticks all that can be ticked. */
export function withAll(choice: Choice, draft: DocumentDraft, ticked: boolean): Choice {
  const free = new Set(draft.lines.filter(({ refusal }) => refusal === "").map(({ number }) => number));
  return { ...choice, lines: choice.lines.map((line) => ({ ...line, ticked: ticked && free.has(line.number) })) };
}

/** What is wrong with a typed quantity, "" when nothing is; the server says the rest. */
export function quantityTrouble(line: ChosenLine, of: DraftLine): string {
  if (!line.ticked) return "";
  const text = line.quantity.trim();
  if (!isDecimal(text)) return "Write a number, such as 2.5.";
  if (isZero(text) && !isZero(of.quantity)) return "Write more than 0, or untick the line.";
  return "";
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** "+30" is so many days after the date of the document; a date is itself; null for what is neither. Empty is no date. */
export function readDay(text: string, from: string): string | null {
  const said = text.trim();
  if (said === "") return "";
  const days = /^\+(\d{1,4})$/.exec(said);
  if (days && DAY.test(from)) {
    const day = new Date(`${from}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + Number(days[1]));
    return day.toISOString().slice(0, 10);
  }
  const [, year, month, date] = DAY.exec(said) ?? /^(\d{4})\D(\d{1,2})\D(\d{1,2})$/.exec(said) ?? [];
  const [, first, second, last] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(said) ?? [];
  // Day first, as people write it who write no ISO dates.
  const parts = year ? [year, month, date] : [last, second, first];
  if (!parts.every(Boolean)) return null;
  const iso = parts.map((part) => String(part).padStart(2, "0")).join("-");
  const read = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(iso) ? iso : null;
}

/** What the server is asked, null while something typed cannot be read. Codes as the draft has them are left to the mapping. */
export function wishOf(choice: Choice, draft: DocumentDraft): DocumentWish | null {
  const issued = readDay(choice.issuedOn, "");
  const due = readDay(choice.dueOn, issued ?? "");
  const byNumber = new Map(draft.lines.map((line) => [line.number, line]));
  const ticked = choice.lines.filter(({ ticked }) => ticked);
  const wrong = ticked.some((line) => {
    const of = byNumber.get(line.number);
    return of === undefined || quantityTrouble(line, of) !== "";
  });
  if (!issued || due === null || wrong || ticked.length === 0) return null;
  return {
    lines: ticked.map((line) => {
      const of = byNumber.get(line.number);
      return {
        number: line.number,
        identity: line.identity,
        quantity: line.quantity.trim(),
        tax_code: line.taxCode === of?.tax_code ? null : line.taxCode,
        account: line.account === of?.account ? null : line.account,
        without_item: line.withoutItem,
      };
    }),
    number: choice.number.trim(),
    issued_on: issued,
    due_on: due === "" ? null : due,
    reference: choice.reference.trim(),
    status: choice.status,
    credits: draft.credits ?? null,
  };
}

export function orderOf(wish: DocumentWish, choice: Choice, key: string): DocumentOrder {
  return { ...wish, key, file_ids: choice.files };
}

/** Once for each dialog: the server takes the same key for the same request, however often it comes. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

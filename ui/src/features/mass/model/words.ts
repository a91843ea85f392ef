import type { Mass, MassRow } from "@/api/types";
import { shortName } from "@/lib/words";

type Direction = Mass["direction"];
type Action = MassRow["action"];
type State = MassRow["state"];

/** The order in which a plan is read: what needs a person first. */
export const ACTIONS: readonly Action[] = ["doubtful", "create", "link", "update", "refused", "nothing"];
const STATES: readonly State[] = ["planned", "waiting", "done", "refused", "changed", "left"];

export function titleOf({ direction, collection_name, connection }: Pick<Mass, "direction" | "collection_name" | "connection">): string {
  const ledger = shortName(connection.provider_name);
  if (direction === "import") return `Import into ${collection_name} from ${ledger}`;
  return direction === "export" ? `Export ${collection_name} to ${ledger}` : `Links of ${collection_name} to ${ledger}`;
}

const HEADINGS: Record<Action, string> = {
  doubtful: "Doubtful", create: "To create", link: "To link", update: "To update", refused: "Refused", nothing: "Nothing to do",
};

export function headingOf(action: Action): string {
  return HEADINGS[action];
}

const ABOUT: Record<Direction, Partial<Record<Action, string>>> = {
  import: { create: "New records", link: "Records that are there already", doubtful: "May be a record already: you decide", refused: "Cannot become a record as they are" },
  export: { create: "New in the ledger", link: "There already: linked, not created", doubtful: "May be there already: you decide", update: "Linked, and brought up to date", refused: "Cannot go to the ledger as they are" },
  links: { link: "Linked by the id of the file", refused: "The line must be corrected", nothing: "Linked to it already, or without an id" },
};

export function aboutAction(direction: Direction, action: Action): string {
  return ABOUT[direction][action] ?? (action === "nothing" ? "Linked already" : "");
}

const STATE_WORDS: Record<State, string> = {
  planned: "Planned", waiting: "On its way", done: "Done", refused: "Refused", changed: "Changed meanwhile", left: "Left out",
};

export function stateWord(state: State): string {
  return STATE_WORDS[state];
}

/** Rows by what is planned for them. */
export function byAction(counts: Mass["counts"]): Record<Action, number> {
  const found: Record<Action, number> = { doubtful: 0, create: 0, link: 0, update: 0, refused: 0, nothing: 0 };
  for (const { action, rows } of counts) found[action] += rows;
  return found;
}

/** Rows by what became of them. */
export function byState(counts: Mass["counts"]): [State, number][] {
  return STATES.map((state): [State, number] => [state, counts.filter((one) => one.state === state).reduce((sum, one) => sum + one.rows, 0)]).filter(
    ([, rows]) => rows > 0,
  );
}

/** How many rows there are to do, and how many of them have ended. */
export function progressOf(counts: Mass["counts"]): { done: number; total: number } {
  const acting = counts.filter(({ action, state }) => action !== "refused" && action !== "nothing" && state !== "left");
  const ended = acting.filter(({ state }) => state === "done" || state === "refused" || state === "changed");
  const sum = (rows: Mass["counts"]) => rows.reduce((total, one) => total + one.rows, 0);
  return { done: sum(ended), total: sum(acting) };
}

/** What will be done when it is applied now. */
export function toDo({ counts, undecided }: Pick<Mass, "counts" | "undecided">): number {
  const planned = counts.filter(({ action, state }) => state === "planned" && action !== "refused" && action !== "nothing");
  return planned.reduce((total, one) => total + one.rows, 0) - undecided;
}

/** What the addresses of the lists with typed filters say. */
import { RUN_KINDS, RUN_STATES } from "@/lib/run-states";
import { oneOf, texts, type RawSearch } from "@/lib/search-params";

export const EXCEPTION_STATES = ["open", "retrying", "resolved", "dismissed"] as const;

export interface RunsSearch {
  status?: (typeof RUN_STATES)[number];
  kind?: (typeof RUN_KINDS)[number];
  automation?: string;
}

export function runsSearch(raw: RawSearch): RunsSearch {
  const status = oneOf(raw, "status", RUN_STATES);
  const kind = oneOf(raw, "kind", RUN_KINDS);
  return { ...texts("automation")(raw), ...(status ? { status } : {}), ...(kind ? { kind } : {}) };
}

export interface InboxSearch {
  state?: (typeof EXCEPTION_STATES)[number];
  cause?: string;
  search?: string;
  exception?: string;
}

export function inboxSearch(raw: RawSearch): InboxSearch {
  const state = oneOf(raw, "state", EXCEPTION_STATES);
  return { ...texts("cause", "search", "exception")(raw), ...(state ? { state } : {}) };
}

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

export const MASS_ACTIONS = ["doubtful", "create", "link", "update", "refused", "nothing"] as const;
export const MASS_ROW_STATES = ["planned", "waiting", "done", "refused", "changed", "left"] as const;

export interface MassSearch {
  action?: (typeof MASS_ACTIONS)[number];
  state?: (typeof MASS_ROW_STATES)[number];
  search?: string;
  row?: string;
}

export function massSearch(raw: RawSearch): MassSearch {
  const action = oneOf(raw, "action", MASS_ACTIONS);
  const state = oneOf(raw, "state", MASS_ROW_STATES);
  return { ...texts("search", "row")(raw), ...(action ? { action } : {}), ...(state ? { state } : {}) };
}

export const REQUEST_STATES = ["waiting_approval", "approved", "declined", "withdrawn"] as const;

export interface ApprovalsSearch {
  state?: (typeof REQUEST_STATES)[number];
  request?: string;
}

export function approvalsSearch(raw: RawSearch): ApprovalsSearch {
  const state = oneOf(raw, "state", REQUEST_STATES);
  return { ...texts("request")(raw), ...(state ? { state } : {}) };
}

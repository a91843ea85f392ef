/** What the addresses of the lists with typed filters say. */
import { RUN_KINDS, RUN_SINCE, RUN_STATES } from "@/lib/run-states";
import { oneOf, texts, type RawSearch } from "@/lib/search-params";

export const EXCEPTION_STATES = ["open", "retrying", "resolved", "dismissed"] as const;

export interface AutomationsSearch {
  search?: string | undefined;
  enabled?: "yes" | "no" | undefined;
  failing?: "today" | undefined;
}

export function automationsSearch(raw: RawSearch): AutomationsSearch {
  const enabled = oneOf(raw, "enabled", ["yes", "no"] as const);
  const failing = oneOf(raw, "failing", ["today"] as const);
  return { ...texts("search")(raw), ...(enabled ? { enabled } : {}), ...(failing ? { failing } : {}) };
}

export interface RunsSearch {
  status?: (typeof RUN_STATES)[number];
  kind?: (typeof RUN_KINDS)[number];
  automation?: string;
  search?: string;
  since?: (typeof RUN_SINCE)[number];
  /** The same errors together. */
  view?: "errors";
}

export function runsSearch(raw: RawSearch): RunsSearch {
  const status = oneOf(raw, "status", RUN_STATES);
  const kind = oneOf(raw, "kind", RUN_KINDS);
  const since = oneOf(raw, "since", RUN_SINCE);
  const view = oneOf(raw, "view", ["errors"] as const);
  return { ...texts("automation", "search")(raw), ...(status ? { status } : {}), ...(kind ? { kind } : {}), ...(since ? { since } : {}), ...(view ? { view } : {}) };
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
  /** Of a run, not of a document. */
  approval?: string;
}

export function approvalsSearch(raw: RawSearch): ApprovalsSearch {
  const state = oneOf(raw, "state", REQUEST_STATES);
  return { ...texts("request", "approval")(raw), ...(state ? { state } : {}) };
}

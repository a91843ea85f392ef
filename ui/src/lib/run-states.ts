/** States of runs, grouped by what a reader wants to know. */

const OVER = new Set(["succeeded", "finished", "failed", "attention", "cancelled"]);

/** True when nothing more will happen by itself. */
export function isOver(state: string): boolean {
  return OVER.has(state);
}

export const RUN_STATES = ["queued", "running", "waiting", "succeeded", "attention", "failed", "cancelled"] as const;
export const RUN_KINDS = ["automation", "sync", "import", "reference", "tie_out", "reading", "mass"] as const;
/** How far back a list goes; `sinceInstant` says from when on. */
export const RUN_SINCE = ["hour", "day", "week"] as const;
const HOURS: Record<(typeof RUN_SINCE)[number], number> = { hour: 1, day: 24, week: 168 };

/** To the full minute, so that the same question is asked for a minute. */
export function sinceInstant(since: (typeof RUN_SINCE)[number], now: Date = new Date()): string {
  const minute = Math.floor(now.getTime() / 60_000) * 60_000;
  return new Date(minute - HOURS[since] * 3_600_000).toISOString();
}

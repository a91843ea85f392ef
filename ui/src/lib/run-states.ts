/** States of runs, grouped by what a reader wants to know. */

const OVER = new Set(["succeeded", "finished", "failed", "attention", "cancelled"]);

/** True when nothing more will happen by itself. */
export function isOver(state: string): boolean {
  return OVER.has(state);
}

export const RUN_STATES = ["queued", "running", "waiting", "succeeded", "attention", "failed", "cancelled"] as const;
export const RUN_KINDS = ["automation", "sync", "import", "reference", "tie_out", "reading", "mass"] as const;

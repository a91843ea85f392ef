/** Which colour a state has, everywhere the same. */

export type Tone = "green" | "blue" | "amber" | "red" | "gray" | "violet" | "teal";

const TONES: Record<string, Tone> = {
  paid: "green", posted: "green", finished: "green", succeeded: "green", success: "green", done: "green", connected: "green",
  active: "green", resolved: "green", completed: "green", agrees: "green", created: "green", create: "green", on: "green",
  open: "blue", running: "blue", sending: "blue", retrying: "blue", started: "blue", authorised: "blue", update: "blue", updated: "blue",
  part_paid: "amber", partial: "amber", waiting: "amber", pending: "amber", queued: "amber", intended: "amber", doubtful: "amber",
  waiting_approval: "amber", unknown: "amber", warning: "amber", throttled: "amber", previewed: "amber", new: "amber", waiting_for_postings: "amber",
  failed: "red", rejected: "red", error: "red", broken: "red", overdue: "red", refused: "red", needs_reconnecting: "red", differs: "red",
  credited: "violet", undone: "violet", deleted: "red",
  acting: "blue", met: "green", approved: "green", again: "amber", paused: "amber", attention: "amber", expired: "amber", overtaken: "gray", cancelled: "gray",
  already_linked: "teal", skipped: "teal", linked: "teal", link: "teal", unchanged: "teal",
};

export function toneFor(state: string): Tone {
  return TONES[state.toLowerCase().replaceAll(/[\s-]+/g, "_")] ?? "gray";
}

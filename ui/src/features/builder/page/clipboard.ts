/** Steps on the clipboard: as text for other browsers, and kept in this one for where the clipboard cannot be read. */
import { copiedText, stepsFrom } from "@/features/builder/model/new-step";
import type { Step } from "@/features/builder/model/types";

const KEY = "tieout-copied-steps";

export function copySteps(steps: readonly Step[], event?: ClipboardEvent): void {
  const text = copiedText(steps);
  try {
    window.localStorage.setItem(KEY, text);
  } catch {
    // The clipboard itself still has them.
  }
  if (event?.clipboardData) {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  } else void navigator.clipboard?.writeText(text).catch(() => undefined);
}

/** What was copied last; null where that are no steps. */
export function copiedSteps(event?: ClipboardEvent): Step[] | null {
  const text = event?.clipboardData?.getData("text/plain") || window.localStorage.getItem(KEY) || "";
  return stepsFrom(text);
}

import { notifyDone } from "@/components/notify";
import { counted } from "@/lib/words";

/** How many are tried again, and why the others are not. */
export function sayRetried({ retried, runs }: { retried: number; runs: readonly { error: string }[] }): void {
  const reasons = [...new Set(runs.map(({ error }) => error).filter(Boolean))];
  const left = runs.filter(({ error }) => error !== "").length;
  const done = `${counted(retried, "run")} tried again.`;
  notifyDone(left > 0 ? `${done} ${counted(left, "run")} cannot be: ${reasons.slice(0, 3).join(" ")}` : done);
}

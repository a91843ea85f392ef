import { useEffect, type RefObject } from "react";
import { useBuilder } from "@/features/builder/model/use-builder";

const REACHABLE = "input:not([type=hidden]):not(:disabled), textarea:not(:disabled), [contenteditable=true], button:not(:disabled)";

/** Brings the cursor to the setting that a problem names; to the one that holds it where it has no input of its own. */
export function useWantedField(box: RefObject<HTMLElement | null>): void {
  const { wanted } = useBuilder();
  useEffect(() => {
    if (!wanted) return;
    const frame = requestAnimationFrame(() => {
      const holders = [...(box.current?.querySelectorAll<HTMLElement>("[data-setting]") ?? [])];
      const parts = wanted.field.split(".");
      const paths = parts.map((_, index) => parts.slice(0, parts.length - index).join("."));
      const found = paths.map((path) => holders.find((one) => one.dataset["setting"] === path)).find(Boolean);
      found?.scrollIntoView({ block: "center" });
      (found?.matches(REACHABLE) ? found : found?.querySelector<HTMLElement>(REACHABLE))?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [wanted, box]);
}

import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { PLACES } from "@/app/navigation";

const PAUSE_MS = 1_200;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

/** `g`, then the letter of a place, goes there. */
export function useGoKeys(): void {
  const navigate = useNavigate();
  useEffect(() => {
    let startedAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const place = PLACES.find(({ key }) => key === event.key);
      if (event.key === "g") startedAt = event.timeStamp;
      else if (place && startedAt > 0 && event.timeStamp - startedAt < PAUSE_MS) {
        startedAt = 0;
        void navigate({ to: place.to });
      } else startedAt = 0;
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate]);
}

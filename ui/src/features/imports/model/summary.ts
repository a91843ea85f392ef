import { counted } from "@/lib/words";

/** The values of a record in one line: plain ones as they are, lists as counts, empty ones left out. */
export function summaryOf(values: Record<string, unknown>): string {
  return Object.values(values)
    .map((value) => {
      if (Array.isArray(value)) return counted(value.length, "line");
      return typeof value === "string" || typeof value === "number" ? String(value) : "";
    })
    .filter((text) => text !== "")
    .join(" · ");
}

import { formatDay, formatInstant } from "@/lib/dates";
import { counted } from "@/lib/words";

const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

/** The values of a record in one line: dates as people read them, lists as counts; the key, which stands beside it, and what is empty are left out. */
export function summaryOf(values: Record<string, unknown>, key: string): string {
  return Object.values(values)
    .map((value) => {
      if (Array.isArray(value)) return counted(value.length, "line");
      return typeof value === "string" || typeof value === "number" ? plain(String(value)) : "";
    })
    .filter((text) => text !== "" && text !== key)
    .join(" · ");
}

function plain(text: string): string {
  if (DAY.test(text)) return formatDay(text);
  return INSTANT.test(text) ? formatInstant(text) : text;
}

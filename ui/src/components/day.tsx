import { formatDay } from "@/lib/dates";

/** A day, on one line; a dash where there is none. */
export function Day({ on }: { on: string | null | undefined }) {
  return <span style={{ whiteSpace: "nowrap" }}>{on ? formatDay(on) : "–"}</span>;
}

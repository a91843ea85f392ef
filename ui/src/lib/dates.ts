/** Dates and instants in the reader's language. */

const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const INSTANT = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
const CLOCK = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const AGO = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** "2010-12-01" gives "1 Dec 2010"; text that is no date comes back as it is. */
export function formatDay(text: string): string {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(day.getTime()) ? text : DAY.format(day);
}

/** The last day that there is: a report that has no day at which it ends. */
export function isOpenEnd(day: string): boolean {
  return day.startsWith("9999");
}

export function formatInstant(text: string): string {
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? text : INSTANT.format(instant);
}

/** The whole truth of an instant, with its time zone, for a tooltip. */
export function formatInstantLong(text: string): string {
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? text : CLOCK.format(instant);
}

/** "5 minutes ago" within the last 30 days, otherwise the day. */
export function formatAgo(text: string, now: Date = new Date()): string {
  const seconds = Math.round((new Date(text).getTime() - now.getTime()) / 1000);
  if (Number.isNaN(seconds)) return text;
  if (Math.abs(seconds) > 30 * 86_400) return formatDay(text);
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return AGO.format(Math.round(seconds / size), unit);
  }
  return "just now";
}

/** "1 h 02 min", "3 min 05 s", "0.4 s" between two instants. */
export function formatDuration(from: string, until: string): string {
  const ms = new Date(until).getTime() - new Date(from).getTime();
  if (Number.isNaN(ms) || ms < 0) return "";
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}

/** Schedules in five fields: in plain words, and when they are due next. */
import { atZone, zoned, type WallTime } from "@/features/builder/fields/model/zones";

export type BusinessDays = "any" | "only" | "next";

export interface Cron {
  minutes: number[];
  hours: number[];
  days: number[];
  months: number[];
  /** 0 is Sunday. */
  weekdays: number[];
  /** Days of the month and of the week are both named: one of them is enough. */
  either: boolean;
}

const RANGES = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 7]] as const;
const NAMES: Record<string, number> = {
  sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6,
  jan: 1, feb: 2, mar: 3, apr: 4, may: 5, jun: 6, jul: 7, aug: 8, sep: 9, oct: 10, nov: 11, dec: 12,
};
const DAYS_LOOKED_AT = 3 * 366;

/** The parsed schedule; a sentence that says what is wrong for one that cannot be read. */
export function parseCron(text: string): Cron | string {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 5) return "A schedule has five fields: minute, hour, day of the month, month, day of the week.";
  const fields: number[][] = [];
  for (const [index, part] of parts.entries()) {
    const [least, most] = RANGES[index] ?? [0, 0];
    const values = valuesOf(part, least, most);
    if (!values) return `“${part}” is not understood. Write numbers from ${least} to ${most}, such as ${least}, ${least}-${most}, */2 or *.`;
    fields.push(values);
  }
  const [minutes = [], hours = [], days = [], months = [], week = []] = fields;
  const weekdays = [...new Set(week.map((day) => day % 7))].sort((one, other) => one - other);
  return { minutes, hours, days, months, weekdays, either: !parts[2]?.startsWith("*") && !parts[4]?.startsWith("*") };
}

function valuesOf(part: string, least: number, most: number): number[] | undefined {
  const found = new Set<number>();
  for (const piece of part.toLowerCase().split(",")) {
    const match = /^(\*|[a-z]{3}|\d{1,2})(?:-([a-z]{3}|\d{1,2}))?(?:\/(\d{1,2}))?$/.exec(piece);
    if (!match) return undefined;
    const [, from = "", until, every] = match;
    const first = from === "*" ? least : numberOf(from);
    const last = until !== undefined ? numberOf(until) : from === "*" || every ? most : first;
    const step = every === undefined ? 1 : Number(every);
    if (first === undefined || last === undefined || step < 1 || first < least || last > most || first > last) return undefined;
    for (let value = first; value <= last; value += step) found.add(value);
  }
  return [...found].sort((one, other) => one - other);
}

function numberOf(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : NAMES[text];
}

/** The next instants at which it is due, in the time zone's own wall time. */
export function nextTimes(cron: Cron, { after, zone, businessDays, count }: { after: Date; zone: string; businessDays: BusinessDays; count: number }): Date[] {
  const found = new Set<number>();
  const start = zoned(after, zone);
  // Days are counted at noon in UTC, where none has 23 or 25 hours; a day moved on to Monday may lie before the first.
  const noon = Date.UTC(start.year, start.month - 1, start.day, 12) - 3 * 86_400_000;
  for (let ahead = 0; ahead < DAYS_LOOKED_AT && found.size < count + 60; ahead += 1) {
    const day = new Date(noon + ahead * 86_400_000);
    if (!isDue(cron, day)) continue;
    const moved = movedDay(day, businessDays);
    if (!moved) continue;
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const wall: WallTime = { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate(), hour, minute };
        const instant = atZone(wall, zone).getTime();
        if (instant > after.getTime()) found.add(instant);
      }
    }
  }
  return [...found].sort((one, other) => one - other).slice(0, count).map((instant) => new Date(instant));
}

function isDue(cron: Cron, day: Date): boolean {
  if (!cron.months.includes(day.getUTCMonth() + 1)) return false;
  const ofMonth = cron.days.includes(day.getUTCDate());
  const ofWeek = cron.weekdays.includes(day.getUTCDay());
  return cron.either ? ofMonth || ofWeek : ofMonth && ofWeek;
}

function movedDay(day: Date, businessDays: BusinessDays): Date | undefined {
  const weekday = day.getUTCDay();
  const isFree = weekday === 0 || weekday === 6;
  if (businessDays === "any" || !isFree) return day;
  return businessDays === "next" ? new Date(day.getTime() + (weekday === 6 ? 2 : 1) * 86_400_000) : undefined;
}

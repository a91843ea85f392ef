/** Schedules as people say them: the plain ways that a form offers, and any other as a sentence. */
import { parseCron, type BusinessDays } from "@/features/builder/fields/model/cron";

export type Rhythm = "minutes" | "hourly" | "daily" | "weekly" | "monthly" | "own";

/** A plain schedule; `every` counts minutes, `weekdays` begin with Sunday as 0. */
export interface Plain {
  rhythm: Rhythm;
  every: number;
  minute: number;
  hour: number;
  weekdays: number[];
  day: number;
}

export const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
export const START: Plain = { rhythm: "daily", every: 15, minute: 0, hour: 9, weekdays: [1], day: 1 };
const NUMBER = /^\d{1,2}$/;

/** How the form shows a schedule. */
export function plainOf(cron: string): Plain {
  const [minute = "", hour = "", day = "", month = "", week = ""] = cron.trim().split(/\s+/);
  const own: Plain = { ...START, rhythm: "own" };
  if (typeof parseCron(cron) === "string" || month !== "*") return own;
  const often = /^\*\/(\d{1,2})$/.exec(minute)?.[1];
  if (often && [hour, day, week].every((part) => part === "*")) return { ...START, rhythm: "minutes", every: Number(often) };
  if (!NUMBER.test(minute)) return own;
  const at = { ...START, minute: Number(minute) };
  if ([hour, day, week].every((part) => part === "*")) return { ...at, rhythm: "hourly" };
  if (!NUMBER.test(hour)) return own;
  const timed = { ...at, hour: Number(hour) };
  if (day === "*" && week === "*") return { ...timed, rhythm: "daily" };
  if (day === "*" && /^\d(,\d)*$/.test(week)) return { ...timed, rhythm: "weekly", weekdays: week.split(",").map((one) => Number(one) % 7) };
  return NUMBER.test(day) && week === "*" ? { ...timed, rhythm: "monthly", day: Number(day) } : own;
}

export function cronOf(plain: Plain): string {
  const { minute, hour } = plain;
  switch (plain.rhythm) {
    case "minutes": return `*/${plain.every} * * * *`;
    case "hourly": return `${minute} * * * *`;
    case "weekly": return `${minute} ${hour} * * ${[...plain.weekdays].sort((one, other) => one - other).join(",") || "1"}`;
    case "monthly": return `${minute} ${hour} ${plain.day} * *`;
    default: return `${minute} ${hour} * * *`;
  }
}

/** "Every weekday at 09:00, on Monday to Friday only." */
export function scheduleSentence({ cron, businessDays, zone }: { cron: string; businessDays: BusinessDays; zone: string }): string {
  const moved = { any: "", only: ", on Monday to Friday only", next: ", moved to Monday where it falls on a weekend" }[businessDays];
  return `${rhythmWords(cron)}${moved} (${zone}).`;
}

function rhythmWords(cron: string): string {
  const plain = plainOf(cron);
  const at = `${two(plain.hour)}:${two(plain.minute)}`;
  switch (plain.rhythm) {
    case "minutes": return plain.every === 1 ? "Every minute" : `Every ${plain.every} minutes`;
    case "hourly": return plain.minute === 0 ? "Every hour, on the hour" : `Every hour, ${plain.minute} minutes past`;
    case "daily": return `Every day at ${at}`;
    case "weekly": return `Every ${listed(weekdayNames(plain.weekdays))} at ${at}`;
    case "monthly": return `On day ${plain.day} of every month at ${at}`;
    case "own": return ownWords(cron);
  }
}

function ownWords(text: string): string {
  const cron = parseCron(text);
  if (typeof cron === "string") return "Not a schedule yet";
  const isFew = cron.hours.length * cron.minutes.length <= 4;
  const times = isFew
    ? `at ${listed(cron.hours.flatMap((hour) => cron.minutes.map((minute) => `${two(hour)}:${two(minute)}`)))}`
    : `${cron.minutes.length * cron.hours.length} times a day between ${two(cron.hours[0] ?? 0)}:${two(cron.minutes[0] ?? 0)} and ${two(cron.hours.at(-1) ?? 0)}:${two(cron.minutes.at(-1) ?? 0)}`;
  const ofMonth = cron.days.length < 31 ? `on day ${listed(cron.days.map(String))}` : "";
  const ofWeek = cron.weekdays.length < 7 ? `on ${listed(weekdayNames(cron.weekdays))}` : "";
  const days = [ofMonth, ofWeek].filter(Boolean).join(cron.either ? " or " : " and ");
  const months = cron.months.length < 12 ? ` in ${listed(cron.months.map((month) => MONTHS[month - 1] ?? ""))}` : "";
  const said = `${days || "every day"}${months} ${times}`;
  return said.charAt(0).toUpperCase() + said.slice(1);
}

function weekdayNames(days: readonly number[]): string[] {
  const sorted = [...days].sort((one, other) => ((one + 6) % 7) - ((other + 6) % 7));
  return sorted.join() === "1,2,3,4,5" ? ["weekday"] : sorted.map((day) => WEEKDAYS[day] ?? "");
}

function listed(words: readonly string[]): string {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : (words[0] ?? "");
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

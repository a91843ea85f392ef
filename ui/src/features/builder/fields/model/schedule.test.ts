import { expect, it } from "vitest";
import { nextTimes, parseCron } from "@/features/builder/fields/model/cron";
import { cronOf, plainOf, scheduleSentence } from "@/features/builder/fields/model/schedule-words";

function next(cron: string, { after = "2026-03-27T12:00:00Z", zone = "UTC", businessDays = "any" as "any" | "only" | "next", count = 3 } = {}) {
  const parsed = parseCron(cron);
  if (typeof parsed === "string") return parsed;
  return nextTimes(parsed, { after: new Date(after), zone, businessDays, count }).map((time) => time.toISOString());
}

it("keeps the wall time over a clock change", () => {
  expect(next("0 9 * * *", { zone: "Europe/London" })).toEqual(["2026-03-28T09:00:00.000Z", "2026-03-29T08:00:00.000Z", "2026-03-30T08:00:00.000Z"]);
});

it("leaves weekends out, or moves them to Monday once", () => {
  expect(next("0 9 * * *", { businessDays: "only", count: 2 })).toEqual(["2026-03-30T09:00:00.000Z", "2026-03-31T09:00:00.000Z"]);
  expect(next("0 9 28 * *", { businessDays: "next", count: 1 })).toEqual(["2026-03-30T09:00:00.000Z"]);
  expect(next("0 9 28 * *", { businessDays: "next", count: 1, after: "2026-03-29T12:00:00Z" })).toEqual(["2026-03-30T09:00:00.000Z"]);
});

it("takes a day of the month or of the week where both are named", () => {
  expect(next("0 0 1 * mon", { count: 2 })).toEqual(["2026-03-30T00:00:00.000Z", "2026-04-01T00:00:00.000Z"]);
});

it("finds nothing for a day that there is not, and says what cannot be read", () => {
  expect(next("0 0 31 2 *")).toEqual([]);
  expect(next("0 25 * * *")).toMatch(/“25” is not understood/);
  expect(next("every day")).toMatch(/five fields/);
});

it.each([
  ["*/15 * * * *", "Every 15 minutes (UTC)."], ["0 * * * *", "Every hour, on the hour (UTC)."], ["30 7 * * *", "Every day at 07:30 (UTC)."],
  ["0 9 * * 1,2,3,4,5", "Every weekday at 09:00 (UTC)."], ["0 9 1 * *", "On day 1 of every month at 09:00 (UTC)."], ["0 9,17 1 1 *", "On day 1 in January at 09:00 and 17:00 (UTC)."],
])("says %s in words", (cron, words) => {
  expect(scheduleSentence({ cron, businessDays: "any", zone: "UTC" })).toBe(words);
});

it("gives a plain schedule back as it was", () => {
  for (const cron of ["*/5 * * * *", "10 * * * *", "30 7 * * *", "0 9 * * 1,5", "15 8 28 * *"]) expect(cronOf(plainOf(cron))).toBe(cron);
});

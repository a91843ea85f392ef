import { expect, it } from "vitest";
import { formatAgo, formatDay, formatDuration } from "@/lib/dates";

it("shows a date as that date in every time zone", () => {
  expect(formatDay("2010-12-01")).toMatch(/1/);
  expect(formatDay("2010-12-01")).toMatch(/Dec/);
  expect(formatDay("soon")).toBe("soon");
});

it("says how long ago", () => {
  const now = new Date("2026-11-20T10:00:00Z");
  expect(formatAgo("2026-11-20T09:59:40Z", now)).toBe("just now");
  expect(formatAgo("2026-11-20T09:55:00Z", now)).toBe("5 minutes ago");
  expect(formatAgo("2026-11-19T10:00:00Z", now)).toBe("yesterday");
  expect(formatAgo("never", now)).toBe("never");
});

it("says how long it took", () => {
  expect(formatDuration("2026-11-20T09:00:00Z", "2026-11-20T09:00:00.400Z")).toBe("0.4 s");
  expect(formatDuration("2026-11-20T09:00:00Z", "2026-11-20T09:03:05Z")).toBe("3 min 05 s");
  expect(formatDuration("2026-11-20T09:00:00Z", "2026-11-20T10:02:00Z")).toBe("1 h 02 min");
  expect(formatDuration("2026-11-20T09:00:00Z", "2026-11-20T08:00:00Z")).toBe("");
});

import { expect, it } from "vitest";
import { summaryOf } from "@/features/imports/model/summary";
import { formatDay, formatInstant } from "@/lib/dates";

it("leaves out the key, and writes dates as people read them", () => {
  const values = { number: "536365", customer: "17850", ordered_on: "2010-12-01", country: "", lines: [{}, {}] };
  expect(summaryOf(values, "536365")).toBe(`17850 · ${formatDay("2010-12-01")} · 2 lines`);
  expect(summaryOf({ at: "2010-12-01T08:26:00" }, "1")).toBe(formatInstant("2010-12-01T08:26:00"));
});

it("takes no code for a date", () => {
  expect(summaryOf({ code: "2010-12-01-A" }, "1")).toBe("2010-12-01-A");
});

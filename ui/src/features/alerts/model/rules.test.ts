import { expect, it } from "vitest";
import { bodyOf, draftOf, ruleText, switched } from "@/features/alerts/model/rules";
import { digestAlert, overdueAlert } from "@/testing/alert-fixtures";

it("sends only the settings that the kind has", () => {
  expect(bodyOf({ ...draftOf(overdueAlert), kind: "broken" }).settings).toEqual({});
  expect(bodyOf({ ...draftOf(overdueAlert), name: "  Late  " })).toMatchObject({ name: "Late", settings: { connection: null, side: "receivable", amount: "500.0000", currency: "GBP", each_contact: true } });
});

it("says a rule as a sentence", () => {
  expect(ruleText(overdueAlert)).toBe("More than £500.00 overdue from one customer");
  expect(ruleText({ ...overdueAlert, settings: { ...overdueAlert.settings, side: "payable", each_contact: false } })).toBe("More than £500.00 overdue in total, to suppliers");
  expect(ruleText(digestAlert)).toBe("Every Monday at 08:00, Europe/London");
  expect(ruleText({ kind: "run_failed", settings: { automations: ["a1"] } })).toBe("Runs of 1 automation");
  expect(ruleText({ kind: "exception", settings: { causes: ["totals_differ"] } })).toBe("Totals differ");
  expect(ruleText({ kind: "expiring", settings: { days: 1 } })).toBe("1 day before");
});

it("switches a rule without changing what it looks for", () => {
  expect(switched(digestAlert, false)).toEqual({ ...bodyOf(draftOf(digestAlert)), enabled: false });
  expect(switched(digestAlert, false).settings).toEqual(digestAlert.settings);
});

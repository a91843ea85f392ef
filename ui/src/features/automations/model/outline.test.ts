import { expect, it } from "vitest";
import { conditionText, outlineOf, triggerText } from "@/features/automations/model/outline";
import { automation } from "@/testing/ledger-fixtures";

it("reads a condition as a sentence", () => {
  const condition = {
    combinator: "and",
    rules: [
      { field: "country", operator: "=", value: "United Kingdom" },
      { combinator: "or", rules: [{ field: "number", operator: "beginsWith", value: "C" }, { field: "amount", operator: "null" }] },
    ],
  };
  expect(conditionText(condition)).toBe("Country is United Kingdom and (Number begins with C or Amount is empty)");
  expect(conditionText({ combinator: "or", not: true, rules: [{ field: "code", operator: "in", value: ["D", "M"] }] })).toBe("not Code is one of D, M");
});

it("lists the steps with those of a branch under their condition", () => {
  const [check] = outlineOf(automation.definition);
  expect(check?.about).toBe("Payment status is not posted and Lines is not empty");
  expect(check?.branches.map(({ label, steps }) => [label, steps[0]?.title])).toEqual([["Then", "Create the invoice or credit note"]]);
  expect(check?.branches[0]?.steps[0]?.onError).toBe("On an error it waits in the Inbox.");
});

it("says what starts it", () => {
  expect(triggerText(automation.definition)).toBe("When a record is created or changed in Orders");
  expect(triggerText({ trigger: { type: "entity_changed", kind: "invoice" } })).toBe("When invoices in the ledger change");
});

it("makes nothing of what is no definition", () => {
  expect(outlineOf(null)).toEqual([]);
  expect(outlineOf({ steps: "none" })).toEqual([]);
});

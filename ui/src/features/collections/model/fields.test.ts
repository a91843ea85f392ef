import { expect, it } from "vitest";
import { hiddenAtFirst, isShown, sortAtFirst } from "@/features/collections/model/fields";
import { collections, orders } from "@/testing/fixtures";

it("leaves room for the amounts at first", () => {
  expect(hiddenAtFirst(orders.fields)).toEqual(["currency", "lines", "incomplete"]);
});

it("hides no currency where no amount would show it", () => {
  expect(hiddenAtFirst(orders.fields.filter(({ type }) => type === "text"))).toEqual(["incomplete"]);
});

it("begins with the newest record, where the records have a day", () => {
  expect(sortAtFirst(orders.fields)).toBe("-ordered_on");
  expect(sortAtFirst(collections[1]?.fields ?? [])).toBeUndefined();
});

it("has a place for what is missing only when something is", () => {
  expect(isShown({ key: "incomplete" }, { incomplete: "" })).toBe(false);
  expect(isShown({ key: "incomplete" }, { incomplete: "Row 8" })).toBe(true);
  expect(isShown({ key: "country" }, {})).toBe(true);
});

import { expect, it } from "vitest";
import { changedFigure, collectionsFor, exceptionOf, recordIdOf, restOf } from "@/features/reports/model/difference";
import { verdictOf } from "@/features/reports/model/verdict";
import { collections } from "@/testing/fixtures";
import { tieOut } from "@/testing/ledger-fixtures";

it("is good when everything agrees, and when every difference is explained", () => {
  expect(verdictOf(0, [{ currency: "GBP", amount: "0.00" }])).toMatchObject({ good: true, title: "Everything agrees" });
  expect(verdictOf(3, [])).toMatchObject({ good: true, title: "Every difference is explained" });
});

it("is bad by one cent in one currency", () => {
  expect(verdictOf(0, [{ currency: "GBP", amount: "0.00" }, { currency: "EUR", amount: "-0.01" }]).good).toBe(false);
});

it("looks at the figure that differs", () => {
  const nil = { documents: 0, net: "0.00", tax: "0.00", gross: "0.00", due: "0.00" };
  expect(changedFigure({ amounts: { ...nil, due: "12.00" } })).toBe("due");
  expect(changedFigure({ amounts: { ...nil, gross: "0.01", due: "0.01" } })).toBe("gross");
  expect(changedFigure({ amounts: nil })).toBe("gross");
});

it("knows the record of a difference only where one side is the records", () => {
  const [records, ledgers] = tieOut.pairs;
  const difference = records?.differences[0];
  if (!records || !ledgers || !difference) throw new Error("the sample has two pairs and a difference");
  expect(recordIdOf(records, difference)).toBe("r5");
  expect(recordIdOf(ledgers, difference)).toBe("");
});

it("says nil in every currency of the sides", () => {
  expect(restOf(tieOut.pairs, [])).toEqual([{ currency: "GBP", amount: "0.00" }]);
  expect(restOf(tieOut.pairs, [{ currency: "EUR", amount: "0.01" }])).toEqual([{ currency: "EUR", amount: "0.01" }, { currency: "GBP", amount: "0.00" }]);
});

it("looks for a document's record where such documents are kept", () => {
  const bills = { ...collections[0], key: "purchases", accounting_type: "bills" } as (typeof collections)[number];
  expect(collectionsFor("credit_note", [...collections, bills]).map(({ key }) => key)).toEqual(["orders"]);
  expect(collectionsFor("bill", [...collections, bills]).map(({ key }) => key)).toEqual(["purchases"]);
});

it("knows the exception of either side", () => {
  const figure = tieOut.pairs[0]?.differences[0]?.left ?? null;
  expect(exceptionOf({ left: figure, right: null })).toBe("not_a_sale");
  expect(exceptionOf({ left: null, right: null })).toBe("");
});

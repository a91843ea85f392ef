import { expect, it } from "vitest";
import { NO_MAPS, inOrder, sameMaps, startingMaps, withChoice } from "@/features/sync/model/maps";
import { progressOf } from "@/features/sync/model/progress";
import { suggestedMaps } from "@/testing/ledger-fixtures";

it("fills in suggestions, and keeps what was agreed", () => {
  const agreed = { ...NO_MAPS, account_map: { "200": "81", old: "1" } };
  const maps = startingMaps(agreed, suggestedMaps);
  expect(maps.account_map).toEqual({ "200": "81", old: "1" });
  expect(maps.tax_map).toEqual({ OUTPUT2: "6" });
});

it("puts what has a counterpart first, each part by code", () => {
  const choices = ["1000 Bank", "207 Postage Income", "200 Sales"].map((name) => ({ key: name.split(" ")[0] ?? "", name, suggested: null }));
  const { mapped, open } = inOrder(choices, { "200": "79" });
  expect(mapped.map(({ key }) => key)).toEqual(["200"]);
  expect(open.map(({ key }) => key)).toEqual(["207", "1000"]);
});

it("takes a counterpart away", () => {
  const maps = startingMaps(NO_MAPS, suggestedMaps);
  expect(withChoice(maps, "tax_map", "OUTPUT2", "").tax_map).toEqual({});
});

it("sees no change in another order of keys", () => {
  expect(sameMaps({ ...NO_MAPS, account_map: { a: "1", b: "2" } }, { ...NO_MAPS, account_map: { b: "2", a: "1" } })).toBe(true);
  expect(sameMaps({ ...NO_MAPS, account_map: { a: "1" } }, NO_MAPS)).toBe(false);
});

it("adds postings up by what they mean", () => {
  const { total, done, refused } = progressOf({ posted: 46, skipped: 2, rejected: 3, intended: 70, sending: 0 });
  expect({ total, done, refused }).toEqual({ total: 121, done: 48, refused: 3 });
  expect(progressOf({}).total).toBe(1);
});

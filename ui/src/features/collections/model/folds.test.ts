import { expect, it } from "vitest";
import { ALL_FOLDED, foldsOf, isFolded, linesOf, withFold } from "@/features/collections/model/folds";
import { groupingOf } from "@/features/collections/model/groups";
import { records } from "@/testing/fixtures";

it("reads in the address what it wrote there, whatever a group is called", () => {
  for (const key of ["", "paid", "a, b", "*", ".", "50%"]) {
    const text = withFold(undefined, key);
    expect(isFolded(foldsOf(text), key)).toBe(true);
    expect(isFolded(foldsOf(text), "another")).toBe(false);
    expect(withFold(text, key)).toBeUndefined();
    const but = withFold(ALL_FOLDED, key);
    expect(isFolded(foldsOf(but), key)).toBe(false);
    expect(isFolded(foldsOf(but), "another")).toBe(true);
    expect(withFold(but, key)).toBe(ALL_FOLDED);
  }
  expect(isFolded(foldsOf("*,.%E0%A4%A,nonsense"), "paid")).toBe(true);
});

it("leaves the head of a folded group, and every record of the others", () => {
  const rows = [...records].sort((one, other) => String(one.values["country"]).localeCompare(String(other.values["country"])));
  const grouping = groupingOf("country");
  expect(linesOf(rows, undefined, foldsOf(ALL_FOLDED))).toHaveLength(24);
  const open = linesOf(rows, grouping, foldsOf(undefined));
  expect(open.filter(({ begins }) => begins)).toHaveLength(2);
  expect(open).toHaveLength(24);
  const france = linesOf(rows, grouping, foldsOf(withFold(undefined, "france")));
  expect(france.map(({ isFolded: folded }) => folded)).toEqual([true, ...Array.from({ length: 20 }, () => false)]);
  expect(linesOf(rows, grouping, foldsOf(ALL_FOLDED)).map(({ row }) => row.values["country"])).toEqual(["France", "United Kingdom"]);
});

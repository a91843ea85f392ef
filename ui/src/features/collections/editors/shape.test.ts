import { expect, it } from "vitest";
import { isSame, numberText } from "@/features/collections/editors/shape";

it("reads amounts as people write them, and leaves what is none for the server to refuse", () => {
  expect(["£1,234.50", "(12.00)", "-£3", ".5", "12 apples", "1,23"].map(numberText)).toEqual(["1234.50", "-12.00", "-3", ".5", "12 apples", "1,23"]);
});

it("takes nothing, an empty text and no list for the same", () => {
  expect(isSame(null, "")).toBe(true);
  expect(isSame([], undefined)).toBe(true);
  expect(isSame("0", "")).toBe(false);
  expect(isSame([{ a: "1" }], [{ a: "1" }])).toBe(true);
});

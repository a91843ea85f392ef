import { expect, it } from "vitest";
import { isSame, numberText } from "@/features/collections/editors/shape";

it("reads amounts as people write them, and leaves what is none for the server to refuse", () => {
  expect(["£1,234.50", "(12.00)", "-£3", ".5", "12 apples", "1,23"].map(numberText)).toEqual(["1234.50", "-12.00", "-3", ".5", "12 apples", "1,23"]);
});

it("guesses no number: a fraction with a comma and brackets about a minus are for the server to refuse", () => {
  const texts = ["0,125", "-0,500", "00,123", "1.234,50", "(-5.00)", "(£-5.00)"];
  expect(texts.map(numberText)).toEqual(texts);
  expect(["-£1,234,567", "(£5.00)", "−3"].map(numberText)).toEqual(["-1234567", "-5.00", "-3"]);
});

it("takes nothing, an empty text and no list for the same", () => {
  expect(isSame(null, "")).toBe(true);
  expect(isSame([], undefined)).toBe(true);
  expect(isSame("0", "")).toBe(false);
  expect(isSame([{ a: "1" }], [{ a: "1" }])).toBe(true);
});

import { expect, it } from "vitest";
import { asRule, begun, partsOf, ruleOf, type ValueRule } from "@/features/builder/fields/model/value-rules";

it("is the simplest rule that says the same", () => {
  expect(ruleOf([], null)).toBeNull();
  expect(ruleOf(["Order ", "7"], null)).toEqual({ kind: "fixed", value: "Order 7" });
  expect(ruleOf(["", { path: "total" }, ""], null)).toEqual({ kind: "field", path: "total" });
  expect(ruleOf(["Order ", { path: "number" }], null)).toEqual({ kind: "text", parts: ["Order ", { path: "number" }] });
});

it("keeps the value that stands in where the field is empty", () => {
  const before: ValueRule = { kind: "field", path: "a", otherwise: { kind: "fixed", value: "none" } };
  expect(ruleOf([{ path: "b" }], before)).toEqual({ ...before, path: "b" });
});

it("writes every rule of text and values back as it was", () => {
  const rules: ValueRule[] = [{ kind: "field", path: "a" }, { kind: "fixed", value: "x" }, { kind: "text", parts: ["a ", { path: "b" }, " c"] }];
  for (const rule of rules) expect(ruleOf(partsOf(rule), rule)).toEqual(rule);
});

it("takes along what was read when another way is chosen", () => {
  expect(begun("formula", { kind: "field", path: "net" })).toEqual({ kind: "formula", source: "net" });
  expect(begun("written", { kind: "lookup", path: "country", table: {} })).toEqual({ kind: "field", path: "country" });
});

it("reads a plain value as written, and what is no rule as none", () => {
  expect(asRule("https://")).toEqual({ kind: "fixed", value: "https://" });
  expect(asRule({ kind: "magic" })).toBeNull();
});

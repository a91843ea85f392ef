import { describe, expect, it } from "vitest";
import { directionOf, ruleOf, withDirection, withRule } from "@/features/accounting/model/mapping";
import { emptyRule, partsOfText, standIn, textOfParts, withStandIn } from "@/features/accounting/model/rules";

describe("rules", () => {
  it("read a text with fields and write it back as it was", () => {
    const parts = partsOfText("Order {number} of {customer.name}, {not a field}");
    expect(parts).toEqual(["Order ", { path: "number" }, " of ", { path: "customer.name" }, ", {not a field}"]);
    expect(textOfParts(parts)).toBe("Order {number} of {customer.name}, {not a field}");
  });

  it("keep the field when the source changes, and give a value for what is empty", () => {
    expect(emptyRule("lookup", { kind: "field", path: "size" })).toEqual({ kind: "lookup", path: "size", table: {} });
    const rule = withStandIn({ kind: "field", path: "account" }, "200");
    expect(standIn(rule)).toBe("200");
    expect(standIn(withStandIn(rule, ""))).toBe("");
  });
});

describe("a mapping", () => {
  it("sends what has a rule to the ledger unless it says another way", () => {
    const draft = withRule({ type: "contacts" }, "email", { kind: "field", path: "email" });
    expect(directionOf(draft, "email")).toBe("to_ledger");
    expect(directionOf(withDirection(draft, "email", "both"), "email")).toBe("both");
    expect(directionOf(draft, "phone")).toBe("none");
  });

  it("keeps the rules of lines apart from those of the document", () => {
    const draft = withRule({ type: "invoices", lines: { path: "rows" } }, "lines.quantity", { kind: "fixed", value: "1" });
    expect(draft["lines"]).toEqual({ path: "rows", quantity: { kind: "fixed", value: "1" } });
    expect(ruleOf(draft, "quantity")).toBeNull();
  });
});

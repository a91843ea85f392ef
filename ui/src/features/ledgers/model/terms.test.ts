import { expect, it } from "vitest";
import { contactKindOf, headsOf, kindsOf, markOf } from "@/features/ledgers/model/kinds";
import { sidesOf, taxOf, totalsOf } from "@/features/ledgers/model/terms";

it("puts debits and credits into columns of their own, without a sign", () => {
  expect(sidesOf("120.00")).toEqual({ debit: "120.00", credit: "" });
  expect(sidesOf("-120.00")).toEqual({ debit: "", credit: "120.00" });
  expect(sidesOf("")).toEqual({ debit: "", credit: "" });
});

it("adds each column up to the last digit", () => {
  expect(totalsOf([{ amount: "0.10" }, { amount: "0.20" }, { amount: "-0.30" }])).toEqual({ debit: "0.30", credit: "0.30" });
  expect(taxOf([{ tax: "1.00" }, { tax: "-1.00" }, {}])).toBe("");
  expect(taxOf([{ tax: "2.40" }])).toBe("2.40");
});

it("knows customers and suppliers apart only where the ledger does", () => {
  expect(kindsOf("sage")[0]).toBe("contact");
  expect(kindsOf("quickbooks").slice(0, 2)).toEqual(["customer", "supplier"]);
  expect(contactKindOf("sage", "supplier_payment", "")).toBe("contact");
  expect(contactKindOf("quickbooks", "bank_transaction", "spent")).toBe("supplier");
  expect(contactKindOf("quickbooks", "bank_transaction", "received")).toBe("customer");
});

it("heads a list with what its kind has", () => {
  expect(headsOf("contact")).toEqual(["Name", "Code"]);
  expect(headsOf("invoice")).toEqual(["Number", "Contact"]);
  expect(headsOf("transfer")).toEqual(["Reference", null]);
  expect(headsOf("journal")).toEqual(["Number", "Narration"]);
  expect(markOf("payment")).toBe("Reference");
});

import { expect, it } from "vitest";
import { counted, entryText, postingText, wordFor, wordsFor } from "@/lib/words";

it("makes keys readable", () => {
  expect(wordFor("credit_note")).toBe("Credit note");
  expect(wordFor("something_new")).toBe("Something new");
  expect(wordsFor("tax_rate")).toBe("Tax rates");
});

it("counts in plain words", () => {
  expect(counted(1, "row")).toBe("1 row");
  expect(counted(1204, "entry", "entries")).toBe("1,204 entries");
});

it("says what was done, and to what", () => {
  expect(entryText({ action: "import.finished", text: "orders.csv" })).toBe("Import finished: orders.csv");
  expect(entryText({ action: "tie_out.finished", text: "Records ↔ Demo Company (UK)" })).toBe("Tie-out finished: Records ↔ Demo Company (UK)");
  expect(entryText({ action: "run.cancelled", text: "" })).toBe("Run cancelled");
});

it("says it once where the text says it already", () => {
  expect(entryText({ action: "record.created", text: "Orders 70052 created" })).toBe("Orders 70052 created");
  expect(entryText({ action: "record.updated", text: "Orders 70052 updated: amount_due" })).toBe("Orders 70052 updated: amount_due");
  expect(entryText({ action: "posting.posted", text: "Invoice 70052 is in Demo Company (UK)" })).toBe("Invoice 70052 is in Demo Company (UK)");
  expect(entryText({ action: "sync.enabled", text: "Shop to QuickBooks was switched on" })).toBe("Shop to QuickBooks was switched on");
  expect(entryText({ action: "entity.updated", text: "invoice 70052" })).toBe("Invoice 70052 updated in the ledger");
});

it("names what is posted once", () => {
  expect(postingText({ action: "create", kind: "invoice", title: "Invoice 70035" })).toBe("Create invoice 70035");
  expect(postingText({ action: "create", kind: "credit_note", title: "Credit note 70036" })).toBe("Create credit note 70036");
  expect(postingText({ action: "update", kind: "contact", title: "Invoiced Ltd" })).toBe("Update contact Invoiced Ltd");
});

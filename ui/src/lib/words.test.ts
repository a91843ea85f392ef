import { expect, it } from "vitest";
import { counted, entryText, wordFor, wordsFor } from "@/lib/words";

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
  expect(entryText({ action: "record.created", text: "Orders 70052" })).toBe("Record created: Orders 70052");
  expect(entryText({ action: "run.cancelled", text: "" })).toBe("Run cancelled");
});

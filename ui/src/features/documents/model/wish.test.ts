import { expect, it } from "vitest";
import { choiceOf, merged, quantityTrouble, readDay, wishOf, withLine } from "@/features/documents/model/wish";
import { draft } from "@/testing/document-fixtures";

it("reads a due date as so many days after the document's, as a date, or as nothing", () => {
  expect(readDay("+30", "2026-10-20")).toBe("2026-11-19");
  expect(readDay(" +0 ", "2026-10-20")).toBe("2026-10-20");
  expect(readDay("2026-12-01", "2026-10-20")).toBe("2026-12-01");
  expect(readDay("1/12/2026", "")).toBe("2026-12-01");
  expect(readDay("", "2026-10-20")).toBe("");
  for (const wrong of ["30", "+x", "2026-02-30", "31.02.2026", "soon"]) expect(readDay(wrong, "2026-10-20")).toBeNull();
});

it("ticks what is open, and leaves what the mapping says to the mapping [X-39]", () => {
  const choice = choiceOf(draft);
  expect(choice.lines.map(({ ticked, quantity }) => [ticked, quantity])).toEqual([[true, "3"], [false, "0"]]);
  expect(wishOf(choice, draft)?.lines).toEqual([{ number: 1, quantity: "3", tax_code: null, account: null, without_item: false }]);
  const changed = withLine(choice, 1, { quantity: "2", taxCode: "NONE" });
  expect(wishOf(changed, draft)?.lines).toEqual([{ number: 1, quantity: "2", tax_code: "NONE", account: null, without_item: false }]);
});

it("asks nothing while something cannot be read", () => {
  const choice = choiceOf(draft);
  expect(wishOf({ ...choice, dueOn: "soon" }, draft)).toBeNull();
  expect(wishOf(withLine(choice, 1, { ticked: false }), draft)).toBeNull();
  const [line] = draft.lines;
  const [typed] = withLine(choice, 1, { quantity: "many" }).lines;
  expect(line && typed && quantityTrouble(typed, line)).toBe("Write a number, such as 2.5.");
});

it("keeps what was typed when the draft is read again", () => {
  const choice = withLine(choiceOf(draft), 1, { quantity: "1", taxCode: "" });
  const [line] = merged(choice, draft).lines;
  expect(line).toMatchObject({ quantity: "1", taxCode: "OUTPUT2" });
});

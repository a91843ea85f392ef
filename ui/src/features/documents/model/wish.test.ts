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
  expect(wishOf(choice, draft)?.lines).toEqual([{ number: 1, identity: "cup", quantity: "3", tax_code: null, account: null, without_item: false }]);
  const changed = withLine(choice, 1, { quantity: "2", taxCode: "NONE" });
  expect(wishOf(changed, draft)?.lines).toEqual([{ number: 1, identity: "cup", quantity: "2", tax_code: "NONE", account: null, without_item: false }]);
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

it("lets a choice stay with its line when a colleague puts another one before it", () => {
  const [cup, plate] = draft.lines;
  if (!cup || !plate) throw new Error("the draft has two lines");
  const choice = withLine(choiceOf(draft), 1, { quantity: "2" });
  const saucer = { ...cup, number: 1, identity: "saucer", description: "Saucer" };
  const read = { ...draft, lines: [saucer, { ...cup, number: 2 }, { ...plate, number: 3 }] };
  const after = merged(choice, read);
  expect(after.lines.map(({ number, identity, ticked, quantity }) => [number, identity, ticked, quantity])).toEqual([
    [1, "saucer", false, "3"], [2, "cup", true, "2"], [3, "plate", false, "0"],
  ]);
  expect(wishOf(after, read)?.lines.map(({ number, identity, quantity }) => [number, identity, quantity])).toEqual([[2, "cup", "2"]]);
});

it("tells equal lines apart by their order", () => {
  const [cup] = draft.lines;
  if (!cup) throw new Error("the draft has a line");
  const two = { ...draft, lines: [cup, { ...cup, number: 2 }] };
  const choice = withLine(choiceOf(two), 2, { quantity: "1" });
  expect(merged(choice, two).lines.map(({ quantity }) => quantity)).toEqual(["3", "1"]);
});

it("unticks what somebody else has put on a document meanwhile", () => {
  const choice = choiceOf(draft);
  const gone = { ...draft, lines: draft.lines.map((line) => ({ ...line, open: "0", refusal: "All of it stands on documents already." })) };
  expect(choice.lines[0]?.ticked).toBe(true);
  expect(merged(choice, gone).lines.map(({ ticked }) => ticked)).toEqual([false, false]);
  expect(wishOf(merged(choice, gone), gone)).toBeNull();
});

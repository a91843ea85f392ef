import { expect, it } from "vitest";
import { changed, redone, startHistory, undone, UNDO_MAX } from "@/features/builder/model/history";
import { emptyDefinition, newStep } from "@/features/builder/model/new-step";

const START = startHistory({ ...emptyDefinition(), steps: [{ ...newStep("log"), id: "log" }] });
const rename = (name: string) => ({ type: "rename", id: "log", name }) as const;
const nameIn = (history: typeof START) => history.present.steps[0]?.name;

it("takes back and does again, one action at a time", () => {
  const two = changed(changed(START, rename("One")), rename("Two"));
  const back = undone(two);
  expect([nameIn(back), nameIn(undone(back)), nameIn(redone(back))]).toEqual(["One", "", "Two"]);
});

it("counts typing in one field as one action", () => {
  const typed = ["T", "To", "Tot"].reduce((history, name) => changed(history, rename(name), "name:log"), START);
  expect(typed.past).toHaveLength(1);
  expect(changed(typed, rename("Other"), "name:other").past).toHaveLength(2);
});

it("begins a new action after an undo, also in the same field", () => {
  const typed = changed(changed(START, rename("A"), "name"), rename("B"));
  expect(changed(undone(typed), rename("C"), "name").past).toHaveLength(2);
});

it("forgets what was undone once something else is done", () => {
  expect(changed(undone(changed(START, rename("One"))), rename("Two")).future).toEqual([]);
});

it("makes no step of what changes nothing, and none at its ends", () => {
  expect(changed(START, { type: "remove", id: "nobody" })).toBe(START);
  expect([undone(START), redone(START)]).toEqual([START, START]);
});

it("remembers a limited number of steps", () => {
  let history = START;
  for (let count = 0; count < UNDO_MAX + 20; count += 1) history = changed(history, rename(String(count)));
  expect(history.past).toHaveLength(UNDO_MAX);
});

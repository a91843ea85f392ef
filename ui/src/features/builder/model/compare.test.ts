import { expect, it } from "vitest";
import { compare, merged } from "@/features/builder/model/compare";
import { emptyDefinition, newStep } from "@/features/builder/model/new-step";
import { apply } from "@/features/builder/model/operations";
import { stepsInOrder } from "@/features/builder/model/steps";
import type { Definition, Step } from "@/features/builder/model/types";

const step = (id: string, more: Partial<Step> = {}): Step => ({ ...newStep(more.kind ?? "log"), id, ...more });
const before: Definition = {
  ...emptyDefinition(),
  steps: [step("a"), step("check", { kind: "condition", branches: { then: [step("b"), step("c")], otherwise: [] } }), step("d")],
};
const brief = (after: Definition) => compare(before, after).map(({ id, difference }) => `${difference} ${id}`);

it("finds nothing between a definition and another writing of it", () => {
  const other = JSON.parse(JSON.stringify({ ...before, layout: { a: { x: 1, y: 1 } }, samples: { a: 1 } })) as Definition;
  expect(compare(before, other)).toEqual([]);
});

it("names a step that is new, and not its neighbours", () => {
  expect(brief(apply(before, { type: "add", step: newStep("wait"), spot: { holder: "", branch: "", index: 1 } }))).toEqual(["added wait"]);
});

it("names what is gone with all that it held", () => {
  expect(brief(apply(before, { type: "remove", id: "check" }))).toEqual(["removed check", "removed b", "removed c"]);
});

it("says field by field what changed", () => {
  const after = apply(apply(before, { type: "rename", id: "a", name: "First" }), { type: "change_settings", id: "a", settings: { level: "high" } });
  expect(compare(before, after)).toEqual([{ id: "a", difference: "changed", fields: [{ field: "Name", before: "–", after: "First" }, { field: "Level", before: "–", after: "high" }] }]);
});

it("names a step that stands elsewhere", () => {
  const moved = apply(before, { type: "move", id: "d", spot: { holder: "check", branch: "otherwise", index: 0 } });
  expect(compare(before, moved)).toEqual([{ id: "d", difference: "changed", fields: [{ field: "Place", before: "After Condition", after: "First in “otherwise” of Condition" }] }]);
});

it("says a condition as a sentence", () => {
  const condition = { combinator: "and", rules: [{ field: "total", operator: ">", value: "100" }] };
  const [found] = compare(before, apply(before, { type: "change_settings", id: "check", settings: { condition } }));
  expect(found?.fields).toEqual([{ field: "Condition", before: "–", after: "Total is more than 100" }]);
});

it("puts what is gone back where it stood", () => {
  const after = apply(apply(before, { type: "remove", id: "b" }), { type: "remove", id: "d" });
  expect(stepsInOrder(merged(before, after)).map(({ position }) => position)).toEqual(stepsInOrder(before).map(({ position }) => position));
});

import { describe, expect, it } from "vitest";
import { copiedText, emptyDefinition, newStep, stepsFrom } from "@/features/builder/model/new-step";
import { apply, type Operation } from "@/features/builder/model/operations";
import { allWithin, branchesOf, findStep, shownBranches, spotAfter, stepsInOrder } from "@/features/builder/model/steps";
import type { Definition, Step } from "@/features/builder/model/types";

const START = { holder: "", branch: "", index: 0 };
const step = (id: string, more: Partial<Step> = {}): Step => ({ ...newStep(more.kind ?? "log"), id, ...more });
const withSteps = (...steps: Step[]): Definition => ({ ...emptyDefinition(), steps });
const all = (definition: Definition, ...operations: Operation[]) => operations.reduce(apply, definition);
const positions = (definition: Definition) => stepsInOrder(definition).map(({ position }) => position);

function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

const sample = () => frozen(withSteps(
  step("find"),
  step("check", { kind: "condition", branches: { then: [step("create"), step("mail")], otherwise: [] } }),
  step("last"),
));

describe("apply", () => {
  it("adds a step after another one and in a branch, with an id of its own", () => {
    const next = all(sample(), { type: "add", step: newStep("log"), spot: spotAfter(sample(), "find") }, { type: "add", step: newStep("log"), spot: { holder: "check", branch: "otherwise", index: 0 } });
    expect(positions(next)).toEqual(["find", "log", "check", "check/then/create", "check/then/mail", "check/otherwise/log_2", "last"]);
  });

  it("removes a step with all that it holds, and what was kept about them", () => {
    const before = { ...sample(), layout: { create: { x: 1, y: 2 }, last: { x: 3, y: 4 } }, samples: { mail: 1, find: 2 } };
    const next = apply(before, { type: "remove", id: "check" });
    expect(positions(next)).toEqual(["find", "last"]);
    expect(next.layout).toEqual({ last: { x: 3, y: 4 } });
    expect(next.samples).toEqual({ find: 2 });
  });

  it("moves a step within its list, into a branch, and never into itself", () => {
    expect(positions(apply(sample(), { type: "move", id: "find", spot: { ...START, index: 3 } })).at(-1)).toBe("find");
    expect(positions(apply(sample(), { type: "move", id: "last", spot: { holder: "check", branch: "then", index: 1 } }))).toEqual(
      ["find", "check", "check/then/create", "check/then/last", "check/then/mail"],
    );
    const before = sample();
    expect(apply(before, { type: "move", id: "check", spot: { holder: "check", branch: "then", index: 0 } })).toBe(before);
    expect(apply(before, { type: "move", id: "find", spot: { ...START, index: 1 } })).toBe(before);
  });

  it("gives copies their own ids, and lets them speak of each other", () => {
    const source = step("create", { settings: { number: { kind: "field", path: "steps.find.number" } } });
    const before = withSteps(step("find"), step("check", { kind: "condition", branches: { then: [step("find_2"), source] } }));
    const next = apply(before, { type: "paste", copied: { steps: [step("find"), source] }, spot: spotAfter(before, "check") });
    const copy = findStep(next, "create_2")?.step;
    expect(copy?.settings).toEqual({ number: { kind: "field", path: "steps.find_3.number" } });
  });

  it("follows names in formulas and leaves those of other steps", () => {
    const before = withSteps(step("a"), step("b", { settings: { source: "steps.a.total + steps.z.total" } }));
    const next = apply(before, { type: "paste", copied: { steps: before.steps }, spot: { ...START, index: 2 } });
    expect(findStep(next, "b_2")?.step.settings["source"]).toBe("steps.a_2.total + steps.z.total");
  });

  it("adds and removes the cases of a switch with their steps", () => {
    const before = withSteps(step("switch", { kind: "switch", settings: { cases: [] } }));
    const two = all(before, { type: "add_case", id: "switch", name: "" }, { type: "add_case", id: "switch", name: "Europe" });
    expect(branchesOf(two.steps[0] as Step)).toEqual(["case", "case_2", "otherwise"]);
    const filled = apply(two, { type: "add", step: newStep("log"), spot: { holder: "switch", branch: "case_2", index: 0 } });
    expect(positions(apply(filled, { type: "remove_case", id: "switch", case: "case_2" }))).toEqual(["switch"]);
  });

  it("keeps steps in a branch that is no longer there in sight", () => {
    const before = withSteps(step("send", { on_error: "branch", branches: { failed: [step("tell")] } }));
    const next = apply(before, { type: "set_on_error", id: "send", on_error: "stop" });
    expect(branchesOf(next.steps[0] as Step)).toEqual([]);
    expect(shownBranches(next.steps[0] as Step)).toEqual(["failed"]);
    expect(shownBranches(apply(next, { type: "remove", id: "tell" }).steps[0] as Step)).toEqual([]);
  });

  it("says by the same object that nothing was changed", () => {
    const before = sample();
    for (const operation of [{ type: "remove", id: "nobody" }, { type: "rename", id: "nobody", name: "x" }, { type: "tidy" }] as Operation[]) expect(apply(before, operation)).toBe(before);
  });

  it("keeps ids unique and every step once, whatever is done in whatever order", () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    let definition = sample();
    for (let round = 0; round < 300; round += 1) {
      const found = stepsInOrder(definition);
      const one = found[random(Math.max(found.length, 1))];
      const other = found[random(Math.max(found.length, 1))];
      const spot = other ? [other.spot, ...branchesOf(other.step).map((branch) => ({ holder: other.step.id, branch, index: 0 }))][random(1 + branchesOf(other.step).length)] ?? START : START;
      const id = one?.step.id ?? "";
      const choices: Operation[] = [
        { type: "add", step: newStep(["log", "condition", "for_each", "switch"][random(4)] ?? "log"), spot }, { type: "move", id, spot }, { type: "duplicate", id },
        ...(found.length > 25 ? [{ type: "remove", id } as const] : []),
      ];
      const operation = choices[found.length > 25 ? 3 : random(choices.length)] as Operation;
      const next = frozen(apply(definition, operation));
      const ids = allWithin(next.steps).map((each) => each.id);
      expect(new Set(ids).size).toBe(ids.length);
      if (operation.type === "move") expect([...ids].sort()).toEqual(found.map((each) => each.step.id).sort());
      definition = next;
    }
  });
});

describe("the clipboard", () => {
  it("reads back what it wrote", () => {
    expect(stepsFrom(copiedText(sample().steps))).toEqual(sample().steps);
  });

  it.each(["", "hello", "{}", '{"tieout":"steps","steps":[]}', '{"tieout":"steps","steps":[{"id":1}]}', '{"tieout":"steps","steps":[{"id":"a","kind":"log","branches":{"then":[3]}}]}'])("takes no %s", (text) => {
    expect(stepsFrom(text)).toBeNull();
  });
});

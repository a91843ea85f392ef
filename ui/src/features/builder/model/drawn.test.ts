import { expect, it } from "vitest";
import { draw } from "@/features/builder/model/drawn";
import { arrange, placesOf, sizeOf } from "@/features/builder/model/layout";
import { beside, inOrder } from "@/features/builder/model/moves";
import { emptyDefinition, newStep } from "@/features/builder/model/new-step";
import { apply } from "@/features/builder/model/operations";
import { type Definition, type Step, TRIGGER } from "@/features/builder/model/types";

const step = (id: string, more: Partial<Step> = {}): Step => ({ ...newStep(more.kind ?? "log"), id, ...more });
const definition: Definition = {
  ...emptyDefinition(),
  steps: [
    step("a"),
    step("check", { kind: "condition", branches: { then: [step("b"), step("c")], otherwise: [step("e")] } }),
    step("each", { kind: "for_each", branches: { do: [] } }),
    step("d"),
  ],
};

it("draws every step once, and a line to everything but the trigger", () => {
  const { boxes, lines } = draw(definition);
  expect(boxes.filter(({ kind }) => kind === "step").map(({ id }) => id)).toEqual(["a", "check", "b", "c", "e", "each", "d"]);
  for (const { id } of boxes.slice(1)) expect(lines.some(({ target }) => target === id)).toBe(true);
});

it("puts a step exactly where the plus of a line stands", () => {
  for (const { spot, target } of draw(definition).lines) {
    if (!spot) continue;
    const next = apply(definition, { type: "add", step: newStep("wait"), spot });
    expect(draw(next).lines.some((line) => line.source === "wait" && line.target === target)).toBe(true);
  }
});

it("fills every gap", () => {
  const gaps = draw(definition).boxes.flatMap((box) => (box.kind === "gap" ? [box] : []));
  expect(gaps.map(({ id }) => id)).toEqual(["each/do/gap", "end"]);
  const filled = apply(definition, { type: "add", step: newStep("wait"), spot: gaps[0]?.spot ?? { holder: "", branch: "", index: 0 } });
  expect(draw(filled).boxes.some(({ id }) => id === "each/do/gap")).toBe(false);
});

it("lays boxes out from top to bottom without covering one another, branches in their order", () => {
  const drawn = draw(definition);
  const places = arrange(drawn);
  const at = (id: string) => places.get(id) ?? { x: NaN, y: NaN };
  for (const { source, target } of drawn.lines) expect(at(source).y).toBeLessThan(at(target).y);
  expect(at("b").x).toBeLessThan(at("e").x);
  expect(at("b").y).toBe(at("e").y);
  for (const [index, one] of drawn.boxes.entries()) {
    for (const other of drawn.boxes.slice(index + 1)) {
      const apart = Math.abs(at(one.id).x - at(other.id).x) >= Math.min(sizeOf(one).width, sizeOf(other).width) || Math.abs(at(one.id).y - at(other.id).y) >= Math.min(sizeOf(one).height, sizeOf(other).height);
      expect(apart, `${one.id} and ${other.id}`).toBe(true);
    }
  }
});

it("keeps the places that somebody chose, until it is tidied", () => {
  const placed = apply(definition, { type: "place", places: { a: { x: 800, y: -40 } } });
  expect(placesOf(arrange(draw(placed)), placed.layout).get("a")).toEqual({ x: 800, y: -40 });
  expect(apply(placed, { type: "tidy" }).layout).toEqual({});
});

it("leads by arrows through branches and back", () => {
  const way = (["down", "down", "down", "down", "down", "up"] as const).reduce<string[]>((ids, direction) => [...ids, beside(definition, ids.at(-1) ?? "", direction)], [TRIGGER]);
  expect(way).toEqual([TRIGGER, "a", "check", "b", "c", "each", "check"]);
  expect([beside(definition, "c", "right"), beside(definition, "e", "left"), beside(definition, "a", "right"), beside(definition, "a", "up")]).toEqual(["e", "b", "a", TRIGGER]);
});

it("leads through the outline in reading order", () => {
  expect([inOrder(definition, "c", 1), inOrder(definition, "e", 1), inOrder(definition, "d", 1), inOrder(definition, "a", -1)]).toEqual(["e", "each", "d", TRIGGER]);
});

import { expect, it } from "vitest";
import { newStep } from "@/features/builder/model/new-step";
import { apply } from "@/features/builder/model/operations";
import { meansTheSame, steady, steadyEach } from "@/features/builder/model/steady";
import { definition } from "@/testing/panel-fixtures";

it("keeps a definition in which only something was moved", () => {
  const keep = steady(meansTheSame);
  const first = keep(definition);
  expect(keep(apply(definition, { type: "place", places: { [definition.steps[0]?.id ?? ""]: { x: 8, y: 16 } } }))).toBe(first);
  const more = apply(definition, { type: "add", step: newStep("log"), spot: { holder: "", branch: "", index: 0 } });
  expect(keep(more)).toBe(more);
});

it("keeps each that says the same, and the parts of one that has moved", () => {
  const keep = steadyEach<{ id: string; position: { x: number }; data: { marks: string[] } }>();
  const box = (id: string, x = 0, marks: string[] = []) => ({ id, position: { x }, data: { marks } });
  const [one, other] = keep([box("one"), box("other")]);
  const again = keep([box("one", 24), box("other")]);
  expect(again[0]).not.toBe(one);
  expect(again[0]?.position).toEqual({ x: 24 });
  expect(again[0]?.data).toBe(one?.data);
  expect(again[1]).toBe(other);
  expect(keep([box("other", 0, ["Needs attention"])])[0]).toEqual(box("other", 0, ["Needs attention"]));
});

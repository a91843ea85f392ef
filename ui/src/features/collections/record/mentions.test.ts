import { expect, it } from "vitest";
import { mentionsIn, piecesOf, typedMention, withMention } from "@/features/collections/record/mentions";

const people = [{ id: "1", name: "Finance", email: "f@demo.example" }, { id: "2", name: "Finance Two", email: "g@demo.example" }];

it("offers members after an @ that begins a word, and puts the name in its place", () => {
  expect(typedMention("see @Fin", 8)).toBe("Fin");
  expect(typedMention("a@b", 3)).toBeNull();
  expect(withMention("see @Fin now", 8, people[0] as (typeof people)[0])).toEqual({ text: "see @Finance  now", caret: 13 });
});

it("marks the longest name that fits", () => {
  expect(piecesOf("to @Finance Two: go", people)).toEqual([
    { text: "to ", mentioned: false }, { text: "@Finance Two", mentioned: true }, { text: ": go", mentioned: false },
  ]);
  expect(mentionsIn("@Finance", people)).toEqual(["1"]);
  expect(mentionsIn("@Finance Two", people)).toEqual(["2"]);
});

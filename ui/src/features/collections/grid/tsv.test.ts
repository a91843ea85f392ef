import { expect, it } from "vitest";
import { parseTsv } from "@/features/collections/grid/tsv";

it("reads what a spreadsheet puts on the clipboard", () => {
  expect(parseTsv("a\tb\r\nc\td\r\n")).toEqual([["a", "b"], ["c", "d"]]);
  expect(parseTsv('"two\nlines"\t"say ""so"""\n')).toEqual([["two\nlines", 'say "so"']]);
});

it("makes a rectangle of rows that are not equally long, and nothing of nothing", () => {
  expect(parseTsv("a\nb\tc")).toEqual([["a", ""], ["b", "c"]]);
  expect(parseTsv("")).toEqual([]);
});

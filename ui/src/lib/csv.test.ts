import { expect, it } from "vitest";
import { toCsv } from "@/lib/csv";

it("quotes what needs it", () => {
  expect(toCsv([["Row", 'a "b", c'], ["1", "two\nlines"]])).toBe('Row,"a ""b"", c"\r\n1,"two\nlines"\r\n');
});

it("keeps a spreadsheet from taking a cell for a formula, and leaves negative numbers alone", () => {
  expect(toCsv([["=1+1", "@x", "-12.50", "-cmd"]])).toBe("'=1+1,'@x,-12.50,'-cmd\r\n");
});

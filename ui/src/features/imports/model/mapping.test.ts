import { expect, it } from "vitest";
import { assign, dateFormatOf, doubtfulDate, fieldOf, missing, readMapping, toSend, withDateFormat, withDefault } from "@/features/imports/model/mapping";
import { mapping as suggested, orders } from "@/testing/fixtures";

const start = readMapping(suggested, "orders", orders.fields);

it("starts with what the server recognised", () => {
  expect(fieldOf(start, "InvoiceNo")).toBe("number");
  expect(fieldOf(start, "Remarks")).toBe("");
});

it("offers the other fields of the collection, but not those that rules fill", () => {
  const fields = start.columns.map(({ field }) => field);
  expect(fields).toContain("country");
  expect(fields).not.toContain("customer");
  expect(fields).not.toContain("lines");
});

it("lets a column fill one field and a field be filled by one column", () => {
  const moved = assign(start, "Quantity", "code");
  expect(fieldOf(moved, "Quantity")).toBe("code");
  expect(fieldOf(moved, "StockCode")).toBe("");
  expect(moved.columns.filter(({ column }) => column === "Quantity")).toHaveLength(1);
});

it("names the needed fields that nothing fills", () => {
  expect(missing(start)).toEqual([]);
  const without = assign(start, "InvoiceDate", "");
  expect(missing(without).map(({ field }) => field)).toEqual(["ordered_on"]);
  expect(missing(withDefault(without, "ordered_on", "2010-12-01"))).toEqual([]);
});

it("understands ISO dates besides the chosen order", () => {
  expect(dateFormatOf(start)).toBe("iso");
  const dayFirst = withDateFormat(start, "day_first");
  expect(dateFormatOf(dayFirst)).toBe("day_first");
  expect(dayFirst.columns.find(({ field }) => field === "ordered_on")?.formats).toEqual(["iso", "day_first"]);
  expect(dayFirst.columns.find(({ field }) => field === "number")?.formats).toEqual(["iso"]);
});

it("asks how dates are written where the file does not tell, and only there", () => {
  const columns = [{ name: "InvoiceDate", samples: ["", "03/04/2026"], suggested_field: "ordered_on" }, { name: "Country", samples: ["1/2/2026"], suggested_field: "country" }];
  expect(doubtfulDate(start, columns)).toBe("03/04/2026");
  expect(doubtfulDate(withDateFormat(start, "month_first"), columns)).toBe("");
  expect(doubtfulDate(assign(start, "InvoiceDate", ""), columns)).toBe("");
  expect(doubtfulDate(start, [{ name: "InvoiceDate", samples: ["2026-04-03"], suggested_field: "ordered_on" }])).toBe("");
});

it("has no date order where no date is imported", () => {
  expect(dateFormatOf(assign(start, "InvoiceDate", ""))).toBeNull();
});

it("sends back what was suggested when nothing was changed", () => {
  expect(toSend(start, suggested)).toEqual(suggested);
});

it("sends a further field once a column fills it", () => {
  const sent = toSend(assign(start, "Country", "country"), suggested);
  expect(sent.columns.find(({ field }) => field === "country")?.column).toBe("Country");
});

import { expect, it } from "vitest";
import { inboxSearch, runsSearch } from "@/lib/page-searches";
import { filtersOf, hiddenOf, nextSort, recordsSearch, withFilter, withHidden } from "@/lib/records-search";
import { parseSearch, stringifySearch } from "@/lib/search-params";

it("keeps a records view as a link, and reads it back", () => {
  const view = { ...withFilter({ search: "536365", sort: "-number" }, "payment_status", "open"), hide: "country,lines" };
  const address = stringifySearch(view);
  expect(address).toBe("?search=536365&sort=-number&filter[payment_status]=open&hide=country%2Clines");
  expect(recordsSearch(parseSearch(address))).toEqual(view);
});

it("keeps text that looks like a number as text", () => {
  expect(recordsSearch(parseSearch("?search=0042"))).toEqual({ search: "0042" });
});

it("leaves out what is empty and what it does not know", () => {
  expect(stringifySearch({ search: "", sort: undefined, cause: null })).toBe("");
  expect(recordsSearch({ search: " ", colour: "red", "filter[]": "x", "filter[a b]": "x" })).toEqual({});
});

it("takes a filter away when its value is empty", () => {
  const view = withFilter({ "filter[country]": "France" }, "country", "");
  expect(filtersOf(view)).toEqual({});
  expect(stringifySearch(view)).toBe("");
});

it("sorts up, then down, then not at all", () => {
  expect(nextSort(undefined, "number")).toBe("number");
  expect(nextSort("number", "number")).toBe("-number");
  expect(nextSort("-number", "number")).toBeUndefined();
  expect(nextSort("-number", "country")).toBe("country");
});

it("lists hidden columns", () => {
  expect(hiddenOf({ hide: "country,,lines" }, ["currency"])).toEqual(["country", "lines"]);
  expect(hiddenOf({}, ["currency"])).toEqual(["currency"]);
});

it("remembers that nothing is to be hidden", () => {
  expect(hiddenOf(withHidden({ hide: "currency" }, []), ["currency"])).toEqual([]);
  expect(withHidden({ search: "536365" }, ["lines", "country"])).toEqual({ search: "536365", hide: "lines,country" });
});

it("takes only states that exist", () => {
  expect(runsSearch({ status: "failed", kind: "nonsense", automation: "a1" })).toEqual({ status: "failed", automation: "a1" });
  expect(inboxSearch({ state: "nonsense", cause: "not_a_sale" })).toEqual({ cause: "not_a_sale" });
});

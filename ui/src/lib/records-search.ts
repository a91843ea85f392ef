import { textOf, type RawSearch } from "@/lib/search-params";

const FILTER = /^filter\[([\w.-]+)\]$/;
const NAMES = ["search", "sort", "hide", "where", "group", "cols", "widths", "view", "life", "folded"] as const;

/**
 * What the address of a records table says:
 * `?search=&sort=-number,name&hide=country,lines&filter[payment_status]=open&where={…}&group=ordered_on:month&cols=name,total&view=…`.
 */
export type RecordsSearch = {
  [Name in (typeof NAMES)[number]]?: string;
} & Record<`filter[${string}]`, string | undefined>;

export function recordsSearch(raw: RawSearch): RecordsSearch {
  const found: RecordsSearch = {};
  for (const name of NAMES) {
    const value = textOf(raw, name);
    if (value !== undefined) found[name] = value;
  }
  for (const name of Object.keys(raw)) {
    const value = textOf(raw, name);
    const field = FILTER.exec(name)?.[1];
    if (field && value !== undefined) found[`filter[${field}]`] = value;
  }
  return found;
}

/** The filters alone, by field. */
export function filtersOf(search: RecordsSearch): Record<string, string> {
  const filters: Record<string, string> = {};
  for (const [name, value] of Object.entries(search)) {
    const field = FILTER.exec(name)?.[1];
    if (field && value) filters[field] = value;
  }
  return filters;
}

/** The same place with one filter set, or without it when the value is empty. */
export function withFilter(search: RecordsSearch, field: string, value: string): RecordsSearch {
  return { ...search, [`filter[${field}]`]: value || undefined };
}

/** No sort, ascending, descending, no sort: what a click on a column's head does. */
export function nextSort(sort: string | undefined, field: string): string | undefined {
  if (sort === field) return `-${field}`;
  return sort === `-${field}` ? undefined : field;
}

/** The sorts one after the other, each with its direction. */
export function sortsOf(sort: string | undefined): { field: string; descending: boolean }[] {
  return (sort ?? "").split(",").filter(Boolean).map((one) => ({ field: one.replace(/^-/, ""), descending: one.startsWith("-") }));
}

export function sortText(sorts: readonly { field: string; descending: boolean }[]): string {
  return sorts.map(({ field, descending }) => `${descending ? "-" : ""}${field}`).join(",");
}

const NOTHING = "none";

/** The hidden columns: those that the address names, or the collection's own where it names none. */
export function hiddenOf(search: RecordsSearch, unlessSaid: readonly string[]): readonly string[] {
  if (search.hide === undefined) return unlessSaid;
  return search.hide === NOTHING ? [] : search.hide.split(",").filter(Boolean);
}

/** The same place with these columns hidden; an empty list is said, too, since silence means the collection's own. */
export function withHidden(search: RecordsSearch, hidden: readonly string[]): RecordsSearch {
  return { ...search, hide: hidden.join(",") || NOTHING };
}

/** Widths of columns in pixels: `widths=name:220,total:120`. */
export function widthsOf(search: RecordsSearch): Record<string, number> {
  const pairs = (search.widths ?? "").split(",").map((one) => one.split(":"));
  return Object.fromEntries(pairs.filter(([key, width]) => key && Number(width) > 0).map(([key = "", width]) => [key, Number(width)]));
}

/** The same place with a column of this width, or of the width that its cells need. */
export function withWidth(search: RecordsSearch, column: string, width: number | undefined): RecordsSearch {
  const widths = Object.entries(widthsOf(search)).filter(([key]) => key !== column);
  if (width !== undefined) widths.push([column, Math.round(width)]);
  return { ...search, widths: widths.map(([key, pixels]) => `${key}:${pixels}`).join(",") || undefined };
}

/** True where the list shows less than everything. */
export function isNarrowed(search: RecordsSearch): boolean {
  return Boolean(search.search) || Boolean(search.where) || Object.keys(filtersOf(search)).length > 0;
}

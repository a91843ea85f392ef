import { textOf, type RawSearch } from "@/lib/search-params";

const FILTER = /^filter\[([\w.-]+)\]$/;

/** What the address of a records table says: `?search=&sort=-number&hide=country,lines&filter[payment_status]=open`. */
export type RecordsSearch = {
  search?: string;
  sort?: string;
  hide?: string;
} & Record<`filter[${string}]`, string | undefined>;

export function recordsSearch(raw: RawSearch): RecordsSearch {
  const found: RecordsSearch = {};
  for (const name of ["search", "sort", "hide"] as const) {
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

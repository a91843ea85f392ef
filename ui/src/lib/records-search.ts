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

export function hiddenOf(search: RecordsSearch): string[] {
  return search.hide?.split(",").filter(Boolean) ?? [];
}

/** Saved views and the address of a list: one is the other, under a name. */
import type { Arrangement, SavedView } from "@/api/views";
import { filtersOf, widthsOf, withFilter, type RecordsSearch } from "@/lib/records-search";

/** In the address of a list that shows everything although there is a view that would be shown at first. */
export const ALL = "all";

/** What the address says, to be kept under a name. */
export function arrangementOf(search: RecordsSearch): Arrangement {
  return {
    search: search.search ?? "",
    sort: search.sort ?? "",
    group: search.group ?? "",
    where: search.where ?? "",
    hide: search.hide ?? "",
    filters: filtersOf(search),
    columns: (search.cols ?? "").split(",").filter(Boolean),
    widths: widthsOf(search),
  };
}

/** The address of a view. */
export function searchOf(view: SavedView): RecordsSearch {
  const { search, sort, group, where, hide, filters, columns, widths } = view.arrangement;
  let found: RecordsSearch = { view: view.id };
  for (const [name, value] of Object.entries({ search, sort, group, where, hide })) if (value) found = { ...found, [name]: value };
  if (columns && columns.length > 0) found = { ...found, cols: columns.join(",") };
  const pixels = Object.entries(widths ?? {}).map(([key, width]) => `${key}:${width}`).join(",");
  if (pixels) found = { ...found, widths: pixels };
  for (const [field, value] of Object.entries(filters ?? {})) found = withFilter(found, field, value);
  return found;
}

/** Whether the list is arranged otherwise than its view says. */
export function differs(search: RecordsSearch, view: SavedView): boolean {
  const order = (one: Arrangement) => JSON.stringify({
    ...one, filters: Object.entries(one.filters ?? {}).sort(), widths: Object.entries(one.widths ?? {}).sort(), columns: one.columns ?? [],
  }, Object.keys({ search: 0, sort: 0, group: 0, where: 0, hide: 0, filters: 0, columns: 0, widths: 0 }));
  return order(arrangementOf(search)) !== order(arrangementOf(searchOf(view)));
}

/** The view that a list begins with: the person's own default before the one of all. */
export function defaultView(views: readonly SavedView[]): SavedView | undefined {
  const chosen = views.filter(({ is_default }) => is_default);
  return chosen.find(({ shared }) => !shared) ?? chosen[0];
}

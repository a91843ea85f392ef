/** The address bar as state: plain text parameters, the same names as the API's, so that a filtered view is a link. */

export type RawSearch = Record<string, unknown>;

export function parseSearch(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

/** Leaves out what is empty, so that the shortest address says the same. */
export function stringifySearch(search: RawSearch): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const text = query.toString().replaceAll("%5B", "[").replaceAll("%5D", "]");
  return text ? `?${text}` : "";
}

/** One text parameter; undefined when missing or empty. */
export function textOf(search: RawSearch, name: string): string | undefined {
  const value = search[name];
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text.trim() !== "" ? text : undefined;
}

/** One of the given words; anything else is as if it were missing. */
export function oneOf<Word extends string>(search: RawSearch, name: string, words: readonly Word[]): Word | undefined {
  const value = search[name];
  return words.find((word) => word === value);
}

/** A validator for a page whose parameters are all plain texts. */
export function texts<Name extends string>(...names: Name[]): (search: RawSearch) => Partial<Record<Name, string>> {
  return (search) => {
    const found: Partial<Record<Name, string>> = {};
    for (const name of names) {
      const value = textOf(search, name);
      if (value !== undefined) found[name] = value;
    }
    return found;
  };
}

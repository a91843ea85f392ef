import type { Query, QueryClient } from "@tanstack/react-query";

/** True for a query whose API path lies under one of the given parts, such as "/exceptions". */
function reads(query: Query, parts: readonly string[]): boolean {
  const paths = query.queryKey.filter((piece) => typeof piece === "string");
  // A consent that waits for its organisation is gone once that is chosen.
  return paths.some((path) => !path.includes("/pending/") && parts.some((part) => path.includes(part)));
}

/** Reads again whatever is on screen from these parts of the API. */
export function refresh(queries: QueryClient, ...parts: string[]): Promise<void> {
  return queries.invalidateQueries({ predicate: (query) => reads(query, parts) });
}

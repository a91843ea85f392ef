import type { Query, QueryClient } from "@tanstack/react-query";

/** True for a query whose API path lies under one of the given parts, such as "/exceptions". */
function reads(query: Query, parts: readonly string[]): boolean {
  return query.queryKey.some((piece) => typeof piece === "string" && parts.some((part) => piece.includes(part)));
}

/** Reads again whatever is on screen from these parts of the API. */
export function refresh(queries: QueryClient, ...parts: string[]): Promise<void> {
  return queries.invalidateQueries({ predicate: (query) => reads(query, parts) });
}

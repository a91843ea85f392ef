import type { ReactNode } from "react";
import { Failed } from "@/components/failed";
import { Loading } from "@/components/loading";

interface Props<Body> {
  query: { data: Body | undefined; error: unknown; refetch: () => unknown };
  shape?: "table" | "cards" | "text";
  /** When the body counts as empty, and what is shown then. */
  isEmpty?: (body: Body) => boolean;
  empty?: ReactNode;
  children: (body: Body) => ReactNode;
}

/** The four faces of a view: loading, failed, empty, full. */
export function Faces<Body>({ query, shape = "table", isEmpty, empty, children }: Props<Body>) {
  if (query.data === undefined) {
    return query.error ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : <Loading shape={shape} />;
  }
  return isEmpty?.(query.data) ? empty : children(query.data);
}

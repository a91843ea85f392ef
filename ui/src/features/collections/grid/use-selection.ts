import { useState } from "react";

export interface Selection {
  ids: ReadonlySet<string>;
  toggle: (id: string, range: boolean) => void;
  set: (ids: Iterable<string>) => void;
  clear: () => void;
}

/** Which rows are chosen; with Shift all between the last click and this one. */
export function useSelection(order: readonly string[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState("");
  const toggle = (id: string, range: boolean) => {
    const from = order.indexOf(anchor);
    const to = order.indexOf(id);
    const next = new Set(ids);
    if (range && from >= 0 && to >= 0) {
      for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(one);
    } else if (next.has(id)) next.delete(id);
    else next.add(id);
    setIds(next);
    setAnchor(id);
  };
  return { ids, toggle, set: (some) => setIds(new Set(some)), clear: () => setIds(new Set()) };
}

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { Grid } from "@/features/collections/grid/use-grid";

const ROW_PIXELS = 41;
/** Below this every row is drawn: a screen reader and the browser's own search find them all. */
const VIRTUAL_FROM = 120;
const OVERSCAN = 20;

interface Shown {
  indexes: number[];
  /** The room of the rows above and below those that are drawn. */
  before: number;
  after: number;
  isVirtual: boolean;
}

/** Which lines of a long table are drawn: those in sight and some around them. `lineOf` tells on which line a row of the grid stands. */
export function useVirtualRows(grid: Grid, { count, lineOf }: { count: number; lineOf: (row: number) => number }): Shown {
  const isVirtual = count >= VIRTUAL_FROM;
  const [top, setTop] = useState(0);
  const table = grid.tableProps.ref;
  const virtual = useWindowVirtualizer({ count, estimateSize: () => ROW_PIXELS, overscan: OVERSCAN, enabled: isVirtual, scrollMargin: top });
  const { setScroller } = grid;
  const place = useRef(lineOf);
  useEffect(() => {
    place.current = lineOf;
  });
  useEffect(() => {
    if (!isVirtual) return;
    setScroller((index) => virtual.scrollToIndex(place.current(index), { align: "auto" }));
    // The table begins lower when a filter opens above it.
    const observer = new ResizeObserver(() => setTop((table.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [isVirtual, table, virtual, setScroller]);
  if (!isVirtual) return { indexes: Array.from({ length: count }, (_, index) => index), before: 0, after: 0, isVirtual };
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0], items.at(-1)];
  return {
    indexes: items.map(({ index }) => index),
    before: first ? first.start - top : 0,
    after: last ? virtual.getTotalSize() - (last.end - top) : 0,
    isVirtual,
  };
}

import { useRef, useState, type KeyboardEvent } from "react";
import { widthAfter, WIDTH_MAX, WIDTH_MIN } from "@/features/collections/list/column-width";
import classes from "@/features/collections/records-table.module.css";

interface Props {
  column: string;
  /** With the width that was chosen, or without one: as wide as its cells need. */
  onWidth: (pixels: number | undefined) => void;
}

const widthOf = (head: Element | null) => Math.round(head?.getBoundingClientRect().width ?? 0);

/** The edge of a column: drawn with the pointer, moved with the arrow keys, Home and End; Enter or a double click gives it up. */
export function ColumnHandle({ column, onWidth }: Props) {
  // A width is only known once the column is drawn: it is measured when the keyboard comes here.
  const [now, setNow] = useState(WIDTH_MIN);
  const start = useRef({ x: 0, width: 0 });
  const giveUp = (handle: Element) => {
    onWidth(undefined);
    requestAnimationFrame(() => setNow(widthOf(handle.parentElement)));
  };
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Enter") return giveUp(event.currentTarget);
    const next = widthAfter(event.key, widthOf(event.currentTarget.parentElement));
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setNow(next);
    onWidth(next);
  };
  return (
    <span
      className={classes.handle}
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${column}`}
      aria-valuenow={now}
      aria-valuemin={WIDTH_MIN}
      aria-valuemax={WIDTH_MAX}
      aria-valuetext={`${now} pixels`}
      tabIndex={0}
      onFocus={(event) => setNow(widthOf(event.currentTarget.parentElement))}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: widthOf(event.currentTarget.parentElement) };
      }}
      onPointerUp={(event) => {
        const moved = event.clientX - start.current.x;
        if (start.current.width > 0 && Math.abs(moved) > 3) onWidth(Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, start.current.width + moved)));
        start.current = { x: 0, width: 0 };
      }}
      onDoubleClick={(event) => giveUp(event.currentTarget)}
      onKeyDown={keys}
    />
  );
}

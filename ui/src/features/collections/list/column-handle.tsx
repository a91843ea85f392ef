import { useRef, useState } from "react";
import classes from "@/features/collections/records-table.module.css";

const LEAST_PIXELS = 60;
const STEP_PIXELS = 20;

interface Props {
  column: string;
  onWidth: (pixels: number) => void;
}

/** The edge of a column: drawn wider with the pointer, or with the arrow keys. */
export function ColumnHandle({ column, onWidth }: Props) {
  // A width is only known once the column is drawn: it is measured when the keyboard comes here.
  const [now, setNow] = useState(LEAST_PIXELS);
  const start = useRef({ x: 0, width: 0 });
  const widthOf = (element: HTMLElement) => element.parentElement?.getBoundingClientRect().width ?? 0;
  return (
    <span
      className={classes.handle}
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${column}`}
      aria-valuenow={now}
      aria-valuemin={LEAST_PIXELS}
      tabIndex={-1}
      onFocus={(event) => setNow(Math.round(widthOf(event.currentTarget)))}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: widthOf(event.currentTarget) };
      }}
      onPointerUp={(event) => {
        const moved = event.clientX - start.current.x;
        if (start.current.width > 0 && Math.abs(moved) > 3) onWidth(Math.max(LEAST_PIXELS, start.current.width + moved));
        start.current = { x: 0, width: 0 };
      }}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -STEP_PIXELS, ArrowRight: STEP_PIXELS }[event.key];
        if (!by) return;
        event.preventDefault();
        const next = Math.max(LEAST_PIXELS, Math.round(widthOf(event.currentTarget)) + by);
        setNow(next);
        onWidth(next);
      }}
    />
  );
}

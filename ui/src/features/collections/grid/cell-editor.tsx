import { useRef, useState, type FocusEvent, type KeyboardEvent } from "react";
import type { Value } from "@/api/records";
import type { Field, RecordRow } from "@/api/types";
import { isSame, numberText, shapeOf } from "@/features/collections/editors/shape";
import { ValueEditor } from "@/features/collections/editors/value-editor";
import { cellKey, type Grid } from "@/features/collections/grid/use-grid";

interface Props {
  grid: Grid;
  row: RecordRow;
  field: Field;
}

const TYPED = new Set(["text", "long_text", "number", "money", "email", "phone", "url"]);
const NUMBERS = new Set(["number", "money"]);

/** The editor inside a cell: Enter keeps and goes down, Tab keeps and goes on, Escape takes back, leaving keeps. */
export function CellEditor({ grid, row, field }: Props) {
  const shape = shapeOf(field);
  const spot = { row: row.id, field: field.key };
  // As it was when the editor opened: what others make of it meanwhile is neither taken back nor overwritten unseen.
  const [{ start, refused, before }] = useState(() => {
    const refused = grid.errors.get(cellKey(spot));
    return { start: row, refused, before: refused?.typed ?? row.values[field.key] ?? null };
  });
  const [value, setValue] = useState<Value>(grid.begun !== null && TYPED.has(shape.type) ? grid.begun : before);
  const ended = useRef(false);
  const keep = (next: Value, asked = false) => {
    if (ended.current) return;
    ended.current = true;
    // What was refused is not sent again by passing through.
    if (refused && !asked && isSame(next, before)) return;
    grid.save(start, field, NUMBERS.has(shape.type) && typeof next === "string" ? numberText(next) : next);
  };
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    const isListOpen = (event.target as HTMLElement).getAttribute("aria-expanded") === "true";
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      ended.current = true;
      grid.leave();
    } else if (event.key === "Enter" && !isListOpen && !event.shiftKey) {
      event.preventDefault();
      keep(value, true);
      grid.move(spot, 1, 0);
    } else if (event.key === "Tab") {
      event.preventDefault();
      keep(value);
      grid.move(spot, 0, event.shiftKey ? -1 : 1);
    }
  };
  const left = (event: FocusEvent<HTMLElement>) => {
    const to = event.relatedTarget as HTMLElement | null;
    // A calendar or a list of the editor's own is not elsewhere.
    if (event.currentTarget.contains(to) || to?.closest("[data-portal], [data-dates-dropdown], [role='listbox'], [role='dialog']")) return;
    keep(value);
    grid.leave(true);
  };
  return (
    <div onKeyDown={keys} onBlur={left}>
      <ValueEditor
        shape={shape}
        value={value}
        values={row.values}
        onChange={setValue}
        onDone={(next) => {
          keep(next, true);
          grid.leave();
        }}
        common={{ "aria-label": field.name, size: "xs", autoFocus: true }}
      />
    </div>
  );
}

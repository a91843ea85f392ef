import { Checkbox } from "@mantine/core";
import { useRef } from "react";
import type { RecordRow } from "@/api/types";
import type { Grid } from "@/features/collections/grid/use-grid";

/** Chooses every row that was read, or none. */
export function SelectAll({ grid }: { grid: Grid }) {
  const count = grid.rows.filter(({ id }) => grid.selection.ids.has(id)).length;
  const all = count > 0 && count === grid.rows.length;
  return (
    <Checkbox
      size="xs"
      aria-label="Select all rows"
      checked={all}
      indeterminate={count > 0 && !all}
      disabled={!grid.mayEdit}
      onChange={() => (all ? grid.selection.clear() : grid.selection.set(grid.rows.map(({ id }) => id)))}
    />
  );
}

/** Chooses a row; with Shift every row since the last. */
export function SelectRow({ grid, row }: { grid: Grid; row: RecordRow }) {
  const range = useRef(false);
  return (
    <Checkbox
      size="xs"
      aria-label={`Select ${row.key}`}
      checked={grid.selection.ids.has(row.id)}
      disabled={!grid.mayEdit}
      onClick={(event) => {
        range.current = event.shiftKey;
      }}
      onChange={() => grid.selection.toggle(row.id, range.current)}
    />
  );
}

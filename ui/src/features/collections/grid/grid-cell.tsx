import { Table, Text, Tooltip } from "@mantine/core";
import type { CSSProperties, KeyboardEvent, ReactNode } from "react";
import type { Field, RecordRow } from "@/api/types";
import { emptyValue, isInline, shapeOf } from "@/features/collections/editors/shape";
import { CellEditor } from "@/features/collections/grid/cell-editor";
import { cellKey, type Grid } from "@/features/collections/grid/use-grid";
import { textOfValue } from "@/features/collections/model/fields";
import classes from "@/features/collections/grid/grid-cell.module.css";

interface Props {
  grid: Grid;
  row: RecordRow;
  field: Field;
  numeric?: boolean | undefined;
  style?: CSSProperties | undefined;
  children: ReactNode;
}

const ARROWS: Record<string, readonly [down: number, right: number]> = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
};

/** A cell that the keyboard reaches and that is edited in its place; what was refused stays there with the reason. */
export function GridCell({ grid, row, field, numeric, style, children }: Props) {
  const spot = { row: row.id, field: field.key };
  const shape = shapeOf(field);
  const key = cellKey(spot);
  const isActive = grid.active !== null && cellKey(grid.active) === key;
  const isEditing = grid.editing !== null && cellKey(grid.editing) === key;
  const error = grid.errors.get(key);
  const isFirst = grid.active === null && grid.rows[0]?.id === row.id && grid.fields[0]?.key === field.key;
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (isEditing || event.target !== event.currentTarget) return;
    const step = ARROWS[event.key];
    if (step && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      grid.move(spot, ...step);
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      grid.edit(spot);
    } else if ((event.key === "Delete" || event.key === "Backspace") && grid.mayEdit && isInline(shape)) {
      event.preventDefault();
      grid.save(row, field, emptyValue(shape));
    } else if (event.key === " " && event.shiftKey) {
      event.preventDefault();
      grid.selection.toggle(row.id, false);
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== " ") {
      event.preventDefault();
      grid.edit(spot, event.key);
    }
  };
  const shown = error ? <Text span inherit c="var(--tone-red)">{textOfValue(error.typed) || "(empty)"}</Text> : children;
  return (
    <Table.Td
      className={classes.cell}
      data-cell={key}
      data-numeric={numeric}
      style={style}
      data-active={isActive}
      data-editing={isEditing}
      data-refused={error !== undefined}
      aria-label={error ? `${field.name}: ${textOfValue(error.typed)}. ${error.message}` : undefined}
      tabIndex={isActive || isFirst ? 0 : -1}
      onFocus={(event) => {
        if (event.target === event.currentTarget && !isActive) grid.enter(spot);
      }}
      // A click is for the cell; the row is opened by its key.
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => grid.edit(spot)}
      onKeyDown={keys}
    >
      {isEditing
        ? <CellEditor grid={grid} row={row} field={field} />
        : (error ? <Tooltip label={error.message} events={{ hover: true, focus: true, touch: true }}><span>{shown}</span></Tooltip> : shown)}
    </Table.Td>
  );
}

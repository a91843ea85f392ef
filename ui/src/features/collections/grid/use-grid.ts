import { useRef, useState, type ClipboardEvent, type KeyboardEvent, type RefObject } from "react";
import { asProblem } from "@/api/problem";
import { useEditCell, type Value } from "@/api/records";
import type { Collection, Field, RecordRow } from "@/api/types";
import { usePlace } from "@/api/workspace";
import { isInline, isSame, shapeOf } from "@/features/collections/editors/shape";
import { parseTsv } from "@/features/collections/grid/tsv";
import { useSelection, type Selection } from "@/features/collections/grid/use-selection";
import { useUndoChange } from "@/features/collections/grid/use-undo-change";
import { refusal } from "@/lib/permissions";

export interface Spot {
  row: string;
  field: string;
}

/** What was typed into a cell and refused, with the reason. */
export interface CellError {
  typed: Value;
  message: string;
}

export interface Pasted {
  cells: string[][];
  at: Spot;
}

export interface Grid {
  collection: Collection;
  rows: readonly RecordRow[];
  fields: readonly Field[];
  selection: Selection;
  /** The cell that the keyboard is in. */
  active: Spot | null;
  editing: Spot | null;
  /** What the editor begins with, where a key opened it. */
  begun: string | null;
  errors: ReadonlyMap<string, CellError>;
  pasted: Pasted | null;
  mayEdit: boolean;
  goTo: (spot: Spot) => void;
  /** The cell that was focused by other means. */
  enter: (spot: Spot) => void;
  edit: (spot: Spot, begun?: string | null) => void;
  /** Ends editing, with the focus back in the cell unless it went elsewhere. */
  leave: (elsewhere?: boolean) => void;
  /** Saves a value where it is another one than that of the row, which is as the editor read it. */
  save: (row: RecordRow, field: Field, value: Value) => void;
  move: (from: Spot, down: number, right: number) => void;
  endPaste: () => void;
  /** Remembers a change as the one that Ctrl Z takes back. */
  did: (change_id: string) => void;
  /** A table that draws only some of its rows says here how to bring one into sight. */
  setScroller: (scroll: (index: number) => void) => void;
  tableProps: { ref: RefObject<HTMLDivElement | null>; onPaste: (event: ClipboardEvent) => void; onKeyDown: (event: KeyboardEvent) => void };
}

export const cellKey = ({ row, field }: Spot) => `${row}/${field}`;

const UNDO_MAX = 50;

interface Given {
  collection: Collection;
  rows: readonly RecordRow[];
  fields: readonly Field[];
}

/** Selection, keyboard, editing in place and pasting for a table of records. */
export function useGrid({ collection, rows, fields }: Given): Grid {
  const selection = useSelection(rows.map(({ id }) => id));
  const [active, setActive] = useState<Spot | null>(null);
  const [editing, setEditing] = useState<Spot | null>(null);
  const [begun, setBegun] = useState<string | null>(null);
  const [errors, setErrors] = useState<ReadonlyMap<string, CellError>>(new Map());
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const [done, setDone] = useState<string[]>([]);
  const scroller = useRef<((index: number) => void) | null>(null);
  const table = useRef<HTMLDivElement>(null);
  const send = useEditCell(collection.key);
  const undo = useUndoChange();
  const mayEdit = refusal(usePlace().workspace, "edit_records") === "" && !collection.system;
  const did = (change: string) => setDone((before) => [...before, change].slice(-UNDO_MAX));

  const focus = (spot: Spot) =>
    requestAnimationFrame(() => table.current?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(cellKey(spot))}"]`)?.focus());
  const goTo = (spot: Spot) => {
    setActive(spot);
    setEditing(null);
    scroller.current?.(rows.findIndex(({ id }) => id === spot.row));
    focus(spot);
  };
  const move = (from: Spot, down: number, right: number) => {
    let row = rows.findIndex(({ id }) => id === from.row) + down;
    let column = fields.findIndex(({ key }) => key === from.field) + right;
    if (column < 0 || column >= fields.length) {
      row += column < 0 ? -1 : 1;
      column = column < 0 ? fields.length - 1 : 0;
    }
    const [to, field] = [rows[row], fields[column]];
    if (to && field) goTo({ row: to.id, field: field.key });
    else goTo(from);
  };
  const setError = (spot: Spot, error: CellError | null) =>
    setErrors((before) => {
      const next = new Map(before);
      if (error) next.set(cellKey(spot), error);
      else next.delete(cellKey(spot));
      return next;
    });
  const save = (row: RecordRow, field: Field, value: Value) => {
    const spot = { row: row.id, field: field.key };
    setError(spot, null);
    if (isSame(row.values[field.key], value)) return;
    send.mutate({ row, values: { [field.key]: value } }, {
      onSuccess: ({ change }) => change && did(change),
      onError: (error) => {
        const problem = asProblem(error);
        const said = Object.values(problem.fields)[0];
        setError(spot, { typed: value, message: said ? `${field.name} ${said}.` : `${problem.message} ${problem.remedy}` });
      },
    });
  };
  const edit = (spot: Spot, first: string | null = null) => {
    const field = fields.find(({ key }) => key === spot.field);
    if (!mayEdit || !field || !isInline(shapeOf(field))) return;
    setActive(spot);
    setBegun(first);
    setEditing(spot);
  };
  const onPaste = (event: ClipboardEvent) => {
    if (editing || !active || !mayEdit || (event.target as HTMLElement).closest("input, textarea")) return;
    const cells = parseTsv(event.clipboardData.getData("text/plain"));
    if (cells.length === 0) return;
    event.preventDefault();
    setPasted({ cells, at: active });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || editing) return;
    const last = done.at(-1);
    if (!last) return;
    event.preventDefault();
    setDone((before) => before.slice(0, -1));
    void undo(last);
  };
  return {
    collection, rows, fields, selection, active, editing, begun, errors, pasted, mayEdit, goTo, edit, save, move, did,
    enter: (spot) => {
      setActive(spot);
      setEditing(null);
    },
    leave: (elsewhere = false) => {
      setEditing(null);
      if (active && !elsewhere) focus(active);
    },
    endPaste: () => setPasted(null),
    setScroller: (scroll) => {
      scroller.current = scroll;
    },
    tableProps: { ref: table, onPaste, onKeyDown },
  };
}

import { NodeResizeControl, type NodeProps } from "@xyflow/react";
import { IconGripHorizontal, IconX } from "@tabler/icons-react";
import { memo } from "react";
import { useCanvasActions } from "@/features/builder/canvas/canvas-actions";
import type { NoteNode as NoteNodeType } from "@/features/builder/canvas/flow-nodes";
import classes from "@/features/builder/canvas/canvas.module.css";

const TEXT_MAX = 5000;

/** A note on the canvas: written in place, moved by its upper edge, sized by its corner. */
export const NoteNode = memo(function NoteNode({ data: { note } }: NodeProps<NoteNodeType>) {
  const { edit } = useCanvasActions();
  return (
    <div className={classes.note}>
      <div className={`${classes.noteHead} note-handle`}>
        {edit && <IconGripHorizontal size={16} aria-hidden />}
        {edit && <button type="button" className={`${classes.noteClose} nodrag`} aria-label="Remove note" onClick={() => edit.removeNote(note.id)}><IconX size={14} aria-hidden /></button>}
      </div>
      <textarea
        className={`${classes.noteText} nodrag nowheel`}
        aria-label="Note"
        placeholder="Write a note…"
        maxLength={TEXT_MAX}
        readOnly={!edit}
        value={note.text}
        onChange={(event) => edit?.changeNote(note.id, { text: event.currentTarget.value }, `note:${note.id}`)}
      />
      {edit && <NodeResizeControl position="bottom-right" autoScale={false} minWidth={140} minHeight={80} className={classes.noteCorner ?? ""} />}
    </div>
  );
});

import { Handle, Position, type NodeProps } from "@xyflow/react";
import { IconPlus } from "@tabler/icons-react";
import { memo } from "react";
import { useCanvasActions } from "@/features/builder/canvas/canvas-actions";
import type { GapNode as GapNodeType } from "@/features/builder/canvas/flow-nodes";
import classes from "@/features/builder/canvas/canvas.module.css";

/** Where a step can come: an empty branch, the end. */
export const GapNode = memo(function GapNode({ data }: NodeProps<GapNodeType>) {
  const { edit } = useCanvasActions();
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} className={classes.handle} />
      {edit
        ? <button type="button" className={classes.gap} aria-label={data.label} onClick={() => edit.add(data.spot)}><IconPlus size={15} aria-hidden /> Add a step</button>
        : <span className={classes.gap} data-quiet>{data.spot.holder ? "Nothing" : "End"}</span>}
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={classes.handle} />
    </>
  );
});

/** Where branches come together again. */
export const JoinNode = memo(function JoinNode() {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} className={classes.handle} />
      <span className={classes.join} />
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={classes.handle} />
    </>
  );
});

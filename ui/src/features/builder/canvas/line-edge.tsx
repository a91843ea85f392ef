import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, type EdgeProps } from "@xyflow/react";
import { IconPlus } from "@tabler/icons-react";
import { memo } from "react";
import { useCanvasActions } from "@/features/builder/canvas/canvas-actions";
import type { FlowLine } from "@/features/builder/canvas/flow-nodes";
import classes from "@/features/builder/canvas/canvas.module.css";

// Branches bend right under the step that they leave, and right above the place where they meet.
const BEND = 16;
const LABEL_ABOVE = 37;
const PLUS_ABOVE = 13;
const PLUS_BELOW = 24;

/** A line between two steps, with the name of the branch and a place to put a step in. */
export const LineEdge = memo(function LineEdge({ id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data }: EdgeProps<FlowLine>) {
  const { edit } = useCanvasActions();
  const bend = data?.branch ? { centerY: sourceY + BEND } : data?.intoJoin ? { centerY: targetY - BEND } : {};
  const [path, middleX, middleY] = getSmoothStepPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, borderRadius: 10, offset: 8, ...bend });
  const plus = data?.branch ? { x: targetX, y: targetY - PLUS_ABOVE } : data?.intoJoin ? { x: sourceX, y: sourceY + PLUS_BELOW } : { x: middleX, y: middleY };
  const { spot, label } = data ?? { spot: null, label: "" };
  return (
    <>
      <BaseEdge id={id} path={path} className={classes.line ?? ""} />
      <EdgeLabelRenderer>
        {label && <span className={classes.branch} style={{ transform: at(targetX, targetY - LABEL_ABOVE) }}>{label}</span>}
        {edit && spot && (
          <button
            type="button"
            className={`${classes.plus} nodrag nopan`}
            style={{ transform: at(plus.x, plus.y) }}
            aria-label={label ? `Add a step at the start of “${label}”` : "Add a step here"}
            onClick={() => edit.add(spot)}
          >
            <IconPlus size={14} stroke={2.4} aria-hidden />
          </button>
        )}
      </EdgeLabelRenderer>
    </>
  );
});

function at(x: number, y: number): string {
  return `translate(-50%, -50%) translate(${x}px, ${y}px)`;
}

import { Handle, Position, type NodeProps } from "@xyflow/react";
import { IconAlertTriangleFilled } from "@tabler/icons-react";
import { memo, type MouseEvent } from "react";
import { useCanvasActions } from "@/features/builder/canvas/canvas-actions";
import type { StepNode as StepNodeType } from "@/features/builder/canvas/flow-nodes";
import { KindIcon } from "@/features/builder/canvas/kind-icon";
import type { Mark } from "@/features/builder/canvas/marks";
import classes from "@/features/builder/canvas/canvas.module.css";

/** The trigger or a step on the canvas. */
export const StepNode = memo(function StepNode({ id, data }: NodeProps<StepNodeType>) {
  const { select, open, menu } = useCanvasActions();
  const words = [data.isTrigger ? "" : "Step", data.title, data.about, ...data.marks.map(({ label }) => label)].filter(Boolean);
  return (
    <>
      {!data.isTrigger && <Handle type="target" position={Position.Top} isConnectable={false} className={classes.handle} />}
      <div
        role="button"
        tabIndex={data.selected || data.isTrigger ? 0 : -1}
        aria-label={words.join(", ")}
        aria-current={data.selected || undefined}
        data-step={id}
        data-group={data.group}
        data-selected={data.selected || undefined}
        data-tone={data.marks[0]?.tone}
        className={classes.step}
        onFocus={() => select(id)}
        onMouseDownCapture={holdFocus}
        onClick={(event) => {
          event.currentTarget.focus({ preventScroll: true });
          open(id);
        }}
      >
        <span className={classes.icon}><KindIcon kind={data.kind} group={data.group} isTrigger={data.isTrigger} /></span>
        <span className={classes.words}>
          {/* With a space between, or it is read as one word. */}
          <span className={classes.title}>{data.title}</span>{" "}
          {data.about && <span className={classes.about}>{data.about}</span>}
        </span>
        <span className={classes.marks} aria-hidden>{data.marks.map((mark) => <MarkShown key={mark.label} mark={mark} />)}</span>
      </div>
      {data.selected && !data.isTrigger && menu && <div className={`${classes.menu} nodrag nopan`}>{menu(id)}</div>}
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={classes.handle} />
    </>
  );
});

/** What is only dragged is not selected: its settings come with the click, and a drag costs nothing but the move. */
const holdFocus = (event: MouseEvent) => event.preventDefault();

export function MarkShown({ mark }: { mark: Mark }) {
  if (mark.shape === "warning") return <IconAlertTriangleFilled size={16} className={classes.mark} data-tone={mark.tone} />;
  if (mark.shape === "dot") return <span className={classes.dot} data-tone={mark.tone} />;
  return <span className={classes.badge} data-tone={mark.tone}>{mark.label}</span>;
}

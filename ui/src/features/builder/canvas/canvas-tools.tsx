import { ActionIcon, Tooltip } from "@mantine/core";
import { IconFocusCentered, IconMinus, IconPlus } from "@tabler/icons-react";
import { Panel, useReactFlow, type ReactFlowInstance } from "@xyflow/react";
import { memo, useEffect } from "react";
import { onCanvasWish } from "@/features/builder/canvas/canvas-wishes";
import classes from "@/features/builder/canvas/canvas.module.css";

const QUICK = { duration: 150 };
const FIT = { maxZoom: 1, padding: 0.12, ...QUICK };

/** Closer, further away, all of it. */
export const CanvasTools = memo(function CanvasTools() {
  const flow = useReactFlow();
  useEffect(
    () => onCanvasWish((wish) => {
      if (wish === "fit") void flow.fitView(FIT);
      else if (wish === "actual-size") void flow.zoomTo(1, QUICK);
      else requestAnimationFrame(() => showNote(flow, wish));
    }),
    [flow],
  );
  const tools = [
    { label: "Zoom in", icon: IconPlus, act: () => flow.zoomIn(QUICK) },
    { label: "Zoom out", icon: IconMinus, act: () => flow.zoomOut(QUICK) },
    { label: "Show all (0)", icon: IconFocusCentered, act: () => flow.fitView(FIT) },
  ];
  return (
    <Panel position="bottom-left" className={classes.tools ?? ""}>
      {tools.map(({ label, icon: Shown, act }) => (
        <Tooltip key={label} label={label}><ActionIcon aria-label={label} onClick={() => void act()}><Shown size={16} aria-hidden /></ActionIcon></Tooltip>
      ))}
    </Panel>
  );
});

/** A new note comes into the middle, ready to be written. */
function showNote(flow: ReactFlowInstance, id: string): void {
  const node = flow.getNode(id);
  if (!node) return;
  void flow.setCenter(node.position.x + (node.width ?? 0) / 2, node.position.y + (node.height ?? 0) / 2, { zoom: flow.getZoom(), ...QUICK });
  document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] textarea`)?.focus({ preventScroll: true });
}

import "@xyflow/react/dist/base.css";
import { useComputedColorScheme } from "@mantine/core";
import { Background, getNodesBounds, getViewportForBounds, MiniMap, ReactFlow, ReactFlowProvider, type NodeChange, type ReactFlowInstance } from "@xyflow/react";
import { memo, useCallback, useMemo, useRef, useState, type ReactNode } from "react";
import { CanvasActionsContext, type CanvasEdits } from "@/features/builder/canvas/canvas-actions";
import { CanvasTools } from "@/features/builder/canvas/canvas-tools";
import { nodesOf, type FlowLine, type FlowNode } from "@/features/builder/canvas/flow-nodes";
import { KeepInSight } from "@/features/builder/canvas/keep-in-sight";
import { LineEdge } from "@/features/builder/canvas/line-edge";
import type { Marks } from "@/features/builder/canvas/marks";
import { NoteNode } from "@/features/builder/canvas/note-node";
import { GapNode, JoinNode } from "@/features/builder/canvas/small-nodes";
import { StepNode } from "@/features/builder/canvas/step-node";
import { draw } from "@/features/builder/model/drawn";
import { arrange, GRID } from "@/features/builder/model/layout";
import { steadyEach } from "@/features/builder/model/steady";
import { type Catalogue, type Definition, type Place, TRIGGER } from "@/features/builder/model/types";
import classes from "@/features/builder/canvas/canvas.module.css";

const NODE_TYPES = { step: StepNode, gap: GapNode, join: JoinNode, note: NoteNode };
const LINE_TYPES = { line: LineEdge };
/** A map of what is seen at once anyway would only cover it. */
const MAP_FROM = 12;
const MAP_SIZE = { width: 132, height: 100 };
const START_ZOOM = 0.8;
const ATTRIBUTION = { hideAttribution: true };
/** Below this the words cannot be read. */
const SMALLEST = 0.6;

export interface Edits extends CanvasEdits {
  place: (id: string, place: Place) => void;
}

interface Props {
  definition: Definition;
  catalogue?: Catalogue | undefined;
  marks: Marks;
  selected: string | null;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
  /** Without it the canvas is only looked at. */
  edits?: Edits | undefined;
  menu?: ((id: string) => ReactNode) | undefined;
  label?: string;
}

/** What is under the mouse while it is dragged or sized; written to the definition only when it is let go. */
type Moving = Readonly<Record<string, Partial<Pick<FlowNode, "position" | "width" | "height" | "measured">>>>;

/** A definition as a picture from top to bottom. It is drawn from the definition and never owns it. */
export const FlowCanvas = memo(function FlowCanvas({ definition, catalogue, marks, selected, onSelect, onOpen, edits, menu, label = "Steps" }: Props) {
  const scheme = useComputedColorScheme("light");
  const pane = useRef<HTMLDivElement>(null);
  const readOnly = edits === undefined;
  const { nodes, lines } = useDrawn({ definition, catalogue, marks, selected, readOnly });
  const { shown, onChanges, drop } = useMoving(nodes, edits);
  const actions = useMemo(() => ({ select: onSelect, open: onOpen, edit: edits ?? null, menu }), [onSelect, onOpen, edits, menu]);
  const [isPlaced, setPlaced] = useState(false);
  const start = useCallback((flow: ReactFlowInstance<FlowNode, FlowLine>) => {
    begin(flow, pane.current);
    setPlaced(true);
  }, []);
  const hasMap = nodes.length > MAP_FROM;
  const around = useMemo(
    () => (
      <>
        <Background gap={GRID * 3} size={1.2} color={scheme === "dark" ? "#2b3532" : "#d4dbd8"} bgColor="transparent" />
        <CanvasTools />
        <KeepInSight id={selected} />
        {hasMap && <MiniMap className={classes.map} pannable zoomable ariaLabel="Map of the steps" bgColor="var(--t-surface)" style={MAP_SIZE} nodeColor={scheme === "dark" ? "#4d5a55" : "#b3bdb9"} maskColor={scheme === "dark" ? "rgb(0 0 0 / 45%)" : "rgb(14 30 25 / 9%)"} />}
      </>
    ),
    [scheme, selected, hasMap],
  );

  return (
    <CanvasActionsContext value={actions}>
      <ReactFlowProvider>
        <div ref={pane} className={classes.canvas} data-flow data-placed={isPlaced || undefined}>
          <ReactFlow<FlowNode, FlowLine>
            nodes={shown}
            edges={lines}
            nodeTypes={NODE_TYPES}
            edgeTypes={LINE_TYPES}
            onNodesChange={onChanges}
            onNodeDragStop={drop}
            onInit={start}
            colorMode={scheme}
            aria-label={label}
            minZoom={0.2}
            maxZoom={2}
            panOnScroll
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            disableKeyboardA11y
            deleteKeyCode={null}
            selectionKeyCode={null}
            multiSelectionKeyCode={null}
            proOptions={ATTRIBUTION}
          >
            {around}
          </ReactFlow>
        </div>
      </ReactFlowProvider>
    </CanvasActionsContext>
  );
});

/** Boxes and lines at their places. What looks as before is the same object as before, and is not drawn anew. */
function useDrawn({ definition, catalogue, marks, selected, readOnly }: Pick<Props, "definition" | "catalogue" | "marks" | "selected"> & { readOnly: boolean }) {
  const [keep] = useState(() => ({ nodes: steadyEach<FlowNode>(), lines: steadyEach<FlowLine>() }));
  const { steps } = definition;
  const drawn = useMemo(() => draw({ steps }), [steps]);
  const arranged = useMemo(() => arrange(drawn), [drawn]);
  return useMemo(() => {
    const { nodes, lines } = nodesOf({ definition, drawn, arranged, catalogue, marks, selected, readOnly });
    return { nodes: keep.nodes(nodes), lines: keep.lines(lines) };
  }, [keep, definition, drawn, arranged, catalogue, marks, selected, readOnly]);
}

/** The boxes with what is under the mouse; a move is written when it is let go, as one change. */
function useMoving(nodes: FlowNode[], edits: Edits | undefined) {
  const [moving, setMoving] = useState<Moving>({});
  const shown = useMemo(() => nodes.map((node) => (moving[node.id] ? { ...node, ...moving[node.id] } as FlowNode : node)), [nodes, moving]);
  const onChanges = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const note = (id: string, more: Moving[string]) => setMoving((known) => ({ ...known, [id]: { ...known[id], ...more } }));
      const size = (id: string, { width, height }: { width: number; height: number }, isMoving: boolean) => {
        if (isMoving) return note(id, { width, height, measured: { width, height } });
        setMoving({});
        edits?.changeNote(noteId(id), { width: Math.round(width), height: Math.round(height) });
      };
      for (const change of changes) {
        if (change.type === "position" && change.dragging && change.position) note(change.id, { position: change.position });
        if (change.type === "dimensions" && change.resizing !== undefined && change.dimensions) size(change.id, change.dimensions, change.resizing);
      }
    },
    [edits],
  );
  const drop = useCallback(
    (_event: unknown, node: FlowNode) => {
      setMoving({});
      const place = { x: snapped(node.position.x), y: snapped(node.position.y) };
      if (node.type === "note") edits?.changeNote(noteId(node.id), { place });
      else edits?.place(node.id, place);
    },
    [edits],
  );
  return { shown, onChanges, drop };
}

const snapped = (value: number) => Math.round(value / GRID) * GRID;
const noteId = (id: string) => id.replace(/^note:/, "");

/** All of it where it can be read so; otherwise its beginning. Reckoned here, because nothing is measured yet. */
function begin(flow: ReactFlowInstance<FlowNode, FlowLine>, pane: HTMLElement | null): void {
  const { width, height } = pane?.getBoundingClientRect() ?? { width: 0, height: 0 };
  const trigger = flow.getNode(TRIGGER);
  if (!trigger || width === 0) return;
  const all = getViewportForBounds(getNodesBounds(flow.getNodes()), width, height, 0.1, 1, 0.12);
  const middle = trigger.position.x + (trigger.width ?? 0) / 2;
  const first = { x: width / 2 - middle * START_ZOOM, y: 40 - trigger.position.y * START_ZOOM, zoom: START_ZOOM };
  void flow.setViewport(all.zoom < SMALLEST ? first : all);
}

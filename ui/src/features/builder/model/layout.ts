/** Where the boxes of the canvas lie: from top to bottom, branches side by side, and where somebody put them. */
import dagre from "@dagrejs/dagre";
import type { Box, Drawn } from "@/features/builder/model/drawn";
import type { Definition, Place } from "@/features/builder/model/types";

export const STEP_SIZE = { width: 264, height: 68 };
const SIZES: Record<Box["kind"], { width: number; height: number }> = {
  trigger: STEP_SIZE, step: STEP_SIZE, gap: { width: 148, height: 36 }, join: { width: 12, height: 12 },
};
const APART = { rank: 64, node: 44 };
// Branches begin together under their step; the lines to where they meet take up what is left.
const TIGHT = 8;
const LOOSE = 1;
/** Places are kept as whole numbers, on a fine grid so that rows line up by themselves. */
export const GRID = 8;

export function sizeOf(box: Box) {
  return SIZES[box.kind];
}

/** The upper left corner of each box, by id: where somebody put it, or as it is laid out. */
export function placesOf(arranged: ReadonlyMap<string, Place>, own: Definition["layout"]): Map<string, Place> {
  return new Map([...arranged].map(([id, place]) => [id, own[id] ?? place]));
}

/** Where the boxes lie by themselves; the trigger stands in the middle above. */
export function arrange(drawn: Drawn): Map<string, Place> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "TB", ranksep: APART.rank, nodesep: APART.node });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const box of drawn.boxes) graph.setNode(box.id, { ...sizeOf(box) });
  for (const { source, target } of drawn.lines) graph.setEdge(source, target, { weight: target.endsWith("/join") ? LOOSE : TIGHT });
  // Branches stay in the order in which they are read.
  dagre.layout(graph, { disableOptimalOrderHeuristic: true });
  return new Map(drawn.boxes.map((box) => [box.id, cornerOf(graph.node(box.id), box)]));
}

function cornerOf(centre: { x?: number; y?: number }, box: Box): Place {
  const { width, height } = sizeOf(box);
  return { x: Math.round((centre.x ?? 0) - width / 2), y: Math.round((centre.y ?? 0) - height / 2) };
}

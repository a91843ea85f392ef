/** React Flow's nodes and edges for what is drawn. */
import { Position, type Edge, type Node } from "@xyflow/react";
import { NO_MARKS, type Mark, type Marks } from "@/features/builder/canvas/marks";
import type { Box, Drawn, Line } from "@/features/builder/model/drawn";
import { placesOf, sizeOf } from "@/features/builder/model/layout";
import type { Spot } from "@/features/builder/model/steps";
import { type CanvasNote, type Catalogue, type Definition, type Place, type Step, TRIGGER } from "@/features/builder/model/types";
import { aboutStep, branchLabel, titleOf, triggerText } from "@/features/builder/model/words";

export type StepData = { title: string; about: string; kind: string; group: string; isTrigger: boolean; marks: readonly Mark[]; selected: boolean };
export type GapData = { spot: Spot; label: string };
export type NoteData = { note: CanvasNote };
export type StepNode = Node<StepData, "step">;
export type GapNode = Node<GapData, "gap">;
export type JoinNode = Node<Record<string, never>, "join">;
export type NoteNode = Node<NoteData, "note">;
export type FlowNode = StepNode | GapNode | JoinNode | NoteNode;

export type LineData = { spot: Spot | null; label: string; branch: boolean; intoJoin: boolean };
export type FlowLine = Edge<LineData, "line">;

export interface Shown {
  definition: Definition;
  drawn: Drawn;
  /** Where the boxes lie by themselves: reckoned anew only when steps come, go or move. */
  arranged: ReadonlyMap<string, Place>;
  catalogue: Catalogue | undefined;
  marks: Marks;
  selected: string | null;
  readOnly: boolean;
}

export function nodesOf({ definition, drawn, arranged, catalogue, marks, selected, readOnly }: Shown): { nodes: FlowNode[]; lines: FlowLine[] } {
  const places = placesOf(arranged, definition.layout);
  const steps = new Map(drawn.boxes.flatMap((box) => (box.kind === "step" ? [[box.id, box.step] as const] : [])));
  const at = (box: Box) => {
    const { width, height } = sizeOf(box);
    const handles = [
      { type: "target" as const, position: Position.Top, x: width / 2, y: 0, width: 1, height: 1 },
      { type: "source" as const, position: Position.Bottom, x: width / 2, y: height, width: 1, height: 1 },
    ];
    return { id: box.id, position: places.get(box.id) ?? { x: 0, y: 0 }, width, height, measured: { width, height }, handles };
  };
  const boxes = drawn.boxes.map((box): FlowNode => {
    if (box.kind === "join") return { ...at(box), type: "join", data: {}, draggable: false };
    if (box.kind === "gap") return { ...at(box), type: "gap", data: { spot: box.spot, label: gapLabel(box.spot, steps) }, draggable: false };
    const common = { marks: marks[box.id] ?? NO_MARKS, selected: box.id === selected };
    if (box.kind === "trigger") return { ...at(box), type: "step", data: { ...common, ...triggerData(definition) }, draggable: !readOnly };
    return { ...at(box), type: "step", data: { ...common, ...stepData(box.step, catalogue) }, draggable: !readOnly };
  });
  const notes = definition.notes.map((note): FlowNode => ({
    id: `note:${note.id}`, type: "note", position: note.place, width: note.width, height: note.height, measured: { width: note.width, height: note.height },
    zIndex: -1, data: { note }, draggable: !readOnly, dragHandle: ".note-handle",
  }));
  return { nodes: [...notes, ...boxes], lines: drawn.lines.map((line) => lineOf(line, steps)) };
}

function triggerData({ trigger }: Definition) {
  return { title: triggerText(trigger), about: "Trigger", kind: trigger.type, group: TRIGGER, isTrigger: true };
}

function stepData(step: Step, catalogue: Catalogue | undefined) {
  const group = catalogue?.steps.find(({ kind }) => kind === step.kind)?.group ?? "";
  return { title: titleOf(step, catalogue), about: aboutStep(step, catalogue), kind: step.kind, group, isTrigger: false };
}

function gapLabel(spot: Spot, steps: ReadonlyMap<string, Step>): string {
  const holder = steps.get(spot.holder);
  return holder ? `Add a step to “${branchLabel(holder, spot.branch)}”` : "Add a step at the end";
}

function lineOf({ id, source, target, spot, branch }: Line, steps: ReadonlyMap<string, Step>): FlowLine {
  const holder = branch === null ? undefined : steps.get(source);
  const data = { spot, label: holder && branch !== null ? branchLabel(holder, branch) : "", branch: branch !== null, intoJoin: target.endsWith("/join") };
  return { id, source, target, type: "line", data, focusable: false, selectable: false };
}

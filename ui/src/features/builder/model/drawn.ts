/** What the canvas shows of a definition: boxes and lines, still without places. */
import { shownBranches, type Spot } from "@/features/builder/model/steps";
import { type Definition, type Step, TRIGGER } from "@/features/builder/model/types";

/** `gap`: where a step can be put (an empty branch, the end). `join`: where branches come together again. */
export type Box =
  | { kind: "trigger"; id: string }
  | { kind: "step"; id: string; step: Step; position: string }
  | { kind: "gap"; id: string; spot: Spot }
  | { kind: "join"; id: string };

/** A step can be put in at `spot`; `branch` of the step `source` begins with it. */
export interface Line {
  id: string;
  source: string;
  target: string;
  spot: Spot | null;
  branch: string | null;
}

export interface Drawn {
  boxes: Box[];
  lines: Line[];
}

/** Where the next box is to be tied to. */
interface Loose {
  source: string;
  branch: string | null;
}

export function draw(definition: Pick<Definition, "steps">): Drawn {
  const drawn: Drawn = { boxes: [{ kind: "trigger", id: TRIGGER }], lines: [] };
  const last = drawList(drawn, definition.steps, { holder: "", branch: "", prefix: "", from: { source: TRIGGER, branch: null } });
  const end: Spot = { holder: "", branch: "", index: definition.steps.length };
  drawn.boxes.push({ kind: "gap", id: "end", spot: end });
  tie(drawn, last, "end", null);
  return drawn;
}

interface Within {
  holder: string;
  branch: string;
  prefix: string;
  from: Loose;
}

function drawList(drawn: Drawn, steps: readonly Step[], { holder, branch, prefix, from }: Within): Loose {
  let loose = from;
  for (const [index, step] of steps.entries()) {
    const position = `${prefix}${step.id}`;
    drawn.boxes.push({ kind: "step", id: step.id, step, position });
    tie(drawn, loose, step.id, { holder, branch, index });
    loose = drawBranches(drawn, step, position);
  }
  return loose;
}

function drawBranches(drawn: Drawn, step: Step, position: string): Loose {
  const names = shownBranches(step);
  if (names.length === 0) return { source: step.id, branch: null };
  const join = `${step.id}/join`;
  for (const name of names) {
    const steps = step.branches[name] ?? [];
    const from = { source: step.id, branch: name };
    if (steps.length === 0) {
      const gap = `${step.id}/${name}/gap`;
      drawn.boxes.push({ kind: "gap", id: gap, spot: { holder: step.id, branch: name, index: 0 } });
      tie(drawn, from, gap, null);
      tie(drawn, { source: gap, branch: null }, join, null);
      continue;
    }
    const last = drawList(drawn, steps, { holder: step.id, branch: name, prefix: `${position}/${name}/`, from });
    tie(drawn, last, join, { holder: step.id, branch: name, index: steps.length });
  }
  drawn.boxes.push({ kind: "join", id: join });
  return { source: join, branch: null };
}

function tie(drawn: Drawn, { source, branch }: Loose, target: string, spot: Spot | null): void {
  drawn.lines.push({ id: `${source}>${branch ?? ""}>${target}`, source, target, spot, branch });
}

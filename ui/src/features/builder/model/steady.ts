/** What says the same stays the same object, so that nothing is drawn anew for it. */
import type { Definition } from "@/features/builder/model/types";

/** Gives the value of the time before back as long as the next one is the same. */
export function steady<Value>(isSame: (one: Value, other: Value) => boolean): (next: Value) => Value {
  let held: Value | undefined;
  return (next) => {
    if (held === undefined || (held !== next && !isSame(held, next))) held = next;
    return held;
  };
}

/** The same for each of a list, by id; they are plain JSON. The parts of one that has changed stay the same, too. */
export function steadyEach<One extends { id: string }>(): (next: readonly One[]) => One[] {
  let held = new Map<string, One>();
  return (next) => {
    const kept = next.map((one) => {
      const before = held.get(one.id);
      return before === undefined || before === one ? one : merged(before, one);
    });
    held = new Map(kept.map((one) => [one.id, one]));
    return kept;
  };
}

function merged<One extends object>(before: One, now: One): One {
  const parts = Object.entries(now).map(([name, part]: [string, unknown]) => {
    const was: unknown = before[name as keyof One];
    return [name, JSON.stringify(was) === JSON.stringify(part) ? was : part] as const;
  });
  const isSame = parts.length === Object.keys(before).length && parts.every(([name, part]) => Object.is(part, before[name as keyof One]));
  return isSame ? before : (Object.fromEntries(parts) as One);
}

const MEANING = ["schema", "description", "trigger", "steps", "limits", "samples"] as const;

/** Whether both do the same: places and notes are the canvas's alone. */
export function meansTheSame(one: Definition, other: Definition): boolean {
  return MEANING.every((part) => one[part] === other[part]);
}

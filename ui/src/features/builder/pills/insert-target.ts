import { createContext, useContext, useEffect, useRef } from "react";

/** Puts a value into the field that was in hand last. */
export type Insert = (path: string) => void;

/** Remembers the last field that had the cursor and takes values. */
export class InsertTargets {
  private last: Insert | null = null;

  hold(insert: Insert): void {
    this.last = insert;
  }

  release(insert: Insert): void {
    if (this.last === insert) this.last = null;
  }

  /** False where no field takes it. */
  insert(path: string): boolean {
    this.last?.(path);
    return this.last !== null;
  }
}

export const InsertContext = createContext<InsertTargets | null>(null);

/** Makes a field one that the list of values puts into, from the moment it has the cursor. */
export function useInsertTarget(insert: Insert) {
  const targets = useContext(InsertContext);
  const own = useRef(insert);
  const stable = useRef<Insert>((path) => own.current(path));
  useEffect(() => {
    own.current = insert;
  });
  useEffect(() => {
    const mine = stable.current;
    return () => targets?.release(mine);
  }, [targets]);
  return { focused: () => targets?.hold(stable.current) };
}

/** What the keys ask of the canvas that is on screen. */
export type CanvasWish = "fit" | "actual-size" | `note:${string}`;

const listeners = new Set<(wish: CanvasWish) => void>();

export function onCanvasWish(listener: (wish: CanvasWish) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function wishOfCanvas(wish: CanvasWish): void {
  for (const listener of listeners) listener(wish);
}

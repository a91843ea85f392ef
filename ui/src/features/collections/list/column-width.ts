/** Widths of columns in pixels, and what a key makes of one. */
export const WIDTH_MIN = 60;
export const WIDTH_MAX = 1000;
const STEP = 20;

/** The width after a key was pressed on a column's edge; undefined for keys that move nothing. */
export function widthAfter(key: string, width: number): number | undefined {
  const moved = { ArrowLeft: width - STEP, ArrowRight: width + STEP, Home: WIDTH_MIN, End: WIDTH_MAX }[key];
  return moved === undefined ? undefined : Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, Math.round(moved)));
}

import type { Tone } from "@/lib/tones";

/** Something that a step on the canvas says about itself; the first one colours its edge. */
export interface Mark {
  tone: Tone;
  label: string;
  /** `warning`: a red triangle; `dot`: a dot only; otherwise the words are shown. */
  shape?: "warning" | "dot" | "words";
}

export type Marks = Readonly<Record<string, readonly Mark[]>>;
export const NO_MARKS: readonly Mark[] = [];

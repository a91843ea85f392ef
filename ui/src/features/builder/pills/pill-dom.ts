/** Text with pills as the elements of an editable line, there and back. */
import { joinedTexts, type Part } from "@/features/builder/fields/model/value-rules";

export interface PillWords {
  label: string;
  isKnown: boolean;
}

/** Dragged data of this kind is the path of a value. */
export const PILL_KIND = "application/x-tieout-value";

export function readParts(line: HTMLElement): Part[] {
  const parts: Part[] = [];
  for (const node of line.childNodes) {
    const path = node instanceof HTMLElement ? node.dataset["path"] : undefined;
    // A space that the browser made unbreakable so that it shows is a plain one.
    if (path !== undefined) parts.push({ path });
    else parts.push(node.nodeName === "BR" ? "" : (node.textContent ?? "").replaceAll("\u00a0", " "));
  }
  return joinedTexts(parts);
}

export function writeParts(line: HTMLElement, parts: readonly Part[], words: (path: string) => PillWords, className: string): void {
  line.replaceChildren(...parts.map((part) => (typeof part === "string" ? document.createTextNode(part) : pillElement(part.path, words(part.path), className))));
  // The cursor can stand behind a pill only where there is a text.
  if (line.lastChild instanceof HTMLElement) line.append(document.createTextNode(""));
}

export function pillElement(path: string, { label, isKnown }: PillWords, className: string): HTMLElement {
  const pill = document.createElement("span");
  pill.dataset["path"] = path;
  pill.className = className;
  pill.contentEditable = "false";
  pill.textContent = label;
  pill.title = isKnown ? path : `${path}: no step before gives this value`;
  if (!isKnown) pill.dataset["missing"] = "";
  return pill;
}

/** What is typed behind the `@` or `/` before the cursor, and where it stands. */
export interface Asked {
  node: Text;
  start: number;
  end: number;
  text: string;
}

/** An `@` or `/` asks for a value only at the beginning of a word, so that addresses and dates can be written. */
export function askedAt(line: HTMLElement): Asked | undefined {
  const selection = window.getSelection();
  const node = selection?.anchorNode;
  if (!selection?.isCollapsed || !(node instanceof Text) || !line.contains(node)) return undefined;
  const end = selection.anchorOffset;
  const match = /(?:^|\s)([@/]([^\s@/]*))$/.exec(node.data.slice(0, end));
  return match ? { node, start: end - (match[1]?.length ?? 0), end, text: match[2] ?? "" } : undefined;
}

/** Where the cursor is in the line, or its end. */
export function cursorIn(line: HTMLElement): Range {
  const selection = window.getSelection();
  if (selection && selection.rangeCount > 0 && line.contains(selection.anchorNode)) return selection.getRangeAt(0);
  const range = document.createRange();
  range.selectNodeContents(line);
  range.collapse(false);
  return range;
}

/** Puts a pill in the range's place, and the cursor behind it. */
export function putPill(line: HTMLElement, range: Range, pill: HTMLElement): void {
  range.deleteContents();
  range.insertNode(pill);
  const after = pill.nextSibling instanceof Text ? pill.nextSibling : document.createTextNode("");
  if (after.parentNode !== line) pill.after(after);
  const selection = window.getSelection();
  selection?.collapse(after, 0);
}

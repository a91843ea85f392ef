import { useEffect, useRef } from "react";
import { wishOfCanvas } from "@/features/builder/canvas/canvas-wishes";
import { beside, inOrder, type Direction } from "@/features/builder/model/moves";
import { type Definition, TRIGGER } from "@/features/builder/model/types";
import type { Commands } from "@/features/builder/page/commands";

interface Ground {
  definition: Definition;
  selected: string | null;
  view: "canvas" | "outline";
  readOnly: boolean;
  commands: Commands;
  select: (id: string) => void;
  enter: () => void;
  rename: () => void;
  test: () => void;
  help: () => void;
  leave: () => void;
}

const ARROWS: Record<string, Direction> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

/** On the canvas or the outline, or nowhere in particular: there the keys of a step hold. */
function isOnSteps(target: EventTarget | null): boolean {
  return target instanceof Element && (target === document.body || target.id === "page" || target.closest("[data-flow]") !== null);
}

const hasDialog = () => document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null;

export function focusStep(id: string): void {
  document.querySelector<HTMLElement>(`[data-flow] [data-step="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
}

/** Everything that the builder does at a key. */
export function useBuilderKeys(ground: Ground): void {
  const now = useRef(ground);
  useEffect(() => {
    now.current = ground;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || hasDialog()) return;
      const act = actOf(event, now.current);
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    const onClipboard = (event: ClipboardEvent) => {
      const { selected, commands, readOnly } = now.current;
      if (isTyping(event.target) || !isOnSteps(event.target) || hasDialog() || !selected) return;
      if (event.type === "copy" && !window.getSelection()?.toString()) commands.copy(selected, event);
      if (event.type === "cut" && !readOnly) commands.cut(selected, event);
      if (event.type === "paste" && !readOnly && commands.paste(selected, event)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey, true);
    for (const kind of ["copy", "cut", "paste"] as const) document.addEventListener(kind, onClipboard);
    return () => {
      document.removeEventListener("keydown", onKey, true);
      for (const kind of ["copy", "cut", "paste"] as const) document.removeEventListener(kind, onClipboard);
    };
  }, []);
}

function actOf(event: KeyboardEvent, ground: Ground): (() => void) | undefined {
  const { commands, readOnly, test, help } = ground;
  const withControl = event.ctrlKey || event.metaKey;
  if (withControl && event.key === "Enter") return readOnly ? undefined : test;
  if (isTyping(event.target)) return undefined;
  if (event.key === "?") return help;
  if (withControl && !readOnly && event.key.toLowerCase() === "z") return event.shiftKey ? commands.redo : commands.undo;
  if (withControl && !readOnly && event.key.toLowerCase() === "y") return commands.redo;
  return isOnSteps(event.target) ? actOnStep(event, ground) : undefined;
}

function actOnStep(event: KeyboardEvent, ground: Ground): (() => void) | undefined {
  const { definition, view, readOnly, commands, enter, leave } = ground;
  const id = ground.selected ?? TRIGGER;
  const { key } = event;
  const withControl = event.ctrlKey || event.metaKey;
  const arrow = ARROWS[key];
  if (withControl) return key.toLowerCase() === "d" && !readOnly && id !== TRIGGER ? () => void commands.duplicate(id) : undefined;
  if (event.altKey) return arrow && !readOnly ? () => (arrow === "up" || arrow === "down") && commands.move(id, arrow === "up" ? -1 : 1) : undefined;
  if (arrow) return () => go(ground, nextOf(definition, id, arrow, view));
  if (key === "Escape") return leave;
  if (key === "Enter" && isStep(event.target)) return enter;
  if (view === "canvas" && key === "0") return () => wishOfCanvas("fit");
  if (view === "canvas" && key === "1") return () => wishOfCanvas("actual-size");
  if (readOnly) return undefined;
  if (key === "a" || key === "A" || key === "+") return () => commands.addAfter(id);
  if (id === TRIGGER) return undefined;
  if (key === "Delete" || key === "Backspace") return () => commands.remove(id);
  return key === "F2" ? ground.rename : undefined;
}

/** Enter on a button in the canvas presses it; on a step or nowhere it leads to the panel. */
function isStep(target: EventTarget | null): boolean {
  return target instanceof Element && (target.closest("[data-step]") !== null || target === document.body || target.id === "page");
}

function nextOf(definition: Definition, id: string, arrow: Direction, view: "canvas" | "outline"): string {
  if (view === "outline" && (arrow === "up" || arrow === "down")) return inOrder(definition, id, arrow === "down" ? 1 : -1);
  return beside(definition, id, arrow);
}

function go({ select }: Ground, id: string): void {
  select(id);
  requestAnimationFrame(() => focusStep(id));
}

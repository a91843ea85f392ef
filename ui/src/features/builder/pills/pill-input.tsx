import { Popover } from "@mantine/core";
import { useId, useLayoutEffect, useRef, useState, type DragEvent, type KeyboardEvent } from "react";
import { joinedTexts, type Part } from "@/features/builder/fields/model/value-rules";
import type { Pill } from "@/features/builder/model/types";
import { found, wordsOf } from "@/features/builder/pills/model";
import { PILL_KIND, askedAt, cursorIn, pillElement, putPill, readParts, writeParts, type Asked } from "@/features/builder/pills/pill-dom";
import { useInsertTarget } from "@/features/builder/pills/insert-target";
import { PillMenu } from "@/features/builder/pills/pill-menu";
import classes from "@/features/builder/pills/pill-input.module.css";

interface Props {
  id?: string | undefined;
  label: string;
  describedBy?: string | undefined;
  parts: readonly Part[];
  pills: readonly Pill[];
  placeholder?: string | undefined;
  disabled?: boolean;
  isWrong?: boolean;
  /** Enter begins a new line instead of doing nothing. */
  multiline?: boolean;
  onChange: (parts: Part[]) => void;
}

/** A line of text in which pills stand for values; `@` or `/` offers them, and they can be dropped in. */
export function PillInput({ id, label, describedBy, parts, pills, placeholder = "Write, or type @ for a value", disabled = false, isWrong = false, multiline = false, onChange }: Props) {
  const line = useRef<HTMLDivElement>(null);
  const menuId = useId();
  const [asked, setAsked] = useState<Asked>();
  const [chosen, setChosen] = useState(0);
  const options = asked ? found(pills, asked.text) : [];
  const words = (path: string) => wordsOf(pills, path);
  const wanted = JSON.stringify([joinedTexts(parts), pills.map(({ path, label: name }) => [path, name])]);
  const written = useRef("");
  useLayoutEffect(() => {
    const element = line.current;
    if (!element || written.current === wanted) return;
    written.current = wanted;
    // While somebody types, the line has the parts already; only names may have changed.
    const [now, then] = [JSON.stringify(readParts(element)), JSON.stringify(joinedTexts(parts))];
    if (now !== then || document.activeElement !== element) writeParts(element, joinedTexts(parts), words, classes["pill"] ?? "");
  });
  const tell = () => {
    if (line.current) onChange(readParts(line.current));
  };
  const look = () => {
    const next = line.current ? askedAt(line.current) : undefined;
    setAsked(next);
    setChosen(0);
  };
  const put = (path: string, range: Range) => {
    const element = line.current;
    if (!element || disabled) return;
    element.focus();
    putPill(element, range, pillElement(path, words(path), classes["pill"] ?? ""));
    setAsked(undefined);
    tell();
  };
  const target = useInsertTarget((path) => line.current && put(path, cursorIn(line.current)));
  const choose = (pill: Pill) => {
    if (!asked) return;
    const range = document.createRange();
    range.setStart(asked.node, asked.start);
    range.setEnd(asked.node, Math.min(asked.end, asked.node.length));
    put(pill.path, range);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!asked) {
      if (event.key === "Enter" && !multiline) event.preventDefault();
      return;
    }
    const move: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = move[event.key];
    const pill = options[chosen];
    if (step) setChosen((before) => (before + step + options.length) % Math.max(options.length, 1));
    else if ((event.key === "Enter" || event.key === "Tab") && pill) choose(pill);
    else if (event.key === "Escape") setAsked(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const drop = (event: DragEvent) => {
    const path = event.dataTransfer.getData(PILL_KIND);
    if (!path || !line.current) return;
    event.preventDefault();
    put(path, dropRange(event, line.current));
  };
  return (
    <Popover opened={asked !== undefined} width="target" position="bottom-start" withinPortal withRoles={false} trapFocus={false} shadow="md" offset={4}>
      <Popover.Target>
        <div
          ref={line}
          id={id}
          className={classes.line}
          contentEditable={!disabled}
          suppressContentEditableWarning
          role="textbox"
          tabIndex={0}
          aria-label={label}
          aria-describedby={describedBy}
          aria-multiline={multiline}
          aria-disabled={disabled}
          aria-invalid={isWrong}
          aria-haspopup="listbox"
          aria-controls={asked && options.length > 0 ? menuId : undefined}
          aria-activedescendant={asked && options.length > 0 ? `${menuId}-${chosen}` : undefined}
          data-error={isWrong || undefined}
          data-empty={joinedTexts(parts).length === 0 || undefined}
          data-placeholder={placeholder}
          spellCheck={false}
          onInput={() => {
            tell();
            look();
          }}
          onFocus={target.focused}
          onBlur={() => setAsked(undefined)}
          onKeyDown={onKeyDown}
          onDragOver={(event) => event.dataTransfer.types.includes(PILL_KIND) && event.preventDefault()}
          onDrop={drop}
          onPaste={(event) => {
            event.preventDefault();
            const text = event.clipboardData.getData("text/plain");
            document.execCommand("insertText", false, multiline ? text : text.replaceAll(/\s*\n\s*/g, " "));
          }}
        />
      </Popover.Target>
      <Popover.Dropdown p={0}><PillMenu id={menuId} options={options} chosen={chosen} onChoose={choose} /></Popover.Dropdown>
    </Popover>
  );
}

/** Where the pointer is in the line, or its end. */
function dropRange(event: DragEvent, line: HTMLElement): Range {
  const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  const range = document.createRange();
  if (at && line.contains(at.offsetNode) && !(at.offsetNode.parentElement?.closest("[data-path]") ?? null)) {
    range.setStart(at.offsetNode, at.offset);
    range.collapse(true);
    return range;
  }
  range.selectNodeContents(line);
  range.collapse(false);
  return range;
}

import { Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Pill } from "@/features/builder/model/types";
import { sampleText } from "@/features/builder/pills/model";
import classes from "@/features/builder/pills/pill-input.module.css";

interface Props {
  id: string;
  options: readonly Pill[];
  chosen: number;
  onChoose: (pill: Pill) => void;
}

/** The values that fit what is typed; the cursor stays in the field. */
export function PillMenu({ id, options, chosen, onChoose }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  if (options.length === 0) return <Text size="sm" c="dimmed" p="xs">No value is called so. Press Escape to write it as text.</Text>;
  return (
    <ul ref={list} id={id} role="listbox" aria-label="Values" className={classes.menu}>
      {options.map((pill, index) => (
        <li
          key={pill.path}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          className={classes.option}
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(pill);
          }}
        >
          <span>{pill.label} <Text span size="xs" c="dimmed">{pill.group}</Text></span>
          <span className={classes.sample}>{sampleText(pill.sample)}</span>
        </li>
      ))}
    </ul>
  );
}

import { Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { KindIcon } from "@/features/builder/canvas/kind-icon";
import type { StepKind } from "@/features/builder/model/types";
import type { PaletteGroup } from "@/features/builder/palette/search";
import classes from "@/features/builder/palette/palette.module.css";

interface Props {
  groups: readonly PaletteGroup[];
  /** The place in the whole list of the one that Enter takes. */
  active: number;
  onChoose: (kind: StepKind) => void;
}

/** Kinds of steps by group; what cannot be used now says why. */
export function PaletteList({ groups, active, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`#step-palette-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const starts = groups.map((_group, index) => groups.slice(0, index).reduce((sum, { kinds }) => sum + kinds.length, 0));
  return (
    <div ref={list} id="step-palette" role="listbox" aria-label="Steps" className={classes.list}>
      {groups.length === 0 && <Text size="sm" c="dimmed" p="sm">No step is called so.</Text>}
      {groups.map(({ label, kinds }, index) => (
        <div key={label} role="group" aria-label={label}>
          <Text className={classes.group} aria-hidden>{label}</Text>
          {kinds.map((kind, place) => {
            const number = (starts[index] ?? 0) + place;
            return (
              <div
                key={kind.kind}
                id={`step-palette-${number}`}
                role="option"
                aria-selected={number === active}
                aria-disabled={!kind.available}
                data-active={number === active || undefined}
                className={classes.kind}
                onClick={() => onChoose(kind)}
              >
                <span className={classes.icon} data-group={kind.group}><KindIcon kind={kind.kind} group={kind.group} isTrigger={false} /></span>
                <span className={classes.words}>
                  <span className={classes.name}>{kind.name}{kind.writes && <span className={classes.writes}>writes</span>}</span>
                  <span className={classes.about}>{kind.available ? kind.about : kind.reason || "Not available here."}</span>
                </span>
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

import { Group, Text, VisuallyHidden } from "@mantine/core";
import { KindIcon } from "@/features/builder/canvas/kind-icon";
import { NO_MARKS, type Mark } from "@/features/builder/canvas/marks";
import { MarkShown } from "@/features/builder/canvas/step-node";
import type { OutlineGround } from "@/features/builder/outline/outline-list";
import { TRIGGER } from "@/features/builder/model/types";
import classes from "@/features/builder/outline/outline.module.css";

interface Props {
  id: string;
  number: string;
  title: string;
  about: string;
  kind: string;
  group: string;
  marks?: readonly Mark[];
  ground: OutlineGround;
}

/** One step of the outline, with what it says about itself. */
export function OutlineRow({ id, number, title, about, kind, group, marks, ground }: Props) {
  const { selected, onSelect, onOpen, menu } = ground;
  const shown = marks ?? ground.marks[id] ?? NO_MARKS;
  const isSelected = selected === id;
  const body = (
    <>
      <span className={classes.icon} data-group={group}><KindIcon kind={kind} group={group} isTrigger={id === TRIGGER} /></span>
      <span className={classes.words}>
        <Text component="span" size="sm" fw={600}>{number && <span className={classes.number}>{number}</span>}{number && " "}{title}</Text>
        {about && <Text component="span" size="xs" c="dimmed" className={classes.about}>{about}</Text>}
      </span>
      <Group gap={6} component="span" wrap="nowrap">
        {shown.map((mark) => (
          <span key={mark.label} title={mark.label} className={classes.mark}>
            {mark.shape && mark.shape !== "words" && <VisuallyHidden>{mark.label}</VisuallyHidden>}
            <MarkShown mark={mark} />
          </span>
        ))}
      </Group>
    </>
  );
  return (
    <div className={classes.row} data-selected={isSelected || undefined}>
      {onOpen
        ? (
          <button type="button" className={classes.step} data-step={id} aria-current={isSelected || undefined} onFocus={() => onSelect?.(id)} onClick={() => onOpen(id)}>
            {body}
          </button>
        )
        : <div className={classes.step}>{body}</div>}
      {id !== TRIGGER && menu?.(id)}
    </div>
  );
}

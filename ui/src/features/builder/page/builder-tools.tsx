import { ActionIcon, Button, Group, SegmentedControl, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconFlask, IconLayoutDistributeVertical, IconListTree, IconNote, IconPlus, IconSitemap } from "@tabler/icons-react";
import type { History } from "@/features/builder/model/history";
import { type Definition, TRIGGER } from "@/features/builder/model/types";
import { useBuilder } from "@/features/builder/model/use-builder";
import type { Commands } from "@/features/builder/page/commands";
import { ProblemsList } from "@/features/builder/page/problems-list";
import classes from "@/features/builder/page/builder.module.css";

interface Props {
  definition: Definition;
  view: "canvas" | "outline";
  readOnly: boolean;
  canChooseView: boolean;
  history: History;
  commands: Commands;
  onAddress: (change: { view?: string | undefined }) => void;
  onTest: () => void;
}

/** What can be done with the drawing as a whole. */
export function BuilderTools({ definition, view, readOnly, canChooseView, history, commands, onAddress, onTest }: Props) {
  const { selected } = useBuilder();
  const last = definition.steps.at(-1)?.id ?? TRIGGER;
  const tools = [
    { label: "Undo (Ctrl-Z)", icon: IconArrowBackUp, off: history.past.length === 0, act: commands.undo },
    { label: "Redo (Ctrl-Shift-Z)", icon: IconArrowForwardUp, off: history.future.length === 0, act: commands.redo },
    ...(view === "canvas"
      ? [
        { label: "Tidy up", icon: IconLayoutDistributeVertical, off: Object.keys(definition.layout).length === 0, act: commands.tidy },
        { label: "Add a note", icon: IconNote, off: false, act: commands.addNote },
      ]
      : []),
  ];
  return (
    <div className={classes.tools} role="toolbar" aria-label="Builder">
      <Group gap="xs" wrap="nowrap">
        {canChooseView && (
          <SegmentedControl
            size="xs" aria-label="View" value={view} onChange={(value) => onAddress({ view: value === "outline" ? "outline" : undefined })}
            data={[
              { value: "canvas", label: <Group gap={5} wrap="nowrap"><IconSitemap size={14} aria-hidden />Canvas</Group> },
              { value: "outline", label: <Group gap={5} wrap="nowrap"><IconListTree size={14} aria-hidden />Outline</Group> },
            ]}
          />
        )}
        {!readOnly && (
          <>
            <Button size="xs" variant="default" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => commands.addAfter(selected ?? last)}>Add step</Button>
            {tools.map(({ label, icon: Shown, off, act }) => (
              <Tooltip key={label} label={label}>
                <ActionIcon size="lg" className={classes.tool} aria-label={label} disabled={off} onClick={act}><Shown size={18} aria-hidden /></ActionIcon>
              </Tooltip>
            ))}
          </>
        )}
      </Group>
      <Group gap="sm" wrap="nowrap">
        {!readOnly && <ProblemsList />}
        <Button size="xs" variant="default" leftSection={<IconFlask size={15} aria-hidden />} onClick={onTest}>Plan a run</Button>
      </Group>
    </div>
  );
}

import { ActionIcon, Kbd, Menu } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconClipboard, IconCopy, IconDots, IconPencil, IconPlus, IconScissors, IconSquarePlus, IconTrash } from "@tabler/icons-react";
import { findStep } from "@/features/builder/model/steps";
import { useBuilder } from "@/features/builder/model/use-builder";
import { titleOf } from "@/features/builder/model/words";
import type { Commands } from "@/features/builder/page/commands";

interface Props {
  id: string;
  commands: Commands;
  onRename: () => void;
}

/** What else can be done with a step, each with its key. */
export function StepMenu({ id, commands, onRename }: Props) {
  const { definition, catalogue } = useBuilder();
  const step = findStep(definition, id)?.step;
  if (!step) return null;
  const items = [
    { label: "Add a step after", icon: IconPlus, key: "A", act: () => commands.addAfter(id) },
    { label: "Rename", icon: IconPencil, key: "F2", act: onRename },
    { label: "Duplicate", icon: IconSquarePlus, key: "Ctrl D", act: () => commands.duplicate(id) },
    { label: "Copy", icon: IconCopy, key: "Ctrl C", act: () => commands.copy(id) },
    { label: "Cut", icon: IconScissors, key: "Ctrl X", act: () => commands.cut(id) },
    { label: "Paste after", icon: IconClipboard, key: "Ctrl V", act: () => commands.paste(id) },
    { label: "Move up", icon: IconArrowUp, key: "Alt ↑", act: () => commands.move(id, -1) },
    { label: "Move down", icon: IconArrowDown, key: "Alt ↓", act: () => commands.move(id, 1) },
  ];
  return (
    <Menu position="bottom-end" width={220} withinPortal>
      <Menu.Target><ActionIcon aria-label={`More for ${titleOf(step, catalogue)}`}><IconDots size={18} aria-hidden /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {items.map(({ label, icon: Shown, key, act }) => (
          <Menu.Item key={label} leftSection={<Shown size={16} aria-hidden />} rightSection={<Kbd size="xs">{key}</Kbd>} onClick={act}>{label}</Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} rightSection={<Kbd size="xs">Del</Kbd>} onClick={() => commands.remove(id)}>Delete</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

import { Group, Kbd, Modal, Stack, Text } from "@mantine/core";

const KEYS: [string[], string][] = [
  [["↑", "↓", "←", "→"], "Go from step to step"],
  [["Enter"], "Into the settings of the step"],
  [["Esc"], "Back to the steps; leave the step"],
  [["A"], "Add a step after this one (also +)"],
  [["Del"], "Delete the step and what it holds"],
  [["F2"], "Rename"],
  [["Alt", "↑ ↓"], "Move earlier or later"],
  [["Ctrl", "C / X / V"], "Copy, cut, paste, also between automations"],
  [["Ctrl", "D"], "Duplicate"],
  [["Ctrl", "Z"], "Undo"],
  [["Ctrl", "Shift", "Z"], "Redo"],
  [["Ctrl", "Enter"], "Test the step"],
  [["0"], "Show all"],
  [["1"], "Show in full size"],
  [["?"], "This list"],
];

/** What the keys do in the builder. */
export function KeysList({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keys of the builder">
      <Stack gap={10}>
        {KEYS.map(([names, what]) => (
          <Group key={what} justify="space-between" wrap="nowrap">
            <Text size="sm">{what}</Text>
            <Group gap={4} wrap="nowrap">{names.map((name) => <Kbd key={name}>{name}</Kbd>)}</Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}

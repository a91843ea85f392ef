import { Group, Kbd, Modal, Stack, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { createStore } from "@/lib/flag-store";
import { PLACES } from "@/app/navigation";
import { useGoKeys } from "@/app/use-go-keys";

const help = createStore();

export const openKeysHelp = () => help.set(true);

function focusSearch(): void {
  document.querySelector<HTMLInputElement>("[data-page-search]")?.focus();
}

/** The list of keys, and the keys themselves. */
export function KeysHelp() {
  const open = help.use();
  useGoKeys();
  useHotkeys([
    ["shift+?", openKeysHelp],
    ["?", openKeysHelp],
    ["/", focusSearch],
  ]);
  const keys: [string[], string][] = [
    [["Ctrl", "K"], "Find pages, collections and records"],
    [["/"], "Search in this page"],
    [["?"], "This list"],
    [["Esc"], "Close what is open"],
    ...PLACES.map(({ key, label }): [string[], string] => [["g", key], `Go to ${label}`]),
  ];
  return (
    <Modal opened={open} onClose={() => help.set(false)} title="Keys">
      <Stack gap={10}>
        {keys.map(([names, what]) => (
          <Group key={what} justify="space-between">
            <Text size="sm">{what}</Text>
            <Group gap={4}>{names.map((name) => <Kbd key={name}>{name}</Kbd>)}</Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}

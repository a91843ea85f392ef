import { ActionIcon, Button, Group, Input, Stack } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { moved } from "@/features/collection-settings/model/field-draft";

interface Props<Item extends { name: string }> {
  label: string;
  description: string;
  noun: string;
  items: Item[];
  fresh: Item;
  error: string | undefined;
  onChange: (items: Item[]) => void;
  children: (item: Item, set: (part: Partial<Item>) => void, number: number) => ReactNode;
}

/** A list of named things that are added, moved and taken away: stages, columns. */
export function RowsEditor<Item extends { name: string }>({ label, description, noun, items, fresh, error, onChange, children }: Props<Item>) {
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <Stack gap={6} mt={6} role="group" aria-label={label}>
        {items.map((item, place) => {
          const named = item.name || `${noun} ${place + 1}`;
          const set = (part: Partial<Item>) => onChange(items.map((one, at) => (at === place ? { ...one, ...part } : one)));
          return (
            <Group key={place} gap={6} wrap="nowrap" align="center">
              <Group gap={6} style={{ flex: 1 }}>{children(item, set, place + 1)}</Group>
              <Group gap={0} wrap="nowrap">
                <ActionIcon variant="subtle" color="gray" aria-label={`Move ${named} up`} disabled={place === 0} onClick={() => onChange(moved(items, place, -1))}>
                  <IconArrowUp size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon variant="subtle" color="gray" aria-label={`Move ${named} down`} disabled={place === items.length - 1} onClick={() => onChange(moved(items, place, 1))}>
                  <IconArrowDown size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${named}`} onClick={() => onChange(items.filter((_, at) => at !== place))}>
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Group>
            </Group>
          );
        })}
        <Button size="compact-sm" variant="default" style={{ alignSelf: "start" }} leftSection={<IconPlus size={14} aria-hidden />} onClick={() => onChange([...items, fresh])}>
          Add a {noun}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}

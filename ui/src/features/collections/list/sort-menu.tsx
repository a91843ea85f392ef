import { ActionIcon, Button, Group, Popover, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { IconArrowsSort, IconPlus, IconTrash } from "@tabler/icons-react";
import type { Collection } from "@/api/types";
import { sortChoices } from "@/features/collections/model/columns";
import { sortText, sortsOf } from "@/lib/records-search";

interface Props {
  collection: Collection;
  sort: string | undefined;
  onChange: (sort: string) => void;
}

const SORTS_MAX = 5;

/** By what the list is sorted, by several fields one after the other. */
export function SortMenu({ collection, sort, onChange }: Props) {
  const sorts = sortsOf(sort);
  const choices = sortChoices(collection);
  const change = (next: { field: string; descending: boolean }[]) => onChange(sortText(next));
  const free = choices.find(({ value }) => !sorts.some(({ field }) => field === value));
  return (
    <Popover position="bottom-end" width={380} withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconArrowsSort size={16} aria-hidden />}>
          Sort{sorts.length > 0 ? ` (${sorts.length})` : ""}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Sort">
        <Stack gap="xs">
          {sorts.length === 0 && <Text size="sm" c="dimmed">The record that was changed last comes first.</Text>}
          {sorts.map(({ field, descending }, place) => (
            <Group key={field} gap={6} wrap="nowrap">
              <Select
                aria-label={place === 0 ? "Sort by" : "Then by"}
                data={choices}
                value={field}
                allowDeselect={false}
                comboboxProps={{ withinPortal: false }}
                onChange={(next) => next && change(sorts.map((one, at) => (at === place ? { ...one, field: next } : one)))}
                style={{ flex: 1 }}
              />
              <SegmentedControl
                size="xs"
                aria-label="Direction"
                data={[{ value: "up", label: "A→Z" }, { value: "down", label: "Z→A" }]}
                value={descending ? "down" : "up"}
                onChange={(next) => change(sorts.map((one, at) => (at === place ? { ...one, descending: next === "down" } : one)))}
              />
              <ActionIcon variant="subtle" color="gray" aria-label="Remove this sort" onClick={() => change(sorts.filter((_, at) => at !== place))}>
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          {free && sorts.length < SORTS_MAX && (
            <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => change([...sorts, { field: free.value, descending: false }])} style={{ alignSelf: "start" }}>
              {sorts.length === 0 ? "Sort by a field" : "Then by"}
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

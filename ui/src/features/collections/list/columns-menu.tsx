import { ActionIcon, Button, Checkbox, Group, Popover, Stack } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3 } from "@tabler/icons-react";
import type { Collection } from "@/api/types";
import { orderedFields } from "@/features/collections/model/columns";
import { hiddenAtFirst } from "@/features/collections/model/fields";
import { hiddenOf, withHidden, type RecordsSearch } from "@/lib/records-search";

interface Props {
  collection: Collection;
  search: RecordsSearch;
  onChange: (search: RecordsSearch) => void;
}

/** Which columns are shown, and in which order. */
export function ColumnsMenu({ collection, search, onChange }: Props) {
  const hidden = hiddenOf(search, hiddenAtFirst(collection.fields));
  const fields = orderedFields(collection.fields, search.cols);
  const toggle = (key: string) => onChange(withHidden(search, hidden.includes(key) ? hidden.filter((one) => one !== key) : [...hidden, key]));
  const move = (place: number, by: number) => {
    const keys = fields.map(({ key }) => key);
    const [moved] = keys.splice(place, 1);
    keys.splice(place + by, 0, moved ?? "");
    onChange({ ...search, cols: keys.join(",") });
  };
  return (
    <Popover position="bottom-end" width={300} withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          Columns{hidden.length > 0 ? ` (${hidden.length} hidden)` : ""}
        </Button>
      </Popover.Target>
      <Popover.Dropdown mah={460} style={{ overflowY: "auto" }} aria-label="Columns">
        <Stack gap={6}>
          {fields.map((field, place) => (
            <Group key={field.key} gap={2} wrap="nowrap" justify="space-between">
              <Checkbox size="sm" label={field.name} checked={!hidden.includes(field.key)} onChange={() => toggle(field.key)} />
              <Group gap={0} wrap="nowrap">
                <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`Move ${field.name} to the left`} disabled={place === 0} onClick={() => move(place, -1)}>
                  <IconArrowUp size={14} aria-hidden />
                </ActionIcon>
                <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`Move ${field.name} to the right`} disabled={place === fields.length - 1} onClick={() => move(place, 1)}>
                  <IconArrowDown size={14} aria-hidden />
                </ActionIcon>
              </Group>
            </Group>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

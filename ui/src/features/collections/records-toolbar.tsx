import { Button, Checkbox, CloseButton, Group, Menu, Select, Stack } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import type { Collection } from "@/api/types";
import { SearchBox } from "@/components/search-box";
import { choicesOf, hiddenAtFirst } from "@/features/collections/model/fields";
import { filtersOf, hiddenOf, withFilter, withHidden, type RecordsSearch } from "@/lib/records-search";
import { wordFor } from "@/lib/words";

interface Props {
  collection: Collection;
  search: RecordsSearch;
  onChange: (search: RecordsSearch) => void;
}

/** Search, a filter for each choice field, and which columns are shown; all of it lives in the address. */
export function RecordsToolbar({ collection, search, onChange }: Props) {
  const filters = filtersOf(search);
  const choices = collection.fields.filter((field) => choicesOf(field).length > 0);
  const others = Object.entries(filters).filter(([key]) => !choices.some((field) => field.key === key));
  const hidden = hiddenOf(search, hiddenAtFirst(collection.fields));
  const toggle = (key: string) => {
    const next = hidden.includes(key) ? hidden.filter((one) => one !== key) : [...hidden, key];
    onChange(withHidden(search, next));
  };
  return (
    <Group p="md" gap="sm">
      <SearchBox
        label={`Search ${collection.name.toLowerCase()}`}
        value={search.search ?? ""}
        onChange={(text) => onChange({ ...search, search: text })}
      />
      {choices.map((field) => (
        <Select
          key={field.key}
          aria-label={field.name}
          placeholder={field.name}
          clearable
          clearButtonProps={{ "aria-label": `Clear ${field.name}` }}
          w={172}
          data={choicesOf(field).map((option) => ({ value: option, label: wordFor(option) }))}
          value={filters[field.key] ?? null}
          onChange={(value) => onChange(withFilter(search, field.key, value ?? ""))}
        />
      ))}
      {others.map(([key, value]) => (
        <Button
          key={key}
          variant="default"
          rightSection={<CloseButton component="span" size="xs" aria-hidden tabIndex={-1} />}
          onClick={() => onChange(withFilter(search, key, ""))}
          aria-label={`Remove filter ${key}`}
        >
          {wordFor(key)}: {value}
        </Button>
      ))}
      <Menu closeOnItemClick={false} position="bottom-end" width={220}>
        <Menu.Target>
          <Button variant="default" ml="auto" leftSection={<IconColumns3 size={16} aria-hidden />}>
            Columns{hidden.length > 0 ? ` (${hidden.length} hidden)` : ""}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Stack gap={10} p="xs">
            {collection.fields.map((field) => (
              <Checkbox key={field.key} size="sm" label={field.name} checked={!hidden.includes(field.key)} onChange={() => toggle(field.key)} />
            ))}
          </Stack>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

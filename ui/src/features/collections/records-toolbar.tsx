import { Button, CloseButton, Group, SegmentedControl } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFilter } from "@tabler/icons-react";
import { useCallback, useEffect, useRef } from "react";
import type { Collection } from "@/api/types";
import { SearchBox } from "@/components/search-box";
import { ColumnsMenu } from "@/features/collections/list/columns-menu";
import { FilterPanel } from "@/features/collections/list/filter-panel";
import { GroupMenu } from "@/features/collections/list/group-menu";
import { SortMenu } from "@/features/collections/list/sort-menu";
import { ViewsMenu } from "@/features/collections/list/views-menu";
import { countRules, readFilter } from "@/lib/conditions";
import { sortAtFirst } from "@/features/collections/model/fields";
import { filtersOf, withFilter, type RecordsSearch } from "@/lib/records-search";
import { wordFor } from "@/lib/words";

interface Props {
  collection: Collection;
  search: RecordsSearch;
  total: number | undefined;
  onChange: (search: RecordsSearch) => void;
}

/** View, search, filter, sort, groups and columns; all of it lives in the address. */
export function RecordsToolbar({ collection, search, total, onChange }: Props) {
  const conditions = countRules(readFilter(search.where));
  const [filtering, panel] = useDisclosure(false);
  const latest = useRef({ search, onChange });
  useEffect(() => {
    latest.current = { search, onChange };
  });
  const setWhere = useCallback((where: string | undefined) => latest.current.onChange({ ...latest.current.search, where }), []);
  return (
    <>
      <Group p="md" gap="sm">
        <ViewsMenu collection={collection} search={search} onChange={onChange} />
        <SearchBox
          label={`Search ${collection.name.toLowerCase()}`}
          value={search.search ?? ""}
          onChange={(text) => onChange({ ...search, search: text })}
        />
        <Button
          variant={conditions > 0 ? "light" : "default"}
          aria-expanded={filtering}
          leftSection={<IconFilter size={16} aria-hidden />}
          onClick={panel.toggle}
        >
          Filter{conditions > 0 ? ` (${conditions})` : ""}
        </Button>
        {Object.entries(filtersOf(search)).map(([key, value]) => (
          <FilterChip key={key} collection={collection} field={key} value={value} onRemove={() => onChange(withFilter(search, key, ""))} />
        ))}
        <Group gap="sm" ml="auto">
          <SegmentedControl
            size="xs"
            aria-label="Which records"
            data={[{ value: "live", label: "In use" }, { value: "archived", label: "Archived" }]}
            value={search.life === "archived" ? "archived" : "live"}
            onChange={(life) => onChange({ ...search, life: life === "archived" ? life : undefined })}
          />
          <SortMenu collection={collection} sort={search.sort ?? sortAtFirst(collection.fields)} onChange={(sort) => onChange({ ...search, sort })} />
          <GroupMenu collection={collection} group={search.group} onChange={(group) => onChange({ ...search, group, folded: undefined })} onFold={(folded) => onChange({ ...search, folded })} />
          <ColumnsMenu collection={collection} search={search} onChange={onChange} />
        </Group>
      </Group>
      {filtering && <FilterPanel collection={collection} where={search.where} total={total} onChange={setWhere} />}
    </>
  );
}

interface ChipProps {
  collection: Collection;
  field: string;
  value: string;
  onRemove: () => void;
}

/** A filter that came with a link. */
function FilterChip({ collection, field, value, onRemove }: ChipProps) {
  const name = collection.fields.find(({ key }) => key === field)?.name ?? wordFor(field);
  return (
    <Button variant="default" rightSection={<CloseButton component="span" size="xs" aria-hidden tabIndex={-1} />} onClick={onRemove} aria-label={`Remove filter ${name}`}>
      {name}: {wordFor(value)}
    </Button>
  );
}

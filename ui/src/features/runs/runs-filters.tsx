import { Group, Select } from "@mantine/core";
import { useAutomations } from "@/api/automations";
import { SearchBox } from "@/components/search-box";
import type { RunsSearch } from "@/lib/page-searches";
import { RUN_KINDS, RUN_STATES } from "@/lib/run-states";
import { wordFor } from "@/lib/words";

interface Props {
  search: RunsSearch;
  onChange: (search: RunsSearch) => void;
}

const words = (keys: readonly string[]) => keys.map((value) => ({ value, label: wordFor(value) }));
const SINCE = [{ value: "hour", label: "The last hour" }, { value: "day", label: "The last 24 hours" }, { value: "week", label: "The last 7 days" }];

/** What the list is narrowed to; all of it is in the address. */
export function RunsFilters({ search, onChange }: Props) {
  const automations = useAutomations().data?.items ?? [];
  const set = (name: keyof RunsSearch) => (value: string | null) => onChange({ ...search, [name]: value ?? undefined } as RunsSearch);
  const choice = (name: "status" | "kind" | "since" | "automation", label: string, any: string, { data, width }: { data: { value: string; label: string }[]; width: number }) => (
    <Select
      aria-label={label} placeholder={any} clearable clearButtonProps={{ "aria-label": any }} searchable={name === "automation"} data={data}
      value={search[name] ?? null} onChange={set(name)} w={width} maw="100%"
    />
  );
  const isList = search.view === undefined;
  return (
    <Group p="md" gap="sm">
      {isList && <SearchBox label="Search runs" value={search.search ?? ""} onChange={(text) => onChange({ ...search, search: text || undefined } as RunsSearch)} />}
      {isList && choice("status", "State", "Any state", { data: words(RUN_STATES), width: 140 })}
      {isList && choice("kind", "Kind", "Any kind", { data: words(RUN_KINDS), width: 130 })}
      {choice("since", "Since", "Any time", { data: SINCE, width: 160 })}
      {choice("automation", "Automation", "Any automation", { data: automations.map(({ id, name }) => ({ value: id, label: name })), width: 200 })}
    </Group>
  );
}

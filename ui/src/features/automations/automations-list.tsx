import { Group, Select } from "@mantine/core";
import { IconBolt, IconTemplate } from "@tabler/icons-react";
import { useAutomationList } from "@/api/automation-drafts";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Panel } from "@/components/panel";
import { SearchBox } from "@/components/search-box";
import { AutomationsTable } from "@/features/automations/automations-table";
import { NewAutomation } from "@/features/automations/new-automation";
import type { AutomationsSearch } from "@/lib/page-searches";

const STATES = [{ value: "yes", label: "Switched on" }, { value: "no", label: "Switched off" }, { value: "failing", label: "Failed today" }];

interface Props {
  /** What is looked for, as the address says it. */
  search: AutomationsSearch;
  onSearch: (change: AutomationsSearch) => void;
}

/** The automations that fit, each to open and to switch. */
export function AutomationsList({ search, onSearch: set }: Props) {
  const isFiltered = Boolean(search.search ?? search.enabled ?? search.failing);
  const automations = useAutomationList(search);
  return (
    <>
      <Group mb="md">
        <SearchBox label="Search automations" value={search.search ?? ""} onChange={(text) => set({ search: text || undefined })} />
        <Select
          aria-label="State" placeholder="All" clearable data={STATES} w={170} value={search.failing ? "failing" : (search.enabled ?? null)}
          onChange={(state) => set({ failing: state === "failing" ? "today" : undefined, enabled: state === "yes" || state === "no" ? state : undefined })}
        />
      </Group>
      <Panel flush>
        <Faces
          query={automations}
          isEmpty={({ items }) => items.length === 0}
          empty={
            isFiltered
              ? <Empty icon={IconBolt} title="No automation is like that">Change the search or the state.</Empty>
              : <Empty icon={IconBolt} title="No automation yet" actions={<NewOnes />}>Begin with a template, or with an empty one.</Empty>
          }
        >
          {({ items }) => <AutomationsTable items={items} />}
        </Faces>
      </Panel>
    </>
  );
}

/** The ways to a new one. */
export function NewOnes() {
  return (
    <>
      <ButtonLink to="/automations/templates" variant="default" leftSection={<IconTemplate size={16} aria-hidden />}>Templates</ButtonLink>
      <NewAutomation />
    </>
  );
}

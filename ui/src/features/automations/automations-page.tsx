import { Group, Select } from "@mantine/core";
import { IconBolt, IconTemplate } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useAutomationList } from "@/api/automation-drafts";
import { AutomationTabs } from "@/components/automation-tabs";
import { ButtonLink } from "@/components/button-link";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { SearchBox } from "@/components/search-box";
import { AutomationsTable } from "@/features/automations/automations-table";
import { NewAutomation } from "@/features/automations/new-automation";

const route = getRouteApi("/shell/automations");
const STATES = [{ value: "yes", label: "Switched on" }, { value: "no", label: "Switched off" }, { value: "failing", label: "Failed today" }];

/** All automations, and the ways to a new one. */
export function AutomationsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isFiltered = Boolean(search.search ?? search.enabled ?? search.failing);
  const automations = useAutomationList(search);
  const set = (change: Partial<typeof search>) => void navigate({ search: (known) => ({ ...known, ...change }), replace: true });
  const templates = <ButtonLink to="/automations/templates" variant="default" leftSection={<IconTemplate size={16} aria-hidden />}>Templates</ButtonLink>;
  return (
    <>
      <PageHeader
        title="Automations"
        about="What happens by itself when a record is saved, a ledger changes, or a time has come."
        actions={<>{templates}<NewAutomation /></>}
      />
      <AutomationTabs here="/automations" />
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
              : <Empty icon={IconBolt} title="No automation yet" actions={<>{templates}<NewAutomation /></>}>Begin with a template, or with an empty one.</Empty>
          }
        >
          {({ items }) => <AutomationsTable items={items} />}
        </Faces>
      </Panel>
    </>
  );
}

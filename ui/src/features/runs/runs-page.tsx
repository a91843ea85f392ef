import { Button, Group, Select } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useAutomations } from "@/api/automations";
import { useRuns } from "@/api/runs";
import { AutomationTabs } from "@/components/automation-tabs";
import { Empty } from "@/components/empty";
import { ListFaces } from "@/components/list-faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { RunsTable } from "@/features/runs/runs-table";
import { runsSearch } from "@/lib/page-searches";
import { RUN_KINDS, RUN_STATES } from "@/lib/run-states";
import { wordFor } from "@/lib/words";

const route = getRouteApi("/shell/runs");

const words = (keys: readonly string[]) => keys.map((value) => ({ value, label: wordFor(value) }));

export function RunsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const runs = useRuns(search);
  const automations = useAutomations().data?.items ?? [];
  const set = (name: keyof typeof search) => (value: string | null) => void navigate({ search: runsSearch({ ...search, [name]: value }), replace: true });
  const narrowed = Object.keys(search).length > 0;
  return (
    <>
      <PageHeader title="Automations" about="What happened by itself, step by step." />
      <AutomationTabs here="/runs" />
      <Panel flush>
        <Group p="md" gap="sm">
          <Select aria-label="State" placeholder="Any state" clearable clearButtonProps={{ "aria-label": "Any state" }} data={words(RUN_STATES)} value={search.status ?? null} onChange={set("status")} w={172} />
          <Select aria-label="Kind" placeholder="Any kind" clearable clearButtonProps={{ "aria-label": "Any kind" }} data={words(RUN_KINDS)} value={search.kind ?? null} onChange={set("kind")} w={172} />
          <Select
            aria-label="Automation"
            placeholder="Any automation"
            clearable
            clearButtonProps={{ "aria-label": "Any automation" }}
            searchable
            data={automations.map(({ id, name }) => ({ value: id, label: name }))}
            value={search.automation ?? null}
            onChange={set("automation")}
            w={280}
          />
        </Group>
        <ListFaces
          list={runs}
          noun="run"
          empty={
            narrowed
              ? <Empty icon={IconHistory} title="No run fits" actions={<Button variant="default" onClick={() => void navigate({ search: {} })}>Clear filters</Button>} />
              : <Empty icon={IconHistory} title="Nothing has run yet">Import a file or save a record; the automations that wait for it start then.</Empty>
          }
        >
          {(items) => <RunsTable runs={items} />}
        </ListFaces>
      </Panel>
    </>
  );
}

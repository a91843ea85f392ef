import { Button, SegmentedControl } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { useRuns } from "@/api/runs";
import { AutomationTabs } from "@/components/automation-tabs";
import { Empty } from "@/components/empty";
import { ListFaces } from "@/components/list-faces";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { RunGroups } from "@/features/runs/run-groups";
import { RunsFilters } from "@/features/runs/runs-filters";
import { RunsTable } from "@/features/runs/runs-table";
import { runsSearch, type RunsSearch } from "@/lib/page-searches";
import { sinceInstant } from "@/lib/run-states";

const route = getRouteApi("/shell/runs");
const VIEWS = [{ value: "list", label: "Every run" }, { value: "errors", label: "Same errors" }];

export function RunsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = (next: RunsSearch) => void navigate({ search: runsSearch({ ...next }), replace: true });
  return (
    <>
      <PageHeader
        title="Automations" about="What happened by itself, step by step."
        actions={<SegmentedControl size="sm" aria-label="Show" data={VIEWS} value={search.view ?? "list"} onChange={(view) => go({ ...search, view: view === "errors" ? "errors" : undefined } as RunsSearch)} />}
      />
      <AutomationTabs here="/runs" />
      <Panel flush>
        <RunsFilters search={search} onChange={go} />
        {search.view === "errors" ? <RunGroups search={search} /> : <RunsList search={search} onClear={() => go({})} />}
      </Panel>
    </>
  );
}

function RunsList({ search, onClear }: { search: RunsSearch; onClear: () => void }) {
  const { since, view, ...filter } = search;
  const from = useMemo(() => (since ? sinceInstant(since) : undefined), [since]);
  const runs = useRuns({ ...filter, ...(from ? { since: from } : {}) });
  const narrowed = Object.keys(search).some((name) => name !== "view") && view === undefined;
  return (
    <ListFaces
      list={runs}
      noun="run"
      empty={
        narrowed
          ? <Empty icon={IconHistory} title="No run fits" actions={<Button variant="default" onClick={onClear}>Clear filters</Button>} />
          : <Empty icon={IconHistory} title="Nothing has run yet">Import a file or save a record; the automations that wait for it start then.</Empty>
      }
    >
      {(items) => <RunsTable runs={items} />}
    </ListFaces>
  );
}

import { getRouteApi } from "@tanstack/react-router";
import { AutomationTabs } from "@/components/automation-tabs";
import { PageHeader } from "@/components/page-header";
import { AutomationsList, NewOnes } from "@/features/automations/automations-list";

const route = getRouteApi("/shell/automations");

/** All automations, and the ways to a new one. */
export function AutomationsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title="Automations" about="What happens by itself when a record is saved, a ledger changes, or a time has come." actions={<NewOnes />} />
      <AutomationTabs here="/automations" />
      <AutomationsList search={search} onSearch={(change) => void navigate({ search: (known) => ({ ...known, ...change }), replace: true })} />
    </>
  );
}

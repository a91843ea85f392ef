import { getRouteApi } from "@tanstack/react-router";
import { PageHeader } from "@/components/page-header";
import { SettingsTabs } from "@/components/settings-tabs";
import { AutomationsList, NewOnes } from "@/features/automations/automations-list";

const route = getRouteApi("/shell/settings/automations");

/** Settings → Automations: the same list, where those look for it who set up the rest. */
export function AutomationSettingsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title="Settings" actions={<NewOnes />} />
      <SettingsTabs here="/settings/automations" />
      <AutomationsList search={search} onSearch={(change) => void navigate({ search: (known) => ({ ...known, ...change }), replace: true })} />
    </>
  );
}

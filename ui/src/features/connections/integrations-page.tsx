import { Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useConnections } from "@/api/connections";
import { Faces } from "@/components/faces";
import { PageHeader } from "@/components/page-header";
import { SettingsTabs } from "@/components/settings-tabs";
import { TextLink } from "@/components/text-link";
import { ChooseOrganisation } from "@/features/connections/choose-organisation";
import { ConnectResult } from "@/features/connections/connect-result";
import { ProviderPanel } from "@/features/connections/provider-panel";

const route = getRouteApi("/shell/settings/integrations");

/** Settings → Integrations → Accounting Integration. */
export function IntegrationsPage() {
  const { connected, choose, error } = route.useSearch();
  const navigate = route.useNavigate();
  const connections = useConnections();
  const clear = (search: { connected?: string } = {}) => void navigate({ search, replace: true });
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs here="/settings/integrations" />
      <Stack gap="md">
        <Faces query={connections} shape="cards">
          {({ providers, items }) => (
            <>
              <ConnectResult
                connected={providers.find(({ provider }) => provider === connected)?.name ?? connected}
                error={error}
                onClose={() => clear()}
              />
              {providers.map((provider) => (
                <ProviderPanel
                  key={provider.provider}
                  provider={provider}
                  connections={items.filter((one) => one.provider === provider.provider)}
                  recordsLedger={items.find((one) => one.is_records_ledger)}
                  onChoose={(pendingId) => void navigate({ search: { choose: pendingId }, replace: true })}
                />
              ))}
              <Text size="sm" c="dimmed">
                Something does not work? <TextLink to="/settings/integrations/troubleshooting" underline="always">Troubleshooting connections</TextLink> names what goes
                wrong most often, and what to do.
              </Text>
            </>
          )}
        </Faces>
      </Stack>
      {choose && <ChooseOrganisation pendingId={choose} onClose={() => clear()} onConnected={(provider) => clear({ connected: provider })} />}
    </>
  );
}

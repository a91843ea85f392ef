import { Group, Stack, Text } from "@mantine/core";
import type { ConnectionBrief } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { ConnectionStatus } from "@/components/connection-status";
import { Instant } from "@/components/instant";
import { Panel } from "@/components/panel";
import { ProviderMark } from "@/components/provider-mark";

/** The health of every connection, worst in plain words. */
export function ConnectionsPanel({ connections }: { connections: ConnectionBrief[] }) {
  return (
    <Panel title="Connections">
      {connections.length === 0 && (
        <Stack gap="sm" align="flex-start">
          <Text size="sm" c="dimmed">No ledger is connected yet. Connect one, and its contacts, items and invoices show here.</Text>
          <ButtonLink to="/settings/integrations" size="xs">Connect a ledger</ButtonLink>
        </Stack>
      )}
      <Stack gap="md">
        {connections.map((connection) => (
          <Group key={connection.id} justify="space-between" wrap="nowrap" align="flex-start">
            <Group gap="sm" wrap="nowrap" align="flex-start" style={{ minWidth: 0 }}>
              <ProviderMark provider={connection.provider} />
              <div style={{ minWidth: 0 }}>
                <Text size="sm" fw={550} truncate>{connection.organisation_name}</Text>
                <Text size="xs" c="dimmed">{connection.remedy || <>Last call <Instant at={connection.last_call_at} never="not yet" /></>}</Text>
              </div>
            </Group>
            <ConnectionStatus connection={connection} />
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}

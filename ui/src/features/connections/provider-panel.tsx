import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { useAuthorise } from "@/api/connections";
import type { Connection, Provider } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Panel } from "@/components/panel";
import { ProviderMark } from "@/components/provider-mark";
import { ConnectionRow } from "@/features/connections/connection-row";

interface Props {
  provider: Provider;
  connections: Connection[];
}

/** One provider: how to connect to it, and what is connected. */
export function ProviderPanel({ provider, connections }: Props) {
  const path = { ...useWorkspacePath(), provider: provider.provider };
  const authorise = useAuthorise();
  const connect = () =>
    authorise.mutate({ params: { path } }, { onSuccess: ({ url }) => window.location.assign(url) });
  const shown = connections.filter(({ status }) => status !== "disconnected");
  return (
    <Panel
      title={<Group gap="sm"><ProviderMark provider={provider.provider} />{provider.name}</Group>}
      actions={
        <Allowed to="connect" unless={provider.connectable ? "" : provider.reason}>
          {(disabled) => (
            <Button
              variant={shown.length > 0 ? "default" : "filled"}
              disabled={disabled}
              loading={authorise.isPending || authorise.isSuccess}
              leftSection={<IconPlugConnected size={16} aria-hidden />}
              onClick={connect}
            >
              {shown.length > 0 ? "Connect another" : `Connect to ${shortName(provider)}`}
            </Button>
          )}
        </Allowed>
      }
    >
      {shown.length === 0
        ? (
          <Text size="sm" c="dimmed" maw={640}>
            {provider.connectable
              ? `You sign in at ${shortName(provider)} and choose the organisation there. Tieout never sees your password, and you can disconnect at any time.`
              : provider.reason}
          </Text>
        )
        : <Stack gap="lg">{shown.map((connection) => <ConnectionRow key={connection.id} connection={connection} onReconnect={connect} />)}</Stack>}
    </Panel>
  );
}

/** "QuickBooks", "Sage": what people call it. */
function shortName({ name }: Provider): string {
  return name.replace(/ (Online|Accounting)$/, "");
}

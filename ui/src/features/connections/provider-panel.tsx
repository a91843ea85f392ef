import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { useState } from "react";
import type { Connection, Provider } from "@/api/types";
import { Allowed } from "@/components/allowed";
import { Panel } from "@/components/panel";
import { ProviderMark } from "@/components/provider-mark";
import { TextLink } from "@/components/text-link";
import { ConnectionRow } from "@/features/connections/connection-row";
import { DisconnectedRow } from "@/features/connections/disconnected-row";
import { SwitchProvider } from "@/features/connections/switch-provider";
import { useConnect } from "@/features/connections/use-connect";
import { shortName } from "@/lib/words";

interface Props {
  provider: Provider;
  connections: Connection[];
  /** Of this or another provider. */
  recordsLedger: Connection | undefined;
  onChoose: (pendingId: string) => void;
}

/** One provider: how to connect to it, and what is connected. */
export function ProviderPanel({ provider, connections, recordsLedger, onChoose }: Props) {
  const { connect, isLeaving } = useConnect();
  const [switching, setSwitching] = useState(false);
  const name = shortName(provider.name);
  const shown = connections.filter(({ status }) => status !== "disconnected");
  const gone = connections.filter(({ status }) => status === "disconnected");
  const other = recordsLedger && recordsLedger.provider !== provider.provider && shown.length === 0 ? recordsLedger : undefined;
  return (
    <Panel
      title={<Group gap="sm"><ProviderMark provider={provider.provider} />{provider.name}</Group>}
      actions={
        <Allowed to="connect" unless={provider.connectable ? "" : provider.reason}>
          {(disabled) => (
            <Button
              variant={shown.length > 0 ? "default" : "filled"}
              disabled={disabled}
              loading={isLeaving}
              leftSection={<IconPlugConnected size={16} aria-hidden />}
              onClick={() => (other ? setSwitching(true) : connect(provider.provider))}
            >
              {shown.length > 0 ? "Connect another" : `Connect to ${name}`}
            </Button>
          )}
        </Allowed>
      }
    >
      <Stack gap="lg">
        {shown.length === 0 && (
          <Text size="sm" c="dimmed" maw={640}>
            {provider.connectable
              ? `You sign in at ${name} and choose the organisation there. Tieout never sees your password, and you can disconnect at any time. `
              : `${provider.reason} `}
            <TextLink to="/settings/integrations/guide/$provider" params={{ provider: provider.provider }} underline="always" style={{ whiteSpace: "nowrap" }}>
              How to connect to {name}
            </TextLink>
          </Text>
        )}
        {shown.map((connection) => (
          <ConnectionRow
            key={connection.id}
            connection={connection}
            isLeaving={isLeaving}
            onReconnect={() => connect(provider.provider, connection.id)}
            onSignIn={() => connect(provider.provider, connection.id)}
            onChoose={onChoose}
          />
        ))}
        {gone.map((connection) => (
          <DisconnectedRow
            key={connection.id}
            connection={connection}
            unless={provider.connectable ? "" : provider.reason}
            isLeaving={isLeaving}
            onReconnect={() => connect(provider.provider, connection.id)}
          />
        ))}
      </Stack>
      {switching && other && (
        <SwitchProvider
          to={name}
          from={other}
          isLeaving={isLeaving}
          onClose={() => setSwitching(false)}
          onSwitch={() => connect(provider.provider, other.id)}
          onKeepBoth={() => connect(provider.provider)}
        />
      )}
    </Panel>
  );
}

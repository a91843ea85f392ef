import { Button, Group, Text } from "@mantine/core";
import type { Connection } from "@/api/types";
import { Allowed } from "@/components/allowed";
import { ConnectionStatus } from "@/components/connection-status";
import classes from "@/features/connections/connection-row.module.css";

interface Props {
  connection: Connection;
  unless: string;
  isLeaving: boolean;
  onReconnect: () => void;
}

/** An organisation that was connected once: what is left of it, and the way back. */
export function DisconnectedRow({ connection, unless, isLeaving, onReconnect }: Props) {
  const waiting = connection.health.waiting_postings;
  return (
    <Group className={classes.row} justify="space-between" gap="sm">
      <div style={{ flex: "1 1 260px", minWidth: 0 }}>
        <Group gap="xs">
          <Text fw={600} c="dimmed">{connection.organisation_name}</Text>
          <ConnectionStatus connection={{ ...connection, remedy: "" }} />
        </Group>
        <Text size="sm" c="dimmed" mt={3}>
          Nothing is read or written there. Records keep their links and what was last known; Sync and Create are unavailable.
          {waiting > 0 && ` ${String(waiting)} postings wait until it is connected again.`}
        </Text>
      </div>
      <Allowed to="connect" unless={unless}>
        {(disabled) => <Button size="xs" variant="default" disabled={disabled} loading={isLeaving} onClick={onReconnect}>{`Reconnect ${connection.organisation_name}`}</Button>}
      </Allowed>
    </Group>
  );
}

import { Button, Group, Text } from "@mantine/core";
import type { Connection } from "@/api/types";
import { Allowed } from "@/components/allowed";
import { ConnectionStatus } from "@/components/connection-status";
import { Instant } from "@/components/instant";
import { StatusBadge } from "@/components/status-badge";
import { Notice } from "@/components/notice";
import { BudgetBars } from "@/features/connections/budget-bars";
import { ConnectionMenu } from "@/features/connections/connection-menu";
import classes from "@/features/connections/connection-row.module.css";

interface Props {
  connection: Connection;
  onReconnect: () => void;
}

/** One connected organisation: its state, how much of the provider's limits is used, and what can be done. */
export function ConnectionRow({ connection, onReconnect }: Props) {
  return (
    <div className={classes.row}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div style={{ minWidth: 0 }}>
          <Group gap="xs">
            <Text fw={600}>{connection.organisation_name}</Text>
            <ConnectionStatus connection={connection} />
            {connection.is_records_ledger && <StatusBadge state="records" label="Used for records" tone="violet" />}
          </Group>
          <Text size="sm" c="dimmed" mt={3}>
            {[connection.country, connection.currency].filter(Boolean).map((part) => `${part} · `)}connected <Instant at={connection.connected_at} /> · reference data{" "}
            {connection.reference_synced_at ? <>synced <Instant at={connection.reference_synced_at} /></> : "not synced yet"}
          </Text>
        </div>
        <ConnectionMenu connection={connection} />
      </Group>
      {connection.remedy && (
        <div className={classes.trouble}>
          <Notice tone="red" title="This connection does not work at the moment">
            <Group justify="space-between" gap="sm">
              <Text size="sm">{connection.remedy} Its links and records are kept, and what is waiting goes on afterwards.</Text>
              <Allowed to="connect">
                {(disabled) => <Button size="xs" disabled={disabled} onClick={onReconnect}>Reconnect</Button>}
              </Allowed>
            </Group>
          </Notice>
        </div>
      )}
      <BudgetBars budget={connection.budget} />
    </div>
  );
}

import { Button, Collapse, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowsLeftRight, IconHeartbeat } from "@tabler/icons-react";
import type { Connection } from "@/api/types";
import { Allowed } from "@/components/allowed";
import { ButtonLink } from "@/components/button-link";
import { ConnectionStatus } from "@/components/connection-status";
import { Instant } from "@/components/instant";
import { StatusBadge } from "@/components/status-badge";
import { MassActions } from "@/components/mass-actions";
import { Notice } from "@/components/notice";
import { BudgetBars } from "@/features/connections/budget-bars";
import { ConnectionHealth } from "@/features/connections/connection-health";
import { ConnectionMenu } from "@/features/connections/connection-menu";
import classes from "@/features/connections/connection-row.module.css";

interface Props {
  connection: Connection;
  isLeaving: boolean;
  onReconnect: () => void;
  /** Signs in anew, to reach organisations that this sign-in does not. */
  onSignIn: () => void;
  onChoose: (pendingId: string) => void;
}

/** One connected organisation: its state, how much of the provider's limits is used, and what can be done. */
export function ConnectionRow({ connection, isLeaving, onReconnect, onSignIn, onChoose }: Props) {
  const [opened, { toggle }] = useDisclosure(false);
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
        <ConnectionMenu connection={connection} onSignIn={onSignIn} onChoose={onChoose} />
      </Group>
      {connection.remedy && (
        <div className={classes.trouble}>
          <Notice tone="red" title="This connection does not work at the moment">
            <Group justify="space-between" gap="sm">
              <Text size="sm">{connection.remedy} Its links and records are kept, and what is waiting goes on afterwards.</Text>
              <Allowed to="connect">
                {(disabled) => <Button size="xs" disabled={disabled} loading={isLeaving} onClick={onReconnect}>Reconnect</Button>}
              </Allowed>
            </Group>
          </Notice>
        </div>
      )}
      <Group mt="md"><MassActions connection={connection} /></Group>
      <BudgetBars budget={connection.budget} />
      <Group gap={4} mt="sm" ml={-10}>
        <Button size="compact-sm" variant="subtle" aria-expanded={opened} leftSection={<IconHeartbeat size={16} aria-hidden />} onClick={toggle}>
          {opened ? "Hide health" : "Show health"}
        </Button>
        <ButtonLink
          size="compact-sm" variant="subtle" leftSection={<IconArrowsLeftRight size={16} aria-hidden />}
          to="/settings/integrations/matching/$connectionId" params={{ connectionId: connection.id }} aria-label={`Matching rules of ${connection.organisation_name}`}
        >
          Matching rules
        </ButtonLink>
      </Group>
      <Collapse expanded={opened}>
        <ConnectionHealth connection={connection} isLeaving={isLeaving} onReconnect={onReconnect} />
      </Collapse>
    </div>
  );
}

import { Group, Stack, Text } from "@mantine/core";
import type { Home } from "@/api/types";
import { Money } from "@/components/money";
import { Panel } from "@/components/panel";
import { ProviderMark } from "@/components/provider-mark";
import { isZero } from "@/lib/money";

interface Props {
  receivable: Home["receivable"];
  connections: Home["connections"];
}

/** What is open and overdue in each ledger. */
export function ReceivablePanel({ receivable, connections }: Props) {
  return (
    <Panel title="Receivables">
      {receivable.length === 0 && <Text size="sm" c="dimmed">No open invoices in a connected ledger.</Text>}
      <Stack gap="sm">
        {receivable.map((row) => {
          const connection = connections.find(({ id }) => id === row.connection_id);
          return (
            <Group key={`${row.connection_id}${row.currency}`} justify="space-between" wrap="nowrap">
              <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
                <ProviderMark provider={connection?.provider ?? ""} />
                <Text size="sm" fw={550} truncate>{connection?.organisation_name ?? connection?.provider_name ?? "Ledger"}</Text>
              </Group>
              <div style={{ textAlign: "right" }}>
                <Text fw={600}><Money amount={row.open} currency={row.currency} /></Text>
                <Text size="xs" c={isZero(row.overdue) ? "dimmed" : "var(--tone-red)"}>
                  <Money amount={row.overdue} currency={row.currency} /> overdue
                </Text>
              </div>
            </Group>
          );
        })}
      </Stack>
    </Panel>
  );
}

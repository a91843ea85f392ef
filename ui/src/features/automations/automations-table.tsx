import { Group, Table, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { AutomationLine } from "@/api/automation-drafts";
import { AutomationSwitch } from "@/components/automation-switch";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";

/** One automation a row, with how it did today. */
export function AutomationsTable({ items }: { items: AutomationLine[] }) {
  const navigate = useNavigate();
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Automation</Table.Th><Table.Th visibleFrom="xs">Last run</Table.Th><Table.Th ta="right" visibleFrom="sm">Runs today</Table.Th>
          <Table.Th ta="right" visibleFrom="sm">Failed today</Table.Th><Table.Th w={90}>On</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((one) => (
          <LinkRow key={one.id} onOpen={() => void navigate({ to: "/automations/$automationId", params: { automationId: one.id } })}>
            <Table.Td miw={180}>
              <Group gap="xs">
                <Text size="sm" fw={550}><TextLink to="/automations/$automationId" params={{ automationId: one.id }}>{one.name}</TextLink></Text>
                {one.version === 0 && <StatusBadge state="draft" label="Not published yet" tone="blue" />}
              </Group>
              <Text size="xs" c="dimmed">{one.trigger_text}</Text>
            </Table.Td>
            <Table.Td visibleFrom="xs"><Instant at={one.last_run_at} never="Never" /></Table.Td>
            <Table.Td ta="right" className="numeric" visibleFrom="sm">
              <TextLink to="/runs" search={{ automation: one.id }}>{one.runs_today.toLocaleString("en-GB")}</TextLink>
            </Table.Td>
            <Table.Td ta="right" className="numeric" visibleFrom="sm">{one.failures_today.toLocaleString("en-GB")}</Table.Td>
            <Table.Td><AutomationSwitch automation={one} /></Table.Td>
          </LinkRow>
        ))}
      </Table.Tbody>
    </Table>
  );
}

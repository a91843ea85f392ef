import { Table, Text } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useAutomations } from "@/api/automations";
import { AutomationTabs } from "@/components/automation-tabs";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { TextLink } from "@/components/text-link";
import { AutomationSwitch } from "@/features/automations/automation-switch";

export function AutomationsPage() {
  const automations = useAutomations();
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title="Automations" about="What happens by itself when a record is saved or a ledger changes." />
      <AutomationTabs here="/automations" />
      <Panel flush>
        <Faces
          query={automations}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty icon={IconBolt} title="No automation yet">They are set up together with the collections that they work on.</Empty>}
        >
          {({ items }) => (
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Automation</Table.Th><Table.Th>Last run</Table.Th><Table.Th ta="right">Runs today</Table.Th>
                  <Table.Th ta="right">Failed today</Table.Th><Table.Th w={90}>On</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((one) => (
                  <LinkRow key={one.id} onOpen={() => void navigate({ to: "/automations/$automationId", params: { automationId: one.id } })}>
                    <Table.Td miw={240}>
                      <Text size="sm" fw={550}><TextLink to="/automations/$automationId" params={{ automationId: one.id }}>{one.name}</TextLink></Text>
                      <Text size="xs" c="dimmed">{one.trigger_text}</Text>
                    </Table.Td>
                    <Table.Td><Instant at={one.last_run_at} never="Never" /></Table.Td>
                    <Table.Td ta="right" className="numeric">
                      <TextLink to="/runs" search={{ automation: one.id }}>{one.runs_today.toLocaleString("en-GB")}</TextLink>
                    </Table.Td>
                    <Table.Td ta="right" className="numeric">{one.failures_today.toLocaleString("en-GB")}</Table.Td>
                    <Table.Td><AutomationSwitch automation={one} /></Table.Td>
                  </LinkRow>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Faces>
      </Panel>
    </>
  );
}

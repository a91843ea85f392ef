import { Switch, Table, Text, UnstyledButton } from "@mantine/core";
import { useSwitchAlert, type Alert } from "@/api/alerts";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { notifyDone } from "@/components/notify";
import { AlertMenu } from "@/features/alerts/alert-menu";
import { ruleText, switched } from "@/features/alerts/model/rules";

interface Props {
  alerts: Alert[];
  onEdit: (alert: Alert) => void;
  onNews: (alert: Alert) => void;
}

/** A rule a row: what it looks for, who is told, when it last told something. */
export function AlertsTable({ alerts, onEdit, onNews }: Props) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr><Table.Th>Alert</Table.Th><Table.Th>Looks for</Table.Th><Table.Th>Tells</Table.Th><Table.Th>Last told</Table.Th><Table.Th w={70}>On</Table.Th><Table.Th w={50} aria-label="Actions" /></Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {alerts.map((alert) => (
          <LinkRow key={alert.id} onOpen={() => onNews(alert)}>
            <Table.Td miw={160}>
              <UnstyledButton fw={550} fz="sm" style={{ color: "var(--mantine-color-anchor)" }} onClick={() => onNews(alert)}>{alert.name}</UnstyledButton>
            </Table.Td>
            <Table.Td miw={200}><Text size="sm">{alert.kind_label}</Text><Text size="xs" c="dimmed">{ruleText(alert)}</Text></Table.Td>
            <Table.Td><Text size="sm" lineClamp={2}>{[...alert.members, ...alert.addresses].map(({ name }) => name).join(", ") || "Nobody any more"}</Text></Table.Td>
            <Table.Td><Instant at={alert.told_at} never="Nothing yet" /></Table.Td>
            <Table.Td><OnOff alert={alert} /></Table.Td>
            <Table.Td><AlertMenu alert={alert} onEdit={() => onEdit(alert)} onTested={() => onNews(alert)} /></Table.Td>
          </LinkRow>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function OnOff({ alert }: { alert: Alert }) {
  const path = { ...useWorkspacePath(), rule_id: alert.id };
  const change = useSwitchAlert();
  const set = (enabled: boolean) => change.mutate({ params: { path }, body: switched(alert, enabled) }, { onSuccess: () => notifyDone(`${alert.name} is ${enabled ? "on" : "off"}.`) });
  const isNobodys = alert.members.length + alert.addresses.length === 0;
  return (
    <Allowed to="edit_automations" unless={isNobodys ? "Choose who is told first." : ""}>
      {(disabled) => <Switch aria-label={`${alert.name} is on`} checked={alert.enabled} disabled={disabled || change.isPending} onChange={(event) => set(event.currentTarget.checked)} />}
    </Allowed>
  );
}

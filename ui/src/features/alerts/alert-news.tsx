import { Badge, Box, Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { IconBellOff, IconSend } from "@tabler/icons-react";
import { useAlertMessages, useTestAlert, type Alert, type AlertMessage } from "@/api/alerts";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Empty } from "@/components/empty";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { StatusBadge } from "@/components/status-badge";
import { ruleText } from "@/features/alerts/model/rules";

const STATES: Record<AlertMessage["state"], string> = { waiting: "Waiting", sending: "Being sent", sent: "Sent", failed: "Not sent", unknown: "Perhaps sent" };

/** What a rule told, to whom, and how each message ended. */
export function AlertNews({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const params = { path: { ...useWorkspacePath(), rule_id: alert.id } };
  const messages = useAlertMessages(alert.id);
  const test = useTestAlert();
  return (
    <Drawer opened onClose={onClose} size="lg" title={<Text fw={650}>{alert.name}</Text>}>
      <Stack>
        <Group justify="space-between" align="flex-start">
          <Text size="sm" c="dimmed" style={{ flex: "1 1 200px" }}>{alert.kind_label}: {ruleText(alert)}. Made by {alert.made_by}.</Text>
          <Allowed to="edit_automations" unless={alert.members.length + alert.addresses.length === 0 ? "Choose who is told first." : ""}>
            {(disabled) => <Button size="xs" variant="default" disabled={disabled} loading={test.isPending} leftSection={<IconSend size={14} aria-hidden />} onClick={() => test.mutate({ params })}>Send a test</Button>}
          </Allowed>
        </Group>
        <Faces
          query={messages} shape="text" isEmpty={({ items }) => items.length === 0}
          empty={<Empty icon={IconBellOff} title="Nothing told yet">What it tells stands here for ninety days. Send a test to see whether it arrives.</Empty>}
        >
          {({ items }) => <Stack component="ul" gap="sm" aria-label="Messages" p={0} m={0} style={{ listStyle: "none" }}>{items.map((one) => <OneMessage key={one.id} message={one} />)}</Stack>}
        </Faces>
      </Stack>
    </Drawer>
  );
}

function OneMessage({ message }: { message: AlertMessage }) {
  return (
    <Box component="li" p="sm" style={{ border: "1px solid var(--t-line)", borderRadius: 8 }}>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="sm" fw={600} style={{ flex: "1 1 200px", overflowWrap: "anywhere" }}>{message.subject}</Text>
        <Group gap="xs">
          {message.is_test && <Badge variant="outline" color="gray" tt="none">Test</Badge>}
          <StatusBadge state={message.state} label={STATES[message.state]} {...(message.state === "sent" ? { tone: "green" as const } : {})} />
        </Group>
      </Group>
      <Text size="xs" c="dimmed">To {message.receiver}, <Instant at={message.made_at} exact /></Text>
      {message.error && <Text size="sm" c="var(--tone-red)" mt={4}>{message.error}</Text>}
      {message.state === "unknown" && !message.error && <Text size="sm" c="dimmed" mt={4}>No answer came. It is not sent again, so that nobody is told twice.</Text>}
      <Text size="sm" mt={6} style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>{message.text}</Text>
    </Box>
  );
}

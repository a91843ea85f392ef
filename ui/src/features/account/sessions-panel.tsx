import { Button, Group, Stack, Text } from "@mantine/core";
import { IconDeviceDesktop } from "@tabler/icons-react";
import { endSessions, useAccountChange, useSessions } from "@/api/account";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { browserName } from "@/features/account/model/browser-name";

/** Where one is signed in; any of them can be ended. */
export function SessionsPanel() {
  const sessions = useSessions();
  const end = useAccountChange(endSessions);
  const others = (sessions.data ?? []).filter(({ is_current }) => !is_current).map(({ id }) => id);
  return (
    <Panel
      title="Sessions"
      about="The browsers in which you are signed in."
      actions={others.length > 0 && <Button variant="default" loading={end.isPending} onClick={() => end.mutate(others)}>End all others</Button>}
    >
      <Faces query={sessions} shape="text">
        {(all) => (
          <Stack gap="sm">
            {all.map((session) => (
              <Group key={session.id} justify="space-between">
                <Group gap="sm" wrap="nowrap" style={{ minWidth: 0, flex: "1 1 240px" }}>
                  <IconDeviceDesktop size={20} aria-hidden />
                  <div>
                    <Text size="sm" fw={550}>{browserName(session.user_agent)}</Text>
                    <Text size="sm" c="dimmed">{session.ip}, since <Instant at={new Date(session.created_at * 1000).toISOString()} /></Text>
                  </div>
                </Group>
                {session.is_current
                  ? <StatusBadge state="active" label="This browser" tone="green" />
                  : <Button variant="default" onClick={() => end.mutate([session.id])}>End</Button>}
              </Group>
            ))}
          </Stack>
        )}
      </Faces>
    </Panel>
  );
}

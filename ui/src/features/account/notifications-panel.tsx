import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useChangeNotifications, useNotifications } from "@/api/account";
import { useWorkspacePath } from "@/api/workspace";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";

const TOPICS = [
  { key: "exceptions", label: "Exceptions", about: "Something could not be done and waits for a person." },
  { key: "approvals", label: "Approvals", about: "Something waits for somebody to approve it." },
  { key: "connections", label: "Broken connections", about: "A ledger must be connected again." },
] as const;
const HOW = [{ value: "now", label: "At once" }, { value: "daily", label: "Daily" }, { value: "never", label: "Never" }];

/** What one is told by e-mail, in this workspace. */
export function NotificationsPanel() {
  const chosen = useNotifications();
  const change = useChangeNotifications();
  const path = useWorkspacePath();
  return (
    <Panel title="Notifications" about="What you are told by e-mail about this workspace.">
      <Faces query={chosen} shape="text">
        {(now) => (
          <Stack>
            {!now.mail && <Notice tone="gray">No mail server is set up here, so nothing is sent. Your choice is kept.</Notice>}
            {TOPICS.map(({ key, label, about }) => (
              <Group key={key} justify="space-between">
                <div style={{ flex: "1 1 220px" }}>
                  <Text size="sm" fw={550}>{label}</Text>
                  <Text size="sm" c="dimmed">{about}</Text>
                </div>
                <SegmentedControl
                  aria-label={`${label} by e-mail`}
                  data={HOW}
                  value={now[key]}
                  onChange={(how) => change.mutate({ params: { path }, body: { [key]: how } })}
                />
              </Group>
            ))}
          </Stack>
        )}
      </Faces>
    </Panel>
  );
}

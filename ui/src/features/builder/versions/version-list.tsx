import { Button, Group, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRestoreVersion, type VersionLine } from "@/api/automation-drafts";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Instant } from "@/components/instant";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { StatusBadge } from "@/components/status-badge";
import { Sure } from "@/components/sure";
import { counted } from "@/lib/words";
import classes from "@/features/builder/versions/versions.module.css";

interface Props {
  automationId: string;
  items: VersionLine[];
  onCompare: (number: number) => void;
}

/** The versions, newest first. */
export function VersionList({ automationId, items, onCompare }: Props) {
  const path = { ...useWorkspacePath(), automation_id: automationId };
  const restore = useRestoreVersion();
  const navigate = useNavigate();
  const bringBack = (version_number: number) =>
    restore.mutate({ params: { path: { ...path, version_number } } }, {
      onSuccess: () => {
        notifyDone("Publish the draft to make it live again.", `Version ${version_number} is the draft now`);
        void navigate({ to: "/automations/$automationId", params: { automationId } });
      },
    });
  return (
    <Panel flush>
      <ol className={classes.list} aria-label="Versions">
        {items.map((one) => (
          <li key={one.number} className={classes.version}>
            <Group gap="xs">
              <Text size="sm" fw={650}>Version {one.number}</Text>
              {one.is_live && <StatusBadge state="live" label="Live" tone="green" />}
            </Group>
            {one.note && <Text size="sm" style={{ overflowWrap: "anywhere" }}>{one.note}</Text>}
            <Text size="xs" c="dimmed">{one.published_by}, <Instant at={one.published_at} exact /></Text>
            <Text size="xs" c="dimmed">{counted(one.runs, "run")}{one.failures > 0 && `, ${one.failures.toLocaleString("en-GB")} failed`}</Text>
            <Group gap="xs" mt={6}>
              <Button size="compact-xs" variant="default" aria-label={`Compare version ${one.number} with the draft`} onClick={() => onCompare(one.number)}>Compare with draft</Button>
              <Allowed to="edit_automations">
                {(disabled) => (
                  <Sure
                    title={`Restore version ${one.number} as the draft?`} act="Restore" onAct={() => bringBack(one.number)}
                    by={(ask) => <Button size="compact-xs" variant="default" aria-label={`Restore version ${one.number}`} disabled={disabled || restore.isPending} onClick={ask}>Restore</Button>}
                  >
                    It takes the place of the present draft. What is live stays live until you publish.
                  </Sure>
                )}
              </Allowed>
            </Group>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

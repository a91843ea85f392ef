import { Button, Drawer, Group, Stack, Text, Title } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useDeleteAutomation, useMissed, useReplay, type BuilderAutomation } from "@/api/automation-drafts";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Facts } from "@/components/facts";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { JsonToggle } from "@/components/json-toggle";
import { notifyDone } from "@/components/notify";
import { Sure } from "@/components/sure";
import { TextLink } from "@/components/text-link";
import type { Definition } from "@/features/builder/model/types";
import { counted } from "@/lib/words";

interface Props {
  automation: BuilderAutomation;
  definition: Definition;
  onClose: () => void;
}

/** How it did, what it missed, and all of it as text. */
export function DetailsDrawer({ automation, definition, onClose }: Props) {
  return (
    <Drawer opened onClose={onClose} title={automation.name}>
      <Stack gap="xl">
        <Facts
          facts={[
            ["Live version", automation.version === 0 ? "Not published yet" : String(automation.version)],
            ["Published", <Instant key="published" at={automation.published_at} never="Not yet" />],
            ["Published by", automation.published_by],
            ["Last run", <Instant key="last" at={automation.last_run_at} never="Never" />],
            ...(automation.next_due_at ? [["Next run", <Instant key="next" at={automation.next_due_at} exact />] as [string, React.ReactNode]] : []),
            ["Runs today", <TextLink key="runs" to="/runs" search={{ automation: automation.id }}>{automation.runs_today.toLocaleString("en-GB")}</TextLink>],
            ["Failed today", automation.failures_today.toLocaleString("en-GB")],
          ]}
        />
        <Missed automation={automation} />
        <div>
          <Title order={3} fz="sm" mb={4}>As text</Title>
          <Text size="sm" c="dimmed" mb="xs">The draft as it is saved, for version control and for comparing.</Text>
          <JsonToggle label="definition" value={definition} />
        </div>
        <DeleteAutomation automation={automation} />
      </Stack>
    </Drawer>
  );
}

/** What happened while it was off, to be done now. */
function Missed({ automation }: { automation: BuilderAutomation }) {
  const missed = useMissed(automation.id);
  const replay = useReplay(automation.id);
  const act = (ids: string[] | null) => replay.mutate(ids, { onSuccess: ({ run_ids }) => notifyDone(`${counted(run_ids.length, "run")} started`) });
  return (
    <div>
      <Title order={3} fz="sm" mb={4}>Missed while it was off</Title>
      <Faces query={missed} shape="text" isEmpty={({ count }) => count === 0} empty={<Text size="sm" c="dimmed">Nothing. Events are kept for a week while it is switched off.</Text>}>
        {({ count, since, items }) => (
          <Stack gap="xs">
            <Text size="sm">{counted(count, "event")}{since && <> since <Instant at={since} exact /></>}.</Text>
            {items.slice(0, 10).map(({ event_id, title, occurred_at }) => (
              <Group key={event_id} justify="space-between" wrap="nowrap">
                <Text size="sm" style={{ overflowWrap: "anywhere" }}>{title}, <Instant at={occurred_at} /></Text>
                <Button size="compact-xs" variant="default" aria-label={`Run ${title} now`} disabled={!automation.enabled || replay.isPending} onClick={() => act([event_id])}>Run</Button>
              </Group>
            ))}
            <Allowed to="edit_automations" unless={automation.enabled ? "" : "Switch the automation on first."}>
              {(disabled) => <Button w="fit-content" size="xs" variant="default" disabled={disabled} loading={replay.isPending} onClick={() => act(null)}>Run all of them now</Button>}
            </Allowed>
          </Stack>
        )}
      </Faces>
    </div>
  );
}

function DeleteAutomation({ automation }: { automation: BuilderAutomation }) {
  const navigate = useNavigate();
  const path = { ...useWorkspacePath(), automation_id: automation.id };
  const remove = useDeleteAutomation();
  const act = () =>
    remove.mutate({ params: { path } }, {
      onSuccess: () => {
        notifyDone(`Deleted ${automation.name}`);
        void navigate({ to: "/automations" });
      },
    });
  return (
    <Allowed to="edit_automations">
      {(disabled) => (
        <Sure title={`Delete ${automation.name}?`} act="Delete" onAct={act} by={(ask) => <Button w="fit-content" variant="default" color="red" disabled={disabled} onClick={ask}>Delete automation</Button>}>
          It does nothing any more. Its runs and versions stay readable.
        </Sure>
      )}
    </Allowed>
  );
}

import { Button, Checkbox, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useChangeAutomation, usePublish, type BuilderAutomation } from "@/api/automation-drafts";
import { asProblem } from "@/api/problem";
import { useWorkspacePath } from "@/api/workspace";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import type { StepDifference } from "@/features/builder/model/compare";
import { DifferenceList } from "@/features/builder/versions/difference-list";
import type { Definition } from "@/features/builder/model/types";

interface Props {
  automation: BuilderAutomation;
  live: Definition | null;
  draft: Definition;
  differences: readonly StepDifference[];
  /** Saves what is left and gives the revision to publish. */
  settle: () => Promise<number>;
  onClose: () => void;
}

/** What becomes live, in one look, and what it is called. */
export function PublishDialog({ automation, live, draft, differences, settle, onClose }: Props) {
  const [note, setNote] = useState("");
  const [switchOn, setSwitchOn] = useState(automation.version === 0);
  const path = { ...useWorkspacePath(), automation_id: automation.id };
  const publish = usePublish();
  const change = useChangeAutomation();
  const problem = publish.error ? asProblem(publish.error) : undefined;
  const act = async () => {
    const revision = await settle();
    const published = await publish.mutateAsync({ params: { path }, body: { revision, note } }).catch(() => null);
    if (!published) return;
    const isOn = switchOn || published.enabled;
    if (switchOn && !published.enabled) await change.mutateAsync({ params: { path }, body: { enabled: true } }).catch(() => null);
    notifyDone(isOn ? "It works from the next event on. Runs under way end with the version that they began with." : "It is switched off.", `Published as version ${published.version}`);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={`Publish as version ${automation.version + 1}`} size="lg">
      <Stack>
        {problem && <Notice tone="red" role="alert" title={problem.title}>{problem.message} {problem.remedy}</Notice>}
        {live
          ? differences.length > 0
            ? <DifferenceList differences={differences} before={live} after={draft} brief />
            : <Text size="sm" c="dimmed">Only the canvas differs: places, notes or samples.</Text>
          : <Text size="sm">This is the first version. Until it is published nothing happens by itself.</Text>}
        <Textarea label="What is new" placeholder="For those who look at the versions later" maxLength={500} autosize minRows={2} value={note} onChange={(event) => setNote(event.currentTarget.value)} data-autofocus />
        {!automation.enabled && <Checkbox label="Switch the automation on" checked={switchOn} onChange={(event) => setSwitchOn(event.currentTarget.checked)} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button loading={publish.isPending || change.isPending} onClick={() => void act()}>Publish</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { Button, FileButton, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useReadText, useWriteText, type BuilderAutomation } from "@/api/automation-drafts";
import { asProblem } from "@/api/problem";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { definitionFrom } from "@/features/builder/model/new-step";
import type { Definition } from "@/features/builder/model/types";
import { TextRead } from "@/features/builder/page/text-read";

interface Props {
  automation: BuilderAutomation;
  draft: Definition;
  /** Why nothing may be changed; "" where it may. */
  readOnly: string;
  /** Saves what is left, so that the text is of what is on screen. */
  settle: () => Promise<number>;
  onReplace: (definition: Definition) => void;
  onClose: () => void;
}

const BYTES_MAX = 1_000_000;

/** The draft as text: out, and in again after what it would change was seen. */
export function TextDialog({ automation, draft, readOnly, settle, onReplace, onClose }: Props) {
  const path = { ...useWorkspacePath(), automation_id: automation.id };
  const write = useWriteText(automation.id);
  const read = useReadText();
  const [text, setText] = useState("");
  const [tooLarge, setTooLarge] = useState("");
  const change = (next: string) => {
    setText(next);
    read.reset();
  };
  const choose = async (file: File | null) => {
    if (!file) return;
    setTooLarge(file.size > BYTES_MAX ? `${file.name} is larger than an automation can be.` : "");
    if (file.size <= BYTES_MAX) change(await file.text());
  };
  const download = async () => {
    await settle();
    write.mutate(undefined, { onSuccess: ({ file, text: written }) => save(written, file.slice(file.lastIndexOf("/") + 1)) });
  };
  const problem = read.error ? asProblem(read.error) : undefined;
  const found = read.data?.definition ? definitionFrom({ ...read.data.definition }) : null;
  const take = () => {
    if (!found) return;
    onReplace(found);
    notifyDone("The text is the draft now. Undo brings the one before back.");
    onClose();
  };
  return (
    <Modal opened onClose={onClose} size="xl" title="As text">
      <Stack>
        <Group justify="space-between" align="flex-start">
          <Text size="sm" c="dimmed" style={{ flex: "1 1 260px" }}>For version control, and for another workspace: names stand in place of ids. Samples and secrets are not part of it.</Text>
          <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={write.isPending} onClick={() => void download()}>Download the draft</Button>
        </Group>
        <Textarea
          label="Import" description="Paste the text, or choose the file. Nothing changes before you have seen what would." placeholder='{ "definition": …' autosize minRows={6} maxRows={14} spellCheck={false}
          disabled={readOnly !== ""} styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }} value={text} onChange={(event) => change(event.currentTarget.value)}
        />
        <Group justify="space-between">
          <FileButton accept="application/json,.json" onChange={(file) => void choose(file)} inputProps={{ "aria-label": "Automation file" }}>
            {(props) => <Button {...props} variant="default" disabled={readOnly !== ""} leftSection={<IconUpload size={16} aria-hidden />}>Choose a file</Button>}
          </FileButton>
          <Allowed to="edit_automations" unless={readOnly}>
            {(disabled) => <Button variant={found ? "default" : "filled"} disabled={disabled || text.trim() === ""} loading={read.isPending} onClick={() => read.mutate({ params: { path }, body: { text } })}>Check it</Button>}
          </Allowed>
        </Group>
        {tooLarge && <Notice tone="red" role="alert">{tooLarge}</Notice>}
        {problem && <Notice tone="red" role="alert">{problem.message} {problem.remedy}</Notice>}
        {read.data && <TextRead read={read.data} draft={draft} found={found} name={automation.name} onTake={take} />}
      </Stack>
    </Modal>
  );
}

function save(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

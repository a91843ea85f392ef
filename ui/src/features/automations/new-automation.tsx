import { Button, Group, Modal, Stack, Text, TextInput, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useCreateAutomation, type DefinitionBody } from "@/api/automation-drafts";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";

const EMPTY: Omit<DefinitionBody, "description"> = {
  schema: 2, trigger: { type: "manual", collection: "", kind: "", connection: "", fields: [], stage_field: "", stage: "", cause: "" }, steps: [], layout: {}, notes: [], samples: {},
  limits: { runs_an_hour: null, runs_at_once: null },
};

/** Makes an empty automation and opens it. */
export function NewAutomation() {
  const [open, dialog] = useDisclosure(false);
  const [name, setName] = useState("");
  const [about, setAbout] = useState("");
  const path = useWorkspacePath();
  const navigate = useNavigate();
  const create = useCreateAutomation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ params: { path }, body: { name: name.trim(), template: "", definition: { ...EMPTY, description: about.trim() } } }, {
      onSuccess: ({ id }) => void navigate({ to: "/automations/$automationId", params: { automationId: id }, search: { step: "trigger" } }),
    });
  };
  return (
    <>
      <Allowed to="edit_automations">
        {(disabled) => <Button disabled={disabled} leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>New automation</Button>}
      </Allowed>
      <Modal opened={open} onClose={dialog.close} title="New automation">
        <form onSubmit={submit}>
          <Stack>
            <TextInput label="Name" required data-autofocus maxLength={200} placeholder="Invoice a finished job" value={name} onChange={(event) => setName(event.currentTarget.value)} />
            <Textarea label="Description" autosize minRows={2} maxLength={2000} placeholder="What it is for" value={about} onChange={(event) => setAbout(event.currentTarget.value)} />
            <Text size="sm" c="dimmed">It begins empty and switched off. Nothing happens before you publish it.</Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={dialog.close}>Cancel</Button>
              <Button type="submit" loading={create.isPending} disabled={name.trim() === ""}>Create</Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}

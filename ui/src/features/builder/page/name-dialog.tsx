import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";

interface Props {
  title: string;
  name: string;
  /** What it is called when it has no name of its own; without it a name is needed. */
  placeholder?: string;
  onName: (name: string) => void;
  onClose: () => void;
}

/** Asks for a name. */
export function NameDialog({ title, name, placeholder, onName, onClose }: Props) {
  const [text, setText] = useState(name);
  const isMissing = placeholder === undefined && text.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isMissing) return;
    onName(text.trim());
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label="Name" data-autofocus maxLength={200} placeholder={placeholder} value={text} onChange={(event) => setText(event.currentTarget.value)} onFocus={(event) => event.currentTarget.select()} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" disabled={isMissing}>Rename</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { ActionIcon, Group, Text, TextInput, Title } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useBuilder } from "@/features/builder/model/use-builder";
import classes from "@/features/builder/panel/step-panel.module.css";

interface Props {
  /** What it is: the kind of step. */
  kind: string;
  about: string;
  name: string;
  /** Without it the name cannot be changed. */
  onRename?: (name: string) => void;
}

/** What is selected, its name, and the way out. */
export function PanelHead({ kind, about, name, onRename }: Props) {
  const { select, readOnly } = useBuilder();
  const [draft, setDraft] = useState({ text: name, kept: name });
  if (draft.kept !== name) setDraft({ text: name, kept: name });
  const keep = () => draft.text.trim() !== name && onRename?.(draft.text.trim());
  return (
    <div className={classes.head}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ flex: 1, minWidth: 0 }}>
          {onRename && !readOnly
            ? (
              <TextInput
                variant="unstyled" aria-label="Name of the step" placeholder={kind} maxLength={200} value={draft.text}
                styles={{ input: { fontWeight: 650, fontSize: 16 } }}
                onChange={(event) => setDraft({ text: event.currentTarget.value, kept: name })}
                onBlur={keep} onKeyDown={(event) => event.key === "Enter" && keep()}
              />
            )
            : <Title order={2} fz={16} py={8}>{name || kind}</Title>}
          <Text size="xs" c="dimmed">{name && name !== kind ? `${kind}. ${about}` : about}</Text>
        </div>
        <ActionIcon aria-label="Close" onClick={() => select(null)}><IconX size={18} aria-hidden /></ActionIcon>
      </Group>
    </div>
  );
}

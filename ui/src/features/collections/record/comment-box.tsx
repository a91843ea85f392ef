import { Button, Combobox, Group, Textarea, useCombobox } from "@mantine/core";
import { useRef, useState } from "react";
import { useMembers } from "@/api/members";
import { calledOf, mentionsIn, typedMention, withMention } from "@/features/collections/record/mentions";

interface Props {
  label: string;
  submit: string;
  text?: string;
  busy: boolean;
  onSend: (text: string, mentions: string[]) => Promise<unknown>;
  onCancel?: () => void;
}

const SUGGESTED = 6;

/** A comment being written; an @ offers the members, Ctrl Enter sends. */
export function CommentBox({ label, submit, text: given = "", busy, onSend, onCancel }: Props) {
  const [text, setText] = useState(given);
  const [caret, setCaret] = useState(given.length);
  const input = useRef<HTMLTextAreaElement>(null);
  const members = useMembers().data?.items ?? [];
  const combobox = useCombobox();
  const typed = typedMention(text, caret);
  const fitting = typed === null ? [] : members.filter((one) => `${one.name} ${one.email}`.toLowerCase().includes(typed.toLowerCase())).slice(0, SUGGESTED);
  const send = async () => {
    if (text.trim() === "") return;
    await onSend(text.trim(), mentionsIn(text, members)).then(() => setText(""), () => undefined);
  };
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const person = members.find((one) => one.id === id);
        if (!person) return;
        const next = withMention(text, caret, person);
        setText(next.text);
        setCaret(next.caret);
        combobox.closeDropdown();
        requestAnimationFrame(() => input.current?.setSelectionRange(next.caret, next.caret));
      }}
    >
      <Combobox.Target>
        <Textarea
          ref={input}
          label={label}
          placeholder="Write @ to mention somebody"
          autosize
          minRows={2}
          maxLength={5000}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setCaret(event.currentTarget.selectionStart);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex("active");
          }}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={fitting.length === 0}>
        <Combobox.Options>
          {fitting.map((one) => <Combobox.Option key={one.id} value={one.id}>{calledOf(one)}</Combobox.Option>)}
        </Combobox.Options>
      </Combobox.Dropdown>
      <Group justify="flex-end" mt={8}>
        {onCancel && <Button size="xs" variant="default" onClick={onCancel}>Cancel</Button>}
        <Button size="xs" disabled={text.trim() === ""} loading={busy} onClick={() => void send()}>{submit}</Button>
      </Group>
    </Combobox>
  );
}

import { Button, Group, Stack, Text } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";
import { useAskForDocument, useDocumentPreview } from "@/api/documents";
import { asProblem } from "@/api/problem";
import type { DocumentDraft, DocumentWish } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Notice } from "@/components/notice";
import { ContactNeeded } from "@/features/documents/contact-needed";
import { FilesToSend } from "@/features/documents/files-to-send";
import { FormLines } from "@/features/documents/form-lines";
import { FormTerms } from "@/features/documents/form-terms";
import { FormTotals } from "@/features/documents/form-totals";
import { choiceOf, merged, newKey, orderOf, wishOf } from "@/features/documents/model/wish";
import { useDebounced } from "@/features/documents/use-debounced";
import { wordFor } from "@/lib/words";

interface Props {
  draft: DocumentDraft;
  collection: string;
  recordId: string;
  onAsked: (documentId: string) => void;
  onClose: () => void;
}

const PAUSE_MS = 200;

/** The choices, what they come to, and the button that asks for them; Ctrl Enter does the same. */
export function DocumentForm({ draft, collection, recordId, onAsked, onClose }: Props) {
  const [seen, setSeen] = useState(draft);
  const [choice, setChoice] = useState(() => choiceOf(draft));
  const [key] = useState(newKey);
  if (seen !== draft) {
    setSeen(draft);
    setChoice(merged(choice, draft));
  }
  const wish = wishOf(choice, draft);
  const settled = useDebounced<DocumentWish | null>(wish, PAUSE_MS);
  const preview = useDocumentPreview(collection, recordId, settled);
  const ask = useAskForDocument();
  const path = { ...useWorkspacePath(), key: collection, record_id: recordId };
  const current = settled && JSON.stringify(settled) === JSON.stringify(wish) && !preview.isPlaceholderData ? preview.data : undefined;
  const ready = wish !== null && current !== undefined && current.problems.length === 0 && !ask.isPending;
  const send = () => {
    if (!ready || wish === null) return;
    ask.mutate({ params: { path }, body: orderOf(wish, choice, key) }, { onSuccess: ({ id }) => onAsked(id) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  const refused = ask.error ? asProblem(ask.error) : null;
  return (
    <Stack gap="md" onKeyDown={onKeyDown}>
      <Text size="sm" c="dimmed">
        For <Text span inherit fw={600} c="var(--mantine-color-text)">{draft.contact.title || "nobody yet"}</Text>
        , in {draft.provider_name}, {draft.organisation_name}
      </Text>
      {!draft.contact.is_linked && <ContactNeeded draft={draft} />}
      <FormTerms draft={draft} choice={choice} onChange={setChoice} problems={current?.problems ?? []} />
      <FormLines draft={draft} choice={choice} onChange={setChoice} preview={wish ? preview.data : undefined} />
      <FilesToSend draft={draft} choice={choice} onChange={setChoice} />
      <FormTotals draft={draft} wish={wish} preview={wish ? preview.data : undefined} stale={current === undefined} error={wish ? preview.error : null} />
      {refused && <Notice tone="red" role="alert" title={refused.message}>{refused.remedy}</Notice>}
      <Group justify="flex-end">
        <Text size="xs" c="dimmed" mr="auto">{draft.waits_for_approval ? "It waits for approval before it is sent." : "Ctrl Enter creates it."}</Text>
        <Button variant="default" onClick={onClose}>Cancel</Button>
        <Button disabled={!ready} loading={ask.isPending} onClick={send}>
          {draft.waits_for_approval ? `Ask for this ${wordFor(draft.kind).toLowerCase()}` : `Create ${wordFor(draft.kind)}`}
        </Button>
      </Group>
    </Stack>
  );
}

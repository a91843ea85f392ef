import { Badge, Button, Collapse, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useCandidates, useCreateInLedger, useLinkRecord } from "@/api/accounting";
import type { Candidate } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { FieldPairs } from "@/components/field-pairs";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { OutsideLink } from "@/components/outside-link";

interface Props {
  collection: string;
  recordId: string;
  provider: string;
  /** Without candidates nothing is shown, unless the reader is to be told that there are none. */
  sayNone?: boolean;
}

/** "Is it one of these?": each candidate with its reasons, side by side with the record, and both ways out. */
export function CandidateChoice({ collection, recordId, provider, sayNone = false }: Props) {
  const found = useCandidates(collection, recordId);
  const create = useCreateInLedger();
  const params = { path: { ...useWorkspacePath(), key: collection, record_id: recordId } };
  const candidates = found.data?.candidates ?? [];
  if (candidates.length === 0) {
    return sayNone && found.data ? <Text size="sm" c="dimmed">Nothing in {provider} looks like it any more. Create it, or retry.</Text> : null;
  }
  const anyway = () =>
    create.mutate({ params, body: { anyway: true } }, {
      onSuccess: ({ message, outcome }) => notifyDone(outcome === "creating" ? `It is being created in ${provider}.` : message),
    });
  return (
    <Stack gap="xs" component="section" aria-label="Best matches">
      {candidates.map((candidate, index) => (
        <CandidateRow key={candidate.external_id} candidate={candidate} first={index === 0} {...{ collection, recordId, provider }} />
      ))}
      {found.data?.certainty === "doubtful" && (
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="dimmed">None of them?</Text>
          <Allowed to="post">
            {(disabled) => (
              <Button variant="default" size="compact-sm" disabled={disabled} loading={create.isPending} onClick={anyway}>Create it anyway</Button>
            )}
          </Allowed>
        </Group>
      )}
    </Stack>
  );
}

interface RowProps extends Omit<Props, "sayNone"> {
  candidate: Candidate;
  first: boolean;
}

function CandidateRow({ candidate, first, collection, recordId, provider }: RowProps) {
  const [open, setOpen] = useState(first);
  const link = useLinkRecord();
  const params = { path: { ...useWorkspacePath(), key: collection, record_id: recordId } };
  const choose = () =>
    link.mutate({ params, body: { kind: candidate.kind, external_id: candidate.external_id } }, {
      onSuccess: () => notifyDone(`Linked to ${candidate.name}.`),
    });
  return (
    <Stack gap={6} p="xs" style={{ border: "1px solid var(--t-line)", borderRadius: 8 }}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text size="sm" fw={600}>{candidate.name}</Text>
          {candidate.detail && <Text size="xs" c="dimmed">{candidate.detail}</Text>}
        </div>
        <Allowed to="link" unless={candidate.already_linked ? "Another record is linked to it already." : ""}>
          {(disabled) => (
            <Button size="compact-sm" style={{ flexShrink: 0 }} variant={first ? "filled" : "default"} disabled={disabled} loading={link.isPending} onClick={choose}>
              Link this one
            </Button>
          )}
        </Allowed>
      </Group>
      {candidate.reasons.length > 0 && (
        <Group gap={6}>
          {candidate.reasons.map((reason) => <Badge key={reason} variant="default" tt="none" fw={500}>{reason}</Badge>)}
        </Group>
      )}
      {candidate.already_linked && <Notice tone="amber">Another record is linked to it already.</Notice>}
      <Group gap="sm">
        <Button variant="subtle" size="compact-xs" ml={-8} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide the comparison" : "Compare side by side"}
        </Button>
        {candidate.url && <Text size="xs"><OutsideLink href={candidate.url}>Open in {provider}</OutsideLink></Text>}
      </Group>
      <Collapse expanded={open}>{open && <FieldPairs pairs={candidate.fields} record="This record" ledger={provider} />}</Collapse>
    </Stack>
  );
}

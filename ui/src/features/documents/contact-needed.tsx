import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useAccountingCard, useCandidates, useCreateInLedger, useLinkRecord } from "@/api/accounting";
import type { DocumentDraft } from "@/api/types";
import { useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { CandidateChoice } from "@/components/candidate-choice";
import { LedgerSearch } from "@/components/ledger-search";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";

/** Nothing is posted for somebody whom the ledger does not know: linked or created here, and the dialog goes on. */
export function ContactNeeded({ draft }: { draft: DocumentDraft }) {
  const { contact, provider_name: provider } = draft;
  if (!contact.record_id) {
    return <Notice tone="red" title="The record names nobody who could be billed">Choose who is billed on the record, then open this again.</Notice>;
  }
  if (contact.is_creating) {
    return (
      <Notice tone="blue" role="status">
        <Group gap="xs"><Loader size={14} aria-hidden />{contact.title} is being created in {provider}…</Group>
      </Notice>
    );
  }
  return <Ways draft={draft} recordId={contact.record_id} />;
}

function Ways({ draft, recordId }: { draft: DocumentDraft; recordId: string }) {
  const { contact, provider_name: provider } = draft;
  const card = useAccountingCard(contact.collection, recordId);
  const found = useCandidates(contact.collection, recordId);
  const create = useCreateInLedger();
  const link = useLinkRecord();
  const params = { path: { ...useWorkspacePath(), key: contact.collection, record_id: recordId } };
  const isNew = found.data?.certainty === "new";
  const make = () =>
    create.mutate({ params, body: { anyway: false } }, {
      onSuccess: ({ message, outcome }) => notifyDone(outcome === "creating" ? `${contact.title} is being created in ${provider}.` : message),
    });
  return (
    <Notice tone="amber" title={`${contact.title} is not linked to ${provider} yet`}>
      <Stack gap="sm" mt={4}>
        <Text size="sm">Link or create the contact now; the document is posted for nobody else.</Text>
        <CandidateChoice collection={contact.collection} recordId={recordId} provider={provider} />
        <Group align="flex-end" gap="sm">
          {card.data?.ledger && (
            <LedgerSearch
              ledger={card.data.ledger}
              kind="contact"
              label={`Find in ${provider}`}
              onChoose={(one) =>
                link.mutate({ params, body: { kind: one.kind, external_id: one.external_id } }, { onSuccess: () => notifyDone(`Linked to ${one.name}.`) })}
            />
          )}
          {isNew && (
            <Allowed to="post">
              {(disabled) => <Button variant="default" disabled={disabled} loading={create.isPending} onClick={make}>Create {contact.title} in {provider}</Button>}
            </Allowed>
          )}
        </Group>
      </Stack>
    </Notice>
  );
}

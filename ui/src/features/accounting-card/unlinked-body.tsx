import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useCreateInLedger, useLinkRecord } from "@/api/accounting";
import type { LedgerSuggestion } from "@/api/types";
import { usePlace, useWorkspacePath } from "@/api/workspace";
import { Allowed } from "@/components/allowed";
import { CandidateChoice } from "@/components/candidate-choice";
import { LedgerSearch } from "@/components/ledger-search";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { isDocument, unavailable, type Place } from "@/features/accounting-card/place";
import { refusal } from "@/lib/permissions";
import { oneOf, wordFor } from "@/lib/words";

/** Not linked yet: the best matches with their reasons, a search, and Create, which is not for what stands on documents already. */
export function UnlinkedBody({ isRaised, ...place }: Place & { isRaised: boolean }) {
  const { card, ledger, collection, recordId } = place;
  const { workspace } = usePlace();
  const params = { path: { workspace_id: workspace.id, key: collection, record_id: recordId } };
  const link = useLinkRecord();
  if (card.search_kind === "") return null;
  const word = wordFor(card.search_kind).toLowerCase();
  const choose = ({ kind, external_id, name, number }: LedgerSuggestion) =>
    link.mutate({ params, body: { kind, external_id } }, { onSuccess: () => notifyDone(`Linked to ${name || number}.`) });
  return (
    <Stack gap="sm">
      {!isDocument(card) && !unavailable(ledger) && <CandidateChoice collection={collection} recordId={recordId} provider={ledger.provider_name} />}
      <LedgerSearch
        ledger={ledger}
        kind={card.search_kind}
        label={`Link ${isRaised ? `another ${word}` : oneOf(word)} of ${ledger.provider_name}`}
        description={card.updates ? `Its data in ${ledger.provider_name} is overwritten with this record's.` : undefined}
        disabled={refusal(workspace, "link") !== "" || ledger.status === "disconnected" || link.isPending}
        onChoose={choose}
      />
      {!isRaised && <Create {...place} />}
    </Stack>
  );
}

function Create({ card, ledger, collection, recordId }: Place) {
  const params = { path: { ...useWorkspacePath(), key: collection, record_id: recordId } };
  const create = useCreateInLedger();
  const stopped = unavailable(ledger);
  const underWay = card.posting !== null && card.posting.state !== "rejected";
  return (
    <>
      <Group gap="sm">
        <Allowed to="post" unless={stopped || (underWay ? "It is being created." : card.refusal)}>
          {(disabled) => (
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              disabled={disabled}
              loading={create.isPending}
              onClick={() => create.mutate({ params, body: { anyway: false } }, { onSuccess: ({ outcome, message }) => told(outcome, message, ledger.provider_name) })}
            >
              Create in {ledger.provider_name}
            </Button>
          )}
        </Allowed>
      </Group>
      {card.refusal && !stopped && <Notice tone="amber" title="It cannot be created yet">{card.refusal}</Notice>}
      {!card.refusal && (
        <Text size="xs" c="dimmed">
          {isDocument(card)
            ? `All lines on one ${wordFor(card.search_kind).toLowerCase()}. For some of them, or part of a quantity, use the button above the lines.`
            : `Before it is created, ${ledger.provider_name} is searched for one that is the same.`}
        </Text>
      )}
    </>
  );
}

function told(outcome: string, message: string, provider: string) {
  if (outcome === "creating") notifyDone(`It is being created in ${provider}.`);
  else if (outcome === "linked") notifyDone(`It was in ${provider} already: linked, nothing was created.`);
  else notifyDone(message, outcome === "asked" ? "Please choose" : "It cannot be created");
}

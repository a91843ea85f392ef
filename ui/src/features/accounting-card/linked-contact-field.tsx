import { Button, Group, Input, Text } from "@mantine/core";
import { useAccountingCard, useLinkRecord } from "@/api/accounting";
import { usePlace } from "@/api/workspace";
import { LedgerSearch } from "@/components/ledger-search";
import { Notice } from "@/components/notice";
import { notifyDone } from "@/components/notify";
import { OutsideLink } from "@/components/outside-link";
import { unavailable } from "@/features/accounting-card/place";
import { refusal } from "@/lib/permissions";

interface Props {
  collection: string;
  recordId: string;
}

/** "Linked contact" on the form of a record: choosing a suggestion links what the ledger has; nothing new is created. */
export function LinkedContactField({ collection, recordId }: Props) {
  const { workspace } = usePlace();
  const { data: card } = useAccountingCard(collection, recordId);
  const link = useLinkRecord();
  if (!card?.shown || !card.ledger || card.search_kind !== "contact") return null;
  const { ledger } = card;
  const params = { path: { workspace_id: workspace.id, key: collection, record_id: recordId } };
  if (card.link) {
    return (
      <Input.Wrapper label="Linked contact" description={`Unlink it on the ${ledger.provider_name} card to choose another one.`}>
        <Group gap="sm" mt={4}>
          <Text size="sm">{card.link.name || card.link.external_id}</Text>
          {card.link.url && <Text size="sm"><OutsideLink href={card.link.url}>Open in {ledger.provider_name}</OutsideLink></Text>}
        </Group>
      </Input.Wrapper>
    );
  }
  const reason = refusal(workspace, "link") || unavailable(ledger);
  return (
    <div>
      <LedgerSearch
        ledger={ledger}
        kind="contact"
        label="Linked contact"
        description={reason || `Links a contact that ${ledger.provider_name} has; nothing is created there.`}
        disabled={reason !== "" || link.isPending}
        onChoose={({ kind, external_id, name }) => link.mutate({ params, body: { kind, external_id } }, { onSuccess: () => notifyDone(`Linked to ${name}.`) })}
      />
      {card.updates && (
        <Notice tone="amber" title="Linking overwrites">
          The data of the contact in {ledger.provider_name} is overwritten with this record's, because “Update the linked contact when editing” is on.
        </Notice>
      )}
    </div>
  );
}

/** The contact in the accounting product, for a record's Actions. */
export function LedgerActionLink({ collection, recordId }: Props) {
  const { data: card } = useAccountingCard(collection, recordId);
  if (!card?.link?.url || !card.ledger) return null;
  return (
    <Button component="a" href={card.link.url} target="_blank" rel="noreferrer" variant="default">
      Open in {card.ledger.provider_name}
    </Button>
  );
}

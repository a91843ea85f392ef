import { Group, Stack, Text } from "@mantine/core";
import { useAccountingCard } from "@/api/accounting";
import { useRecordDocuments } from "@/api/documents";
import type { AccountingCard as Card } from "@/api/types";
import { Faces } from "@/components/faces";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";
import { ProviderMark } from "@/components/provider-mark";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { FormerLinks } from "@/features/accounting-card/former-links";
import { LinkedBody } from "@/features/accounting-card/linked-body";
import { LinkedActions } from "@/features/accounting-card/linked-actions";
import { raised } from "@/features/accounting-card/model/raised";
import { isDocument } from "@/features/accounting-card/place";
import { RaisedBadge, RaisedDocuments } from "@/features/accounting-card/raised-documents";
import { Troubles } from "@/features/accounting-card/troubles";
import { UnlinkedBody } from "@/features/accounting-card/unlinked-body";

interface Props {
  collection: string;
  recordId: string;
}

/** What the ledger has of a record; named after the provider, and only on collections that are linked to accounting. */
export function AccountingCard({ collection, recordId }: Props) {
  const card = useAccountingCard(collection, recordId);
  if (card.data && !card.data.shown) return null;
  if (!card.data) return <Panel title="Accounting"><Faces query={card} shape="text">{() => null}</Faces></Panel>;
  return <Shown card={card.data} collection={collection} recordId={recordId} />;
}

function Shown({ card, collection, recordId }: Props & { card: Card }) {
  const { ledger, link } = card;
  // A document may be one of several: the record itself need not be linked to any of them.
  const documents = useRecordDocuments(collection, recordId).data;
  const found = documents?.kind ? documents : undefined;
  if (!ledger) {
    return (
      <Panel title="Accounting">
        <Stack gap="sm">
          <Notice tone="gray">
            No ledger is connected. <TextLink to="/settings/integrations">Connect one under Settings, Integrations</TextLink>.
          </Notice>
          <FormerLinks links={card.former} />
        </Stack>
      </Panel>
    );
  }
  const place = { card, ledger, collection, recordId };
  const unlinked = isDocument(card) ? found && <RaisedBadge found={found} /> : <StatusBadge state="not_linked" label="Not linked" tone="gray" />;
  return (
    <Panel
      title={<Group gap="sm" wrap="nowrap"><ProviderMark provider={ledger.provider} />{ledger.provider_name}</Group>}
      about={ledger.organisation_name}
      actions={link ? <LinkedActions {...place} link={link} /> : unlinked}
    >
      <Stack gap="md">
        {ledger.status === "disconnected" && (
          <Notice tone="amber">
            {ledger.organisation_name} is disconnected: what you see is what was last known. Sync and Create come back with the connection.
          </Notice>
        )}
        {ledger.status === "needs_reconnecting" && (
          <Notice tone="amber"><TextLink to="/settings/integrations">Reconnect {ledger.organisation_name}</TextLink> to sync and create; links are kept.</Notice>
        )}
        <Troubles {...place} />
        {!link && isDocument(card) && found && <RaisedDocuments found={found} />}
        {link ? <LinkedBody {...place} link={link} /> : <UnlinkedBody {...place} isRaised={found !== undefined && raised(found).documents.length > 0} />}
        <FormerLinks links={card.former} />
        {card.posting && !link && card.posting.state !== "rejected" && (
          <Text size="sm" c="dimmed" role="status">Being created in {ledger.provider_name}…</Text>
        )}
      </Stack>
    </Panel>
  );
}

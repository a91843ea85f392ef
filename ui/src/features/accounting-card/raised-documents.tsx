import { Group, Stack, Text } from "@mantine/core";
import type { RecordDocument, RecordDocuments } from "@/api/types";
import { Money } from "@/components/money";
import { OutsideLink } from "@/components/outside-link";
import { StatusBadge } from "@/components/status-badge";
import { raised } from "@/features/accounting-card/model/raised";
import { wordFor } from "@/lib/words";

/** How much of an order stands on documents, as a badge: it is these that the ledger has, not the order itself. */
export function RaisedBadge({ found }: { found: RecordDocuments }) {
  const { state, label } = raised(found);
  return <StatusBadge state={state} label={label} tone={{ none: "gray", part: "amber", whole: "green" }[state] as "gray" | "amber" | "green"} />;
}

/** The documents raised from a record that still count or are on their way, each with what is paid on it. */
export function RaisedDocuments({ found }: { found: RecordDocuments }) {
  const { documents, about } = raised(found);
  return (
    <Stack gap="sm">
      {documents.map((document) => <Raised key={document.id} document={document} />)}
      <Text size="sm" c="dimmed">{about}</Text>
    </Stack>
  );
}

function Raised({ document }: { document: RecordDocument }) {
  const { kind, number, url, state, payment_status: payment, gross, due, currency, is_elsewhere: isElsewhere } = document;
  const named = `${wordFor(kind)} ${number}`.trim();
  const paid = state === "posted" && payment ? payment : state;
  return (
    <div>
      <Group justify="space-between" gap="xs" align="baseline">
        <Text size="sm" fw={550} style={{ overflowWrap: "anywhere" }}>{url ? <OutsideLink href={url}>{named}</OutsideLink> : named}</Text>
        <StatusBadge state={paid} />
      </Group>
      {isElsewhere && <Text size="xs" c="dimmed">In {document.organisation_name} ({document.provider_name}), not the ledger of the records now</Text>}
      {gross !== null && (
        <Text size="sm" c="dimmed">
          <Money amount={gross} currency={currency} inherit />
          {due !== null && <>, <Money amount={due} currency={currency} inherit /> due</>}
        </Text>
      )}
    </div>
  );
}

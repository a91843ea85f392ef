import { Drawer, Group, Stack, Text } from "@mantine/core";
import { useEntity } from "@/api/entities";
import type { Connection, EntityDetail } from "@/api/types";
import { Facts } from "@/components/facts";
import { Faces } from "@/components/faces";
import { Instant } from "@/components/instant";
import { JsonToggle } from "@/components/json-toggle";
import { Money } from "@/components/money";
import { OutsideLink } from "@/components/outside-link";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { EntityLines } from "@/features/ledgers/entity-lines";
import { formatDay } from "@/lib/dates";
import { wordFor } from "@/lib/words";

interface Props {
  connection: Connection;
  kind: string;
  externalId: string;
  onClose: () => void;
}

/** One entity in plain words, its links, and its JSON one click away. */
export function EntityDrawer({ connection, kind, externalId, onClose }: Props) {
  const entity = useEntity(connection.id, kind, externalId);
  const title = entity.data ? `${wordFor(kind)} ${entity.data.number || entity.data.name}` : wordFor(kind);
  return (
    <Drawer opened onClose={onClose} title={<Text fw={650}>{title}</Text>}>
      <Faces query={entity} shape="text">{(body) => <Full entity={body} connection={connection} />}</Faces>
    </Drawer>
  );
}

function Full({ entity, connection }: { entity: EntityDetail; connection: Connection }) {
  const amount = (value: string | null) => <Money amount={value} currency={entity.currency} />;
  const facts: [string, React.ReactNode][] = [
    ["Name", entity.name],
    ["Number", entity.number],
    ["Contact", entity.contact_name],
    ["Date", entity.issued_on ? formatDay(entity.issued_on) : ""],
    ["Due on", entity.due_on ? formatDay(entity.due_on) : ""],
    ["Net", entity.net ? amount(entity.net) : ""],
    ["Tax", entity.tax ? amount(entity.tax) : ""],
    ["Total", entity.gross ? amount(entity.gross) : ""],
    ["Still open", entity.due ? amount(entity.due) : ""],
  ];
  return (
    <Stack>
      <Group gap="xs">
        {entity.status && <StatusBadge state={entity.status} />}
        {entity.deleted && <StatusBadge state="deleted" label="Deleted in the ledger" />}
        <Text size="sm" c="dimmed">{connection.provider_name} · {connection.organisation_name}</Text>
      </Group>
      <Facts
        facts={[
          ...facts.filter(([, value]) => value !== ""),
          ["Seen changed", <Instant key="at" at={entity.updated_at} exact />],
          ["Key at the provider", entity.external_id],
        ]}
      />
      <EntityLines entity={entity.entity} currency={entity.currency ?? ""} />
      <Group gap="lg" fz="sm">
        {entity.url && <OutsideLink href={entity.url}>Open in {connection.provider_name}</OutsideLink>}
        {entity.linked_record_id && entity.linked_collection && (
          <TextLink to="/collections/$key/records/$recordId" params={{ key: entity.linked_collection, recordId: entity.linked_record_id }}>
            Open the linked record
          </TextLink>
        )}
      </Group>
      <JsonToggle label="JSON of the provider" value={entity.body} />
    </Stack>
  );
}

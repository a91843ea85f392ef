import { Drawer, Group, Stack, Text } from "@mantine/core";
import { useEntity } from "@/api/entities";
import type { Connection, EntityDetail } from "@/api/types";
import { Faces } from "@/components/faces";
import { JsonToggle } from "@/components/json-toggle";
import { Notice } from "@/components/notice";
import { OutsideLink } from "@/components/outside-link";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { Allocations } from "@/features/ledgers/allocations";
import { EntityFacts } from "@/features/ledgers/entity-facts";
import { EntityLines } from "@/features/ledgers/entity-lines";
import { JournalLines } from "@/features/ledgers/journal-lines";
import { listIn } from "@/features/ledgers/model/terms";
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
  const title = entity.data ? `${wordFor(kind)} ${entity.data.number || entity.data.name}`.trim() : wordFor(kind);
  return (
    <Drawer opened onClose={onClose} title={<Text fw={650}>{title}</Text>}>
      <Faces query={entity} shape="text">{(body) => <Full entity={body} connection={connection} />}</Faces>
    </Drawer>
  );
}

function Full({ entity, connection }: { entity: EntityDetail; connection: Connection }) {
  const [lines, allocations] = [listIn(entity.entity, "lines"), listIn(entity.entity, "allocations")];
  const Lines = entity.kind === "journal" ? JournalLines : EntityLines;
  return (
    <Stack>
      <Group gap="xs">
        {entity.status && !entity.deleted && <StatusBadge state={entity.status} />}
        {entity.deleted && <StatusBadge state="deleted" label="Deleted in the ledger" />}
        <Text size="sm" c="dimmed">{connection.provider_name} · {connection.organisation_name}</Text>
      </Group>
      {entity.problem && <Notice tone="amber" title="Not understood">{entity.problem}</Notice>}
      <EntityFacts connection={connection} entity={entity} />
      {lines.length > 0 && <Lines connectionId={connection.id} lines={lines} currency={entity.currency} />}
      {allocations.length > 0 && <Allocations connectionId={connection.id} allocations={allocations} currency={entity.currency} />}
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

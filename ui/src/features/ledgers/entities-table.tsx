import { Table, UnstyledButton } from "@mantine/core";
import { IconBook2 } from "@tabler/icons-react";
import { useEntities } from "@/api/entities";
import type { Entity, EntityKind } from "@/api/types";
import { Day } from "@/components/day";
import { Empty } from "@/components/empty";
import { Instant } from "@/components/instant";
import { LinkRow } from "@/components/link-row";
import { ListFaces } from "@/components/list-faces";
import { Money } from "@/components/money";
import { StatusBadge } from "@/components/status-badge";
import { headsOf, isDated, isDocument, markOf } from "@/features/ledgers/model/kinds";
import { wordFor, wordsFor } from "@/lib/words";

interface Props {
  connectionId: string;
  kind: EntityKind;
  search: string;
  onOpen: (externalId: string) => void;
}

/** The entities of one kind in one ledger. */
export function EntitiesTable({ connectionId, kind, search, onOpen }: Props) {
  const list = useEntities(connectionId, { kind, ...(search ? { search } : {}) });
  const dated = isDated(kind);
  const [first, second] = headsOf(kind);
  return (
    <ListFaces
      list={list}
      noun={wordFor(kind).toLowerCase()}
      nouns={wordsFor(kind).toLowerCase()}
      empty={
        <Empty icon={IconBook2} title={search ? "Nothing fits this search" : `No ${wordsFor(kind).toLowerCase()} seen yet`}>
          {search ? "Try fewer letters." : "They show here after the next reading of this ledger."}
        </Empty>
      }
    >
      {(entities) => (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{first}</Table.Th>
              {second && <Table.Th>{second}</Table.Th>}
              {dated && <Table.Th>Date</Table.Th>}
              {dated && <Table.Th ta="right">Total</Table.Th>}
              {isDocument(kind) && <Table.Th ta="right">Due</Table.Th>}
              <Table.Th>Status</Table.Th>
              <Table.Th>Seen changed</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entities.map((entity) => <Row key={entity.external_id} entity={entity} dated={dated} onOpen={() => onOpen(entity.external_id)} />)}
          </Table.Tbody>
        </Table>
      )}
    </ListFaces>
  );
}

function Row({ entity, dated, onOpen }: { entity: Entity; dated: boolean; onOpen: () => void }) {
  const [, second] = headsOf(entity.kind);
  const title = (dated ? entity.number : entity.name) || entity.number || entity.name || (dated ? `No ${markOf(entity.kind).toLowerCase()}` : entity.external_id);
  return (
    <LinkRow onOpen={onOpen}>
      <Table.Td>
        <UnstyledButton onClick={onOpen} fw={550} fz="sm" style={{ color: "var(--mantine-color-anchor)", whiteSpace: isDocument(entity.kind) ? "nowrap" : undefined }}>{title}</UnstyledButton>
      </Table.Td>
      {second && <Table.Td>{dated ? entity.contact_name || entity.name : entity.number}</Table.Td>}
      {dated && <Table.Td><Day on={entity.issued_on} /></Table.Td>}
      {dated && <Table.Td ta="right"><Money amount={entity.gross} currency={entity.currency} /></Table.Td>}
      {isDocument(entity.kind) && <Table.Td ta="right"><Money amount={entity.due} currency={entity.currency} /></Table.Td>}
      <Table.Td>{entity.deleted ? <StatusBadge state="deleted" /> : entity.status ? <StatusBadge state={entity.status} /> : "–"}</Table.Td>
      <Table.Td><Instant at={entity.updated_at} /></Table.Td>
    </LinkRow>
  );
}

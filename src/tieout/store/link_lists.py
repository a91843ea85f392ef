"""What is linked to what, with the connection and the mirrored entity of each link, for the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tieout.store.chosen import chosen
from tieout.store.connections import Connection
from tieout.store.document_requests import records_of_requests
from tieout.store.links import Link, SourceKind, links_of
from tieout.store.mirror import MirrorEntity
from tieout.store.postings import subjects_of_steps


@dataclass(frozen=True, kw_only=True)
class Linked:
    """One entity at the far end of a link; `entity` is None when the mirror does not have it (yet)."""

    link_id: UUID
    connection: Connection
    kind: str
    external_id: str
    entity: MirrorEntity | None
    synced_at: datetime | None


def linked_to_record(workspace_id: UUID, record_id: UUID) -> list[Linked]:
    """The entities that a record is, in two queries."""
    return _with_entities(workspace_id, links_of(workspace_id, SourceKind.RECORD, source_id=record_id))


def counterparts(workspace_id: UUID, row: MirrorEntity) -> tuple[UUID | None, list[Linked]]:
    """The id of the record that is this entity, and the entities of other ledgers that are the same, in at most four queries."""
    here = Q(connection_id=row.connection_id, kind=row.kind, external_id=row.external_id)
    there = Q(source_kind=SourceKind.ENTITY, source_id=row.id)
    links = list(Link.objects.select_related("connection").filter(here | there, workspace_id=workspace_id).order_by("created_at"))
    record_id = next((link.source_id for link in links if link.source_kind == SourceKind.RECORD), None)
    asked = [link.source_id for link in links if link.source_kind == SourceKind.REQUEST]
    if record_id is None and asked:
        record_id = records_of_requests(workspace_id, asked).get(asked[0])
    made = [link.source_id for link in links if link.source_kind == SourceKind.STEP]
    if record_id is None and made:
        record_id = next((subject for _, kind, subject in subjects_of_steps(workspace_id, made).values() if kind == "record"), None)
    targets = [link for link in links if link.source_kind == SourceKind.ENTITY and link.source_id == row.id]
    origins = {link.source_id: link for link in links if link.source_kind == SourceKind.ENTITY and link.source_id != row.id}
    sources = chosen(MirrorEntity.objects.select_related("connection").defer("body"), workspace_id, ids=origins)
    found = [
        Linked(
            link_id=origins[source.id].id,
            connection=source.connection,
            kind=source.kind,
            external_id=source.external_id,
            entity=source,
            synced_at=origins[source.id].synced_at,
        )
        for source in sources.order_by("id")
    ]
    return record_id, found + _with_entities(workspace_id, targets)


def _with_entities(workspace_id: UUID, links: Iterable[Link]) -> list[Linked]:
    wanted = list(links)
    rows = MirrorEntity.objects.defer("body").filter(
        workspace_id=workspace_id,
        connection_id__in={link.connection_id for link in wanted},
        external_id__in={link.external_id for link in wanted},
    )
    known = {(row.connection_id, row.kind, row.external_id): row for row in rows}
    return [
        Linked(
            link_id=link.id,
            connection=link.connection,
            kind=link.kind,
            external_id=link.external_id,
            entity=known.get((link.connection_id, link.kind, link.external_id)),
            synced_at=link.synced_at,
        )
        for link in wanted
    ]


def linked_records(workspace_id: UUID, record_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these records are in any ledger."""
    rows = Link.objects.filter(workspace_id=workspace_id, source_kind=SourceKind.RECORD, source_id__in=list(record_ids))
    return set(rows.values_list("source_id", flat=True))

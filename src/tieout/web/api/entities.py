"""The mirror of a ledger: its entities as we last saw them, and what they are linked to."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import Field, JsonValue

from tieout.engine import actions
from tieout.store import connections, link_lists, listings, mirror, records
from tieout.web.api.connections import connection_of
from tieout.web.api.values import (
    Amount,
    EntityKindName,
    JsonObject,
    PageOut,
    PageQuery,
    ProviderName,
    WorkspaceId,
    amount_text,
    optional_amount,
)
from tieout.web.permissions import Asked, may
from tieout.web.problems import not_found
from tieout.web.providers import NAMES

router = Router(tags=["ledgers"], auth=may("read"))


class Link(Schema):
    """An entity of a ledger that something of ours, or of another ledger, is linked to, with what the mirror knows of it."""

    id: UUID
    connection_id: UUID
    provider: ProviderName
    provider_name: str
    organisation_name: str
    kind: EntityKindName
    external_id: str
    number: str
    name: str
    status: str
    url: str
    currency: str
    net: Amount | None
    tax: Amount | None
    gross: Amount | None
    due: Amount | None
    due_on: date | None
    synced_at: datetime | None


class LinkIn(Schema):
    kind: EntityKindName
    external_id: str = Field(min_length=1, max_length=100)


class Entity(Schema):
    """`problem` says why an entity could not be understood; `archived` is reference data of a ledger that was disconnected."""

    id: UUID
    kind: EntityKindName
    external_id: str
    number: str
    name: str
    contact_name: str
    issued_on: date | None
    due_on: date | None
    currency: str
    net: Amount | None
    tax: Amount | None
    gross: Amount | None
    due: Amount | None
    status: str
    deleted: bool
    archived: bool
    problem: str
    url: str
    updated_at: datetime
    linked_record_id: UUID | None
    linked_collection: str | None


class EntityVersion(Schema):
    """A state in which we saw the entity."""

    seen_at: datetime
    deleted: bool
    hash: str


class EntityDetail(Entity):
    """`entity` in our own terms (empty where `problem` says why), `body` as the provider wrote it (its numbers as text)."""

    version: str
    entity: JsonObject
    body: JsonValue
    links: list[Link]
    versions: list[EntityVersion]


class EntityPage(PageOut):
    items: list[Entity]


class EntityQuery(PageQuery):
    kind: EntityKindName | Literal[""] = ""
    search: str = Field(default="", max_length=200)


@router.get("/connections/{connection_id}/entities", response=EntityPage, operation_id="list_entities")
def list_entities(request: Asked, workspace_id: WorkspaceId, *, connection_id: UUID, query: Query[EntityQuery]) -> EntityPage:
    """What the mirror holds of a ledger: filtered by kind and words, a page at a time."""
    connection = connection_of(workspace_id, connection_id)
    place = listings.Place(cursor=query.cursor, limit=query.limit)
    page = listings.entities_page(workspace_id, place, connection_id=connection_id, kind=query.kind, search=query.search)
    linked = {row.id: getattr(row, "linked_record_id", None) for row in page.rows}
    known = records.records_by_ids(workspace_id, [record_id for record_id in linked.values() if record_id])
    items = []
    for row in page.rows:
        record_id = linked[row.id]
        items.append(Entity.model_validate(_parts(connection, row, record=known.get(record_id) if record_id else None)))
    return EntityPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.get("/connections/{connection_id}/entities/{kind}/{external_id}", response=EntityDetail, operation_id="get_entity")
def get_entity(request: Asked, workspace_id: WorkspaceId, *, connection_id: UUID, kind: str, external_id: str) -> EntityDetail:
    """One thing of a ledger with its history, links and documents."""
    connection = connection_of(workspace_id, connection_id)
    row = mirror.entity(workspace_id, connection_id, kind=kind, external_id=external_id)
    if row is None:
        raise not_found("This entity")
    record_id, counterparts = link_lists.counterparts(workspace_id, row)
    record = records.record_by_id(workspace_id, record_id) if record_id else None
    versions = [EntityVersion.model_validate(one, from_attributes=True) for one in mirror.history(workspace_id, row.id)]
    return EntityDetail.model_validate(
        {
            **_parts(connection, row, record=record),
            "version": row.version,
            "entity": row.entity or {},
            "body": _body(row.body),
            "links": links_shown(counterparts),
            "versions": versions,
        }
    )


def links_shown(rows: Sequence[link_lists.Linked]) -> list[Link]:
    return [_link(one) for one in rows]


def _link(one: link_lists.Linked) -> Link:
    connection, row = one.connection, one.entity
    amounts: Mapping[str, object] = (row.entity if row else None) or {}
    currency = row.currency if row else ""
    return Link.model_validate(
        {
            "id": one.link_id,
            "connection_id": connection.id,
            "provider": connection.provider,
            "provider_name": NAMES.get(connection.provider, connection.provider),
            "organisation_name": connection.organisation_name,
            "kind": one.kind,
            "external_id": one.external_id,
            "number": row.number if row else "",
            "name": row.name if row else "",
            "status": _status(row) if row else "",
            "url": actions.entity_url(connection, kind=one.kind, external_id=one.external_id, told=row.url if row else ""),
            "currency": currency,
            "net": amounts.get("net"),
            "tax": amounts.get("tax"),
            "gross": optional_amount(row.gross, currency) if row else None,
            "due": optional_amount(row.due, currency) if row else None,
            "due_on": amounts.get("due_on"),
            "synced_at": one.synced_at,
        }
    )


def _parts(connection: connections.Connection, row: mirror.MirrorEntity, *, record: records.Record | None) -> dict[str, object]:
    entity: Mapping[str, object] = row.entity or {}
    return {
        "id": row.id,
        "kind": row.kind,
        "external_id": row.external_id,
        "number": row.number,
        "name": row.name,
        "contact_name": str(entity.get("contact_name") or ""),
        "issued_on": row.issued_on,
        "due_on": entity.get("due_on"),
        "currency": row.currency,
        "net": entity.get("net"),
        "tax": entity.get("tax"),
        "gross": None if row.gross is None else amount_text(row.gross, row.currency),
        "due": None if row.due is None else amount_text(row.due, row.currency),
        "status": _status(row),
        "deleted": row.deleted,
        "archived": row.archived,
        "problem": row.problem,
        "url": actions.entity_url(connection, kind=row.kind, external_id=row.external_id, told=row.url),
        "updated_at": row.provider_updated_at or row.seen_at,
        "linked_record_id": record.id if record else None,
        "linked_collection": record.collection.key if record else None,
    }


def _status(row: mirror.MirrorEntity) -> str:
    return "deleted" if row.deleted else row.status


def _body(text: str) -> JsonValue:
    # A float would change the digits that the provider wrote.
    body: JsonValue = json.loads(text, parse_float=str)
    return body

"""What a linked record and its entity last agreed on: kept with the link when it is made, and anew after every posting."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import CONTACT_KINDS, EntityKind
from tieout.accounting.serial import from_json
from tieout.connectors.contract import Receipt
from tieout.engine import carry, records
from tieout.engine.sights import entity_of
from tieout.mapping.accounting_mapping import ContactsMapping, ItemsMapping, parse_mapping
from tieout.mapping.entity_fields import values_of
from tieout.mapping.three_way import Agreed, record_values
from tieout.store import links
from tieout.store.connections import Connection
from tieout.store.links import Link, SourceKind
from tieout.store.mirror import MirrorEntity
from tieout.store.postings import Posting
from tieout.store.records import Record

LINKED_KINDS = frozenset(kind.value for kind in (*CONTACT_KINDS, EntityKind.ITEM))


def fingerprint(connection_id: UUID, record_id: UUID) -> str:
    """Under which a conflict between a record and a ledger is known."""
    return f"agreement:{record_id}:{connection_id}"


def mapping_of(record: Record) -> ContactsMapping | ItemsMapping | None:
    """The mapping of a record's collection where its records are contacts or items."""
    if not record.collection.mapping:
        return None
    mapping = parse_mapping(record.collection.mapping)
    return mapping if isinstance(mapping, ContactsMapping | ItemsMapping) else None


def said_by_record(record: Record) -> dict[str, str]:
    """What the record says for each mapped field; nothing for documents."""
    mapping = mapping_of(record)
    return {} if mapping is None else record_values(mapping, records.scope(record), key=record.key)


def said_by_ledger(row: MirrorEntity | None) -> dict[str, str]:
    """Every field of a mirrored contact or item; nothing for what is neither."""
    entity = None if row is None else entity_of(row)
    return values_of(entity) if isinstance(entity, Contact | Item) else {}


def first(record: Record, row: MirrorEntity) -> dict[str, dict[str, str]]:
    """What stands on both sides when a link is made by a person."""
    if row.kind not in LINKED_KINDS:
        return {}
    return {"record": said_by_record(record), "ledger": said_by_ledger(row)}


def agreed_of(link: Link) -> Agreed:
    """Empty for a link that was made before this was kept."""
    kept: Mapping[str, dict[str, str]] = link.agreed or {}
    return Agreed(record=kept.get("record", {}), ledger=kept.get("ledger", {}))


def settle(connection: Connection, done: Sequence[Posting], *, receipts: Mapping[UUID, Receipt]) -> None:
    """After contacts and items of records were written: what was sent, and what the ledger has now, is agreed.

    Inside the caller's transaction. What was changed meanwhile is carried next.
    """
    written = {row.source_id: row for row in done if row.source_kind == SourceKind.RECORD and row.kind in LINKED_KINDS}
    if not written:
        return
    found = links.links_by_sources(connection.workspace_id, connection.id, source_kind=SourceKind.RECORD, source_ids=written)
    changed: list[Link] = []
    for source_id, rows in found.items():
        posting = written[source_id]
        now = receipts[posting.id].seen.entity
        for link in rows:
            if link.external_id == receipts[posting.id].seen.external_id:
                link.agreed = _after(link, posting, now=values_of(now) if isinstance(now, Contact | Item) else None)
                changed.append(link)
    links.agree(connection.workspace_id, changed)
    updated = [row.source_id for row in written.values() if row.action == "update"]
    carry.enqueue(connection.workspace_id, updated, actor="Tieout")


def _after(link: Link, posting: Posting, *, now: Mapping[str, str] | None) -> dict[str, dict[str, str]]:
    entity = from_json(EntityKind(posting.kind), posting.entity)
    sent = values_of(entity) if isinstance(entity, Contact | Item) else {}
    before = agreed_of(link)
    ledger = dict(sent if now is None else now)
    if posting.action == "create":
        return {"record": sent, "ledger": ledger}
    # Of an update the record's own part is what differs from the ledger as it was.
    own = {field: text for field, text in sent.items() if text != before.ledger.get(field)}
    return {"record": {**before.record, **own}, "ledger": ledger}

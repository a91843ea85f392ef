"""Reading a ledger into the mirror: only what changed, as few calls as there are pages, and an event for every change."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tieout.accounting.accounts import Account, AccountType
from tieout.accounting.kinds import REFERENCE_KINDS, EntityKind
from tieout.automations.entity_shapes import entity_values
from tieout.automations.events import Event, EventKind
from tieout.connectors.contract import Page, Seen
from tieout.engine import access, document_values, intake, record_sync, reference
from tieout.engine.sights import entity_of, sight_of
from tieout.store import audit, connections, database, mirror
from tieout.store.connections import Connection
from tieout.store.mirror import REWORDED, Change, MirrorEntity

# Change feeds are asked a little further back than we have seen: what was late at the provider is not missed, and equal
# hashes make the overlap harmless.
OVERLAP = timedelta(seconds=5)


@dataclass
class Reading:
    """What one reading brought: how many changes, and per kind the ids that were seen (for a full sweep); `first` are the kinds
    that were never read before."""

    first: frozenset[str] = frozenset()
    changes: int = 0
    seen: dict[str, set[str]] = field(default_factory=dict)


def read_ledger(connection: Connection, kinds: Sequence[EntityKind], *, full: bool = False, background: bool = False) -> Reading:
    """Brings the mirror up to date; with `full`, everything is read again and what is no longer listed is marked as deleted.

    Each page is kept as it comes, with its watermark: a reading that is cut off goes on where it was. In the `background` it leaves
    part of the call budget to others. What a kind holds when it is read for the first time was there before: it is kept and starts
    no automation. Raises the connector's errors.
    """
    link, call = access.connector(connection.provider), access.open_access(connection, background=background)
    began, wanted = datetime.now(UTC), [kind for kind in kinds if kind in link.manifest.kinds]
    reading = Reading(first=frozenset(kind.value for kind in wanted if not connection.has_read(kind.value)))
    known = {kind: None if full else _since(connection, kind) for kind in wanted}
    for since in sorted(set(known.values()), key=lambda at: at or datetime.min.replace(tzinfo=UTC)):
        group = [kind for kind in wanted if known[kind] == since]
        with access.noticing_loss(connection):
            for page in link.read(call, kinds=group, since=since):
                _keep(connection, page, reading=reading)
    if full:
        with database.atomic():
            names = [kind.value for kind in wanted]
            gone = mirror.mark_missing(connection.workspace_id, connection.id, kinds=names, seen=reading.seen, before=began)
            _tell(connection, [Change(row=row, change="deleted", previous=row.entity) for row in gone])
            reading.changes += len(gone)
    return reading


def read_reference(connection: Connection, *, actor: str, background: bool = False) -> int:
    """Accounts, tax rates, tracking and the organisation itself; what the ledger has no more is kept, archived."""
    with access.noticing_loss(connection):
        call = access.open_access(connection, background=background)
        data = access.connector(connection.provider).read_reference(call)
    seen = [*data.accounts, *data.tax_rates, *data.tracking_categories]
    kinds = [kind.value for kind in REFERENCE_KINDS]
    with database.atomic():
        mirror.take_in(connection.workspace_id, connection.id, sights=[sight_of(one) for one in seen])
        offered = [one.external_id for one in seen if not one.deleted and _is_active(one)]
        mirror.restore_reference(connection.workspace_id, connection.id, kinds=kinds, external_ids=offered)
        connections.update_connection(
            connection.workspace_id,
            connection.id,
            organisation_name=data.organisation.name or connection.organisation_name,
            country=data.organisation.country or connection.country,
            currency=data.organisation.currency or connection.currency,
            short_code=data.organisation.short_code or connection.short_code,
            locked_until=data.organisation.locked_until,
            reference_synced_at=datetime.now(UTC),
            last_call_at=datetime.now(UTC),
        )
        note = audit.Note(
            actor=actor,
            action="connection.reference_synced",
            subject_kind="connection",
            subject_id=str(connection.id),
            text=f"{len(data.accounts)} accounts and {len(data.tax_rates)} tax rates of {connection.organisation_name}",
        )
        audit.add(connection.workspace_id, [note])
        reference.publish(connection.workspace_id, connection.id)
    return len(seen)


def bank_accounts(workspace_id: UUID, connection_id: UUID) -> list[Account]:
    """Active accounts into which payments may go."""
    rows = mirror.entities(workspace_id, connection_id, kinds=[EntityKind.ACCOUNT.value])
    found = [entity_of(row) for row in rows if not row.archived]
    return [one for one in found if isinstance(one, Account) and (one.type == AccountType.BANK or one.takes_payments)]


def _is_active(one: Seen) -> bool:
    return bool(getattr(one.entity, "is_active", True))


def _since(connection: Connection, kind: EntityKind) -> datetime | None:
    text = connection.watermarks.get(kind.value)
    return datetime.fromisoformat(text) - OVERLAP if text else None


def _keep(connection: Connection, page: Page, *, reading: Reading) -> None:
    with database.atomic():
        changes = mirror.take_in(connection.workspace_id, connection.id, sights=[sight_of(one) for one in page.seen])
        told = [change for change in changes if change.change != REWORDED]
        _tell(connection, told, first=reading.first)
        record_sync.renew(connection, [change for change in changes if change.change == REWORDED])
        reading.changes += len(told)
        for one in page.seen:
            if not one.deleted:
                reading.seen.setdefault(one.kind.value, set()).add(one.external_id)
        watermark = ""
        if page.complete:
            reading.seen.setdefault(page.kind.value, set())
            if page.watermark is not None:
                watermark = connection.watermarks[page.kind.value] = page.watermark.isoformat()
        connections.keep_reading(
            connection.workspace_id, connection.id, kind=page.kind.value, watermark=watermark, complete=page.complete
        )


def _tell(connection: Connection, changes: Sequence[Change], *, first: frozenset[str] = frozenset()) -> None:
    """What we saw at the provider is an event, and stands in the audit log beside what we did."""
    happened = [_event(connection, change) for change in changes]
    found = {
        event.key
        for event, change in zip(happened, changes, strict=True)
        if change.change == "created" and change.row.kind in first
    }
    intake.accept(connection.workspace_id, happened, quiet=found)
    record_sync.take_over(connection, changes)
    document_values.after_changes(connection, changes)
    notes = [
        audit.Note(
            actor=connection.organisation_name,
            action=f"entity.{change.change}",
            subject_kind="entity",
            subject_id=str(change.row.id),
            text=f"{change.row.kind.replace('_', ' ')} {change.row.number or change.row.name}"[:500],
            details={"connection": str(connection.id), "external_id": change.row.external_id, "hash": change.row.hash},
        )
        for change in changes
    ]
    audit.add(connection.workspace_id, notes)


def _event(connection: Connection, change: Change) -> Event:
    row: MirrorEntity = change.row
    known = {"id": row.external_id, "connection": str(connection.id), "url": row.url}
    before: dict[str, object] = {}
    if change.change != "created":
        before = entity_values(row.kind, change.previous, known=known, deleted=change.was_deleted)
    return Event(
        key=f"{row.kind}:{row.external_id}:{row.hash[:32]}:{row.seen_at.timestamp()}",
        source=str(connection.id),
        kind=EventKind.ENTITY_CHANGED,
        subject=str(row.id),
        subject_kind=row.kind,
        values=entity_values(row.kind, row.entity, known=known, deleted=row.deleted),
        previous=before,
        occurred_at=row.provider_updated_at or datetime.now(UTC),
    )

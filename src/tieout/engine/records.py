"""Saving records: the values, their events and the starts of runs in one transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from tieout.automations.events import Event, EventKind
from tieout.engine import intake
from tieout.store import audit, database, records
from tieout.store.collections import Collection
from tieout.store.records import Draft, Record, Saved


def save_drafts(workspace_id: UUID, collection: Collection, *, drafts: Sequence[Draft], actor: str) -> list[Saved]:
    """Creates or updates records by key; what is unchanged makes no event. Inside the caller's transaction."""
    saved = records.save_drafts(workspace_id, collection, drafts=drafts)
    tell(workspace_id, collection, saved=saved, actor=actor)
    return saved


def change_record(
    workspace_id: UUID, record_id: UUID, *, changes: dict[str, object], version: int | None = None, actor: str
) -> Saved:
    """Merges values into one record; raises records.VersionConflict."""
    with database.atomic():
        saved = records.change_values(workspace_id, record_id, changes=changes, version=version)
        tell(workspace_id, saved.record.collection, saved=[saved], actor=actor)
    return saved


def tell(workspace_id: UUID, collection: Collection, *, saved: Sequence[Saved], actor: str) -> None:
    """The events and audit entries of saved records. A change of nothing but what the ledger fills in starts no automation."""
    from_ledger = {field.key for field in collection.fields.all() if field.options.get("from_ledger")}
    happened: list[Event] = []
    quiet: set[str] = set()
    notes: list[audit.Note] = []
    for one in saved:
        if one.change == "unchanged":
            continue
        event = _event(collection.key, one)
        happened.append(event)
        changed = sorted(name for name, value in one.record.values.items() if one.previous.get(name) != value)
        if one.change == "updated" and from_ledger.issuperset(changed):
            quiet.add(event.key)
        notes.append(
            audit.Note(
                actor=actor,
                action=f"record.{one.change}",
                subject_kind="record",
                subject_id=str(one.record.id),
                text=f"{collection.name} {one.record.key} {one.change}{_named(one, changed)}",
                details={"fields": changed, "version": one.record.version},
            )
        )
    intake.accept(workspace_id, happened, quiet=quiet)
    audit.add(workspace_id, notes)


def scope(record: Record) -> dict[str, object]:
    """What rules and conditions see of a record."""
    return {**record.values, "key": record.key}


def _event(collection_key: str, saved: Saved) -> Event:
    record = saved.record
    created = saved.change == "created"
    return Event(
        key=f"{record.id}:{record.version}",
        source=collection_key,
        kind=EventKind.RECORD_CREATED if created else EventKind.RECORD_UPDATED,
        subject=str(record.id),
        subject_kind="record",
        values=scope(record),
        previous={} if created else saved.previous,
        occurred_at=datetime.now(UTC),
    )


def _named(saved: Saved, fields: Sequence[str]) -> str:
    """Which fields an update changed, for the reader of a history."""
    return f": {', '.join(field.replace('_', ' ') for field in fields)}" if saved.change == "updated" else ""

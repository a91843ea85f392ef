"""Saving records: the values, their events and the starts of runs in one transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from tieout.automations.events import Event, EventKind
from tieout.engine import carry, intake
from tieout.store import audit, database, records
from tieout.store.collections import Collection
from tieout.store.records import Draft, Record, Saved

KINDS = {
    "created": EventKind.RECORD_CREATED,
    "updated": EventKind.RECORD_UPDATED,
    "deleted": EventKind.RECORD_DELETED,
    "restored": EventKind.RECORD_RESTORED,
}
# A history shows what a field was; a whole text is in the record, not in the log.
SHOWN_CHARACTERS_MAX = 200


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
        event = _event(collection.key, one, actor=actor)
        happened.append(event)
        if one.change == "updated" and from_ledger.issuperset(one.changed_fields):
            quiet.add(event.key)
        notes.append(_note(collection, one, actor=actor))
    intake.accept(workspace_id, happened, quiet=quiet)
    carry.after_saving(workspace_id, collection, saved=saved, actor=actor)
    audit.add(workspace_id, notes)


def scope(record: Record) -> dict[str, object]:
    """What rules and conditions see of a record."""
    return {**record.values, "key": record.key}


def _event(collection_key: str, saved: Saved, *, actor: str) -> Event:
    record = saved.record
    return Event(
        key=f"{record.id}:{record.version}",
        source=collection_key,
        kind=KINDS[saved.change],
        subject=str(record.id),
        subject_kind="record",
        values=scope(record),
        previous={} if saved.change == "created" else saved.previous,
        occurred_at=datetime.now(UTC),
        actor=actor,
    )


def _note(collection: Collection, saved: Saved, *, actor: str) -> audit.Note:
    """`changes` are the changed fields with what they were and became, cut short; not those of a new record, which are all new."""
    record, changed = saved.record, saved.changed_fields
    details: dict[str, object] = {"fields": changed, "version": record.version}
    if saved.change != "created":
        details["changes"] = [
            {"field": name, "before": shown(saved.previous.get(name)), "after": shown(record.values.get(name))} for name in changed
        ]
    return audit.Note(
        actor=actor,
        action=f"record.{saved.change}",
        subject_kind="record",
        subject_id=str(record.id),
        text=f"{collection.name} {record.key} {saved.change}{_named(saved, changed)}",
        details=details,
    )


def shown(value: object) -> object:
    """A value as a history shows it."""
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return f"{len(value)} lines" if len(value) != 1 else "1 line"
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if isinstance(value, str) and len(value) > SHOWN_CHARACTERS_MAX:
        return f"{value[:SHOWN_CHARACTERS_MAX]}…"
    return value


def _named(saved: Saved, fields: Sequence[str]) -> str:
    """Which fields an update changed, for the reader of a history."""
    return f": {', '.join(field.replace('_', ' ') for field in fields)}" if saved.change == "updated" else ""

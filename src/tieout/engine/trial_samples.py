"""Something real to try an automation with: an event of late, a record as though it had just been saved, or a pinned sample."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from tieout.automations.definition import Definition
from tieout.automations.entity_shapes import entity_values
from tieout.automations.events import EventKind
from tieout.automations.trigger_shapes import trigger_types
from tieout.automations.triggers import Trigger, event_kinds, matches
from tieout.engine import intake, records
from tieout.engine.surface import NotPossible
from tieout.mapping.conditions import ConditionError
from tieout.store import collections, event_lists, events
from tieout.store.automations import Automation
from tieout.store.events import Event
from tieout.store.ids import new_id
from tieout.store.records import Record, record_by_id

# As many events are looked through, and as many of them shown.
LOOKED_THROUGH, SHOWN = 300, 20
# What a record that is tried is told to have been.
KIND_OF_RECORDS: Mapping[str, EventKind] = {
    "record_updated": EventKind.RECORD_UPDATED,
    "record_deleted": EventKind.RECORD_DELETED,
    "manual": EventKind.MANUAL,
}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What somebody chose to try with: an event, or a record; neither for the latest event that fits."""

    event_id: UUID | None = None
    record_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Tried:
    """The event to try with; `is_kept` when it happened, else it is made up for the trial. `warnings` say what it lacks."""

    event: Event
    title: str
    is_kept: bool = False
    warnings: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class ShownSample:
    event_id: UUID
    title: str
    occurred_at: datetime
    values: Mapping[str, object] = field(default_factory=dict)


def samples(workspace_id: UUID, row: Automation, *, definition: Definition) -> list[ShownSample]:
    """What happened lately that would start it, newest first."""
    return [
        ShownSample(
            event_id=one.id,
            title=intake.title_of(intake.event_of(one)),
            occurred_at=one.occurred_at,
            values=one.subject.get("values", {}),
        )
        for one in _fitting(workspace_id, row, trigger=definition.trigger, limit=SHOWN)
    ]


def tried(workspace_id: UUID, row: Automation, *, definition: Definition, sample: Sample) -> Tried:
    """Raises NotPossible where the chosen event or record is not there."""
    if sample.event_id is not None:
        found = events.events_by_ids(workspace_id, [sample.event_id]).get(sample.event_id)
        if found is None:
            raise NotPossible("This event is not there. Choose another one.")
        return _kept(found)
    if sample.record_id is not None:
        record = record_by_id(workspace_id, sample.record_id)
        if record is None:
            raise NotPossible("This record is not there. Choose another one.")
        return _of_record(row, record, trigger=definition.trigger)
    pinned = definition.samples.get("trigger")
    if isinstance(pinned, dict):
        event = _made_up(row, EventKind.MANUAL, values=pinned)
        return Tried(event=event, title="The pinned sample")
    latest = _fitting(workspace_id, row, trigger=definition.trigger, limit=1)
    return _kept(latest[0]) if latest else _fallen_back(workspace_id, row, trigger=definition.trigger)


def _fallen_back(workspace_id: UUID, row: Automation, *, trigger: Trigger) -> Tried:
    """What there is when nothing like it has happened yet."""
    if trigger.is_of_records and trigger.collection:
        record = event_lists.latest_record(workspace_id, trigger.collection)
        if record is not None:
            return _of_record(row, record, trigger=trigger)
    if trigger.is_of_entities:
        seen = event_lists.latest_entity(workspace_id, trigger.kind, connection=trigger.connection)
        if seen is not None:
            known = {"id": seen.external_id, "connection": str(seen.connection_id), "url": seen.url}
            values = entity_values(seen.kind, seen.entity, known=known, deleted=False)
            made = _made_up(row, EventKind.ENTITY_CHANGED, values=values)
            made.source, made.subject_kind, made.subject_id = str(seen.connection_id), seen.kind, seen.id
            return Tried(event=made, title=intake.title_of(intake.event_of(made)))
    said = "Nothing like this has happened yet, so values of the trigger are empty. Choose a record, or pin a sample."
    now = datetime.now(UTC)
    values = {"due_at": now.isoformat(), "date": now.date().isoformat()} if trigger.type == "schedule" else {}
    return Tried(
        event=_made_up(row, EventKind.MANUAL, values=values),
        title="" if values else "Without values",
        warnings=() if values or (trigger.type == "manual" and not trigger.collection) else (said,),
    )


def _fitting(workspace_id: UUID, row: Automation, *, trigger: Trigger, limit: int) -> list[Event]:
    source = str(row.id) if trigger.type in ("schedule", "webhook", "called") else ""
    if trigger.is_of_records and trigger.type != "manual":
        source = trigger.collection
    kinds = [kind.value for kind in event_kinds(trigger)]
    types = collections.collection_types(workspace_id)
    found: list[Event] = []
    for event in event_lists.latest_events(workspace_id, kinds=kinds, source=source, limit=LOOKED_THROUGH):
        if len(found) == limit:
            break
        said = intake.event_of(event)
        known = trigger_types(trigger, collections=types, sample=dict(said.values))  # type: ignore[arg-type]  # JSON
        try:
            if matches(trigger, said, field_types=known, automation=str(row.id)):
                found.append(event)
        except ConditionError:
            continue
    return found


def _kept(event: Event) -> Tried:
    return Tried(event=event, title=intake.title_of(intake.event_of(event)), is_kept=True)


def _of_record(row: Automation, record: Record, *, trigger: Trigger) -> Tried:
    kind = KIND_OF_RECORDS.get(trigger.type, EventKind.RECORD_CREATED)
    event = _made_up(row, kind, values=records.scope(record))
    event.source = record.collection.key if kind != EventKind.MANUAL else str(row.id)
    event.subject_kind, event.subject_id = "record", record.id
    wrong = trigger.is_of_records and trigger.collection not in ("", record.collection.key)
    said = f"{record.key} is in {record.collection.name}, which does not start this automation."
    return Tried(event=event, title=intake.title_of(intake.event_of(event)), warnings=(said,) if wrong else ())


def _made_up(row: Automation, kind: EventKind, *, values: Mapping[str, object]) -> Event:
    """Of the automation itself, so that it starts nothing else."""
    return Event(
        id=new_id(),
        workspace_id=row.workspace_id,
        source=str(row.id),
        key=f"trial:{new_id()}",
        kind=kind.value,
        subject_kind="hand",
        subject={"values": dict(values), "previous": dict(values) if kind == EventKind.RECORD_UPDATED else {}},
        occurred_at=datetime.now(UTC),
    )

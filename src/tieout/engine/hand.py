"""By hand: somebody presses an automation's button, on records or with values."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from tieout.automations.events import Event, EventKind
from tieout.engine import intake, records
from tieout.engine.surface import NotPossible
from tieout.engine.versions import definition_of
from tieout.store import audit, automations, database
from tieout.store.automations import Automation
from tieout.store.ids import new_id
from tieout.store.records import Record, records_by_ids

RECORDS_MAX = 1000


def start(
    workspace_id: UUID,
    automation_id: UUID,
    *,
    record_ids: Sequence[UUID] = (),
    values: Mapping[str, object] | None = None,
    actor: str,
) -> list[UUID]:
    """One run for each record, or one with the values; gives the runs. A record that does not meet the trigger's condition starts
    none. Raises NotPossible."""
    _refuse_inexact(values or {}, path="")
    with database.atomic():
        row, collection = _startable(workspace_id, automation_id)
        if collection:
            found = _chosen(workspace_id, row, collection=collection, record_ids=record_ids)
            beside = {"hand": dict(values)} if values else {}
            events = [_event(row, str(one.id), values={**records.scope(one), **beside}, actor=actor) for one in found]
        elif record_ids:
            raise NotPossible(f"{row.name} works on no collection. Start it with values, or choose a collection in its trigger.")
        else:
            events = [_event(row, "", values=dict(values or {}), actor=actor)]
        started = intake.accept(workspace_id, events)
        count = f" on {len(events)} record{'' if len(events) == 1 else 's'}" if collection else ""
        note = audit.Note(
            actor=actor,
            action="automation.started",
            subject_kind="automation",
            subject_id=str(automation_id),
            text=f"{row.name} was started by hand{count}",
        )
        audit.add(workspace_id, [note])
    return started


def _refuse_inexact(value: object, *, path: str) -> None:
    """A number with a fraction has lost digits before it came here, or cannot be kept at all."""
    if isinstance(value, float):
        raise NotPossible(f'{path} is a number with a fraction, which is not exact. Send it as text, like "12.50".')
    parts = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        _refuse_inexact(part, path=f"{path}.{name}".lstrip("."))


def _startable(workspace_id: UUID, automation_id: UUID) -> tuple[Automation, str]:
    """The automation and the collection that it works on, "" for none."""
    row, version = automations.automation(workspace_id, automation_id), automations.live_definition(workspace_id, automation_id)
    if row is None:
        raise NotPossible("There is no such automation.")
    if version is None:
        raise NotPossible(f"{row.name} has no published version. Publish it first.")
    trigger = definition_of(version).trigger
    if trigger.type != "manual":
        raise NotPossible(f"{row.name} is not started by hand. Choose the trigger By hand, and publish it.")
    if not row.enabled:
        raise NotPossible(f"{row.name} is switched off. Switch it on first.")
    return row, trigger.collection


def _chosen(workspace_id: UUID, row: Automation, *, collection: str, record_ids: Sequence[UUID]) -> list[Record]:
    """The records, in the order in which they were chosen."""
    if not record_ids:
        raise NotPossible(f"{row.name} works on {collection}. Choose at least one record.")
    wanted = list(dict.fromkeys(record_ids))
    if len(wanted) > RECORDS_MAX:
        raise NotPossible(f"{len(wanted)} records are chosen; at most {RECORDS_MAX} can be started at once. Choose fewer.")
    found = records_by_ids(workspace_id, wanted)
    fitting = [found[one] for one in wanted if one in found and found[one].collection.key == collection]
    if len(fitting) < len(wanted):
        raise NotPossible(f"{len(wanted) - len(fitting)} of the chosen records are not in {collection}, or are gone.")
    return fitting


def _event(row: Automation, subject: str, *, values: Mapping[str, object], actor: str) -> Event:
    return Event(
        key=f"hand:{new_id()}",
        source=str(row.id),
        kind=EventKind.MANUAL,
        subject=subject,
        subject_kind="record" if subject else "hand",
        values=values,
        occurred_at=datetime.now(UTC),
        actor=actor,
    )

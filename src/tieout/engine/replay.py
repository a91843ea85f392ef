"""Events that came while an automation was off: kept for a week, and played to it when somebody wants it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from tieout.automations.events import Event
from tieout.automations.trigger_shapes import trigger_types
from tieout.automations.triggers import matches
from tieout.engine import intake
from tieout.engine.surface import NotPossible
from tieout.engine.versions import definition_of
from tieout.mapping.conditions import ConditionError
from tieout.store import audit, automations, collections, database, missed
from tieout.store.automations import Automation, AutomationVersion
from tieout.store.missed import MissedEvent

SHOWN = 200
AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class MissedItem:
    event_id: UUID
    kind: str
    title: str
    occurred_at: datetime
    values: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Missed:
    """`since` is how far back events are kept; `items` the first of them, oldest first."""

    count: int
    since: datetime
    items: tuple[MissedItem, ...]


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """`passed_over` are those that the published version is not started by any more, or that it has seen already."""

    run_ids: tuple[UUID, ...]
    passed_over: int


def missed_events(workspace_id: UUID, automation_id: UUID, *, now: datetime | None = None) -> Missed:
    """What would have started it while it was off, of the last week."""
    since = (now or datetime.now(UTC)) - missed.KEPT
    rows = missed.missed_events(workspace_id, automation_id, since=since, limit=SHOWN)
    items = tuple(_item(row) for row in rows)
    return Missed(count=missed.count(workspace_id, automation_id, since=since), since=since, items=items)


def replay(
    workspace_id: UUID, automation_id: UUID, *, event_ids: Collection[UUID] | None = None, actor: str, now: datetime | None = None
) -> Replayed:
    """Plays these events, or all of them, to the published version: in their order, each once. Raises NotPossible."""
    row, version = automations.automation(workspace_id, automation_id), automations.live_definition(workspace_id, automation_id)
    if row is None:
        raise NotPossible("There is no such automation.")
    if version is None or not row.enabled:
        raise NotPossible(f"{row.name} is switched off. Switch it on, then replay what it missed.")
    started: list[UUID] = []
    passed_over = 0
    for part in _parts(workspace_id, automation_id, event_ids=event_ids, since=(now or datetime.now(UTC)) - missed.KEPT):
        with database.atomic():
            # Again under the transaction: what somebody else replays meanwhile is gone from the list.
            rows = missed.of_events(workspace_id, automation_id, event_ids=part)
            fitting = [one for one in rows if _fits(version, intake.event_of(one.event))]
            begun = intake.start_for(workspace_id, version, rows=[one.event for one in fitting], by=actor)
            missed.forget(workspace_id, [one.id for one in rows])
            started += begun
            passed_over += len(rows) - len(begun)
            _note(row, len(begun), actor=actor)
    return Replayed(run_ids=tuple(started), passed_over=passed_over)


def _fits(version: AutomationVersion, event: Event) -> bool:
    trigger = definition_of(version).trigger
    types = trigger_types(trigger, collections=collections.collection_types(version.workspace_id), sample=dict(event.values))  # type: ignore[arg-type]  # JSON
    try:
        return matches(trigger, event, field_types=types, automation=str(version.automation_id))
    except ConditionError:
        return True  # The run that it starts says what cannot be decided.


def _parts(workspace_id: UUID, automation_id: UUID, *, event_ids: Collection[UUID] | None, since: datetime) -> Sequence[list[UUID]]:
    if event_ids is None:
        rows = missed.missed_events(
            workspace_id, automation_id, since=since, limit=missed.count(workspace_id, automation_id, since=since)
        )
        wanted = [row.event_id for row in rows]
    else:
        wanted = list(dict.fromkeys(event_ids))
    return [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]


def _item(row: MissedEvent) -> MissedItem:
    event = intake.event_of(row.event)
    return MissedItem(
        event_id=row.event_id,
        kind=row.event.kind,
        title=intake.title_of(event),
        occurred_at=event.occurred_at,
        values=event.values,
    )


def _note(row: Automation, count: int, *, actor: str) -> None:
    if count:
        note = audit.Note(
            actor=actor,
            action="automation.replayed",
            subject_kind="automation",
            subject_id=str(row.id),
            text=f"{count} events that came while {row.name} was off were replayed",
        )
        audit.add(row.workspace_id, [note])

"""Accepting what happened: the event and the start of its runs are kept in one transaction, or neither is."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from pydantic import JsonValue

from tieout.automations.entity_shapes import entity_types
from tieout.automations.events import Event, EventKind
from tieout.automations.trigger_shapes import trigger_types
from tieout.automations.triggers import Trigger, event_kinds, matches
from tieout.engine import causes, durable, lane, storm
from tieout.engine.versions import definitions_of
from tieout.mapping.conditions import ConditionError
from tieout.store import automations, collections, database, events, missed, runs, waiting
from tieout.store.ids import new_id

# Runs that one workflow takes up together: enough to spare the database, few enough to lose little at a kill.
RUNS_AT_ONCE = 100
Begin = Callable[[UUID, Sequence[runs.Run]], None]


@dataclass(frozen=True)
class Accepted:
    """An event that was new, and the runs that it starts."""

    row: events.Event
    run_ids: list[UUID]


def accept(workspace_id: UUID, happened: Sequence[Event], *, quiet: Collection[str] = ()) -> list[UUID]:
    """As `accept_each`, of which it gives all runs together."""
    return [run_id for one in accept_each(workspace_id, happened, quiet=quiet).values() for run_id in one.run_ids]


def accept_each(
    workspace_id: UUID,
    happened: Sequence[Event],
    *,
    quiet: Collection[str] = (),
    meant: Sequence[automations.AutomationVersion] | None = None,
    begun_by: Begin | None = None,
) -> dict[tuple[str, str], Accepted]:
    """Keeps the events and starts the runs that they cause; gives those that are new by source and key. Inside the caller's
    transaction.

    An event that was kept before starts nothing again. Events whose key is in `quiet` are kept and start nothing. What an
    automation that is switched off would have taken up is remembered for it. Runs that wait for one of them are woken. Where it is
    known whom they are `meant` for, nobody else is asked. `begun_by` is another way than `begin`.
    """
    behind = causes.causes(workspace_id, happened)
    rows = [_row(workspace_id, event, cause=behind.get(event.key)) for event in happened]
    kept = {(row.source, row.key): row for row in events.keep_events(workspace_id, rows)}
    accepted = {name: Accepted(row, []) for name, row in kept.items()}
    _wake(workspace_id, kept.values())
    newest = (automations.newest_versions(workspace_id) if meant is None else meant) if kept else []
    kinds = {row.kind for row in kept.values()}
    definitions = [
        (version, definition)
        for version, definition in zip(newest, definitions_of(workspace_id, newest), strict=True)
        if not kinds.isdisjoint(event_kinds(definition.trigger))
    ]
    if not definitions:
        return accepted
    types = collections.collection_types(workspace_id) if any(one.trigger.is_of_records for _, one in definitions) else {}
    started: list[runs.Run] = []
    passed: list[missed.MissedEvent] = []
    for event in happened:
        row = kept.get((event.source, event.key))
        if row is None or event.key in quiet:
            continue
        for version, definition in definitions:
            error = ""
            try:
                wanted = trigger_types(definition.trigger, collections=types, sample=_sample(definition.trigger, event))
                if not matches(definition.trigger, event, field_types=wanted, automation=str(version.automation_id)):
                    continue
            except ConditionError as trouble:
                error = str(trouble)
            if not version.automation.enabled:
                passed.append(missed.MissedEvent(workspace_id=workspace_id, automation_id=version.automation_id, event=row))
                continue
            started.append(_run(version, row, title=title_of(event), error=error, cause=behind.get(event.key)))
    limits = {version.id: one.limits.runs_an_hour for version, one in definitions if one.limits.runs_an_hour}
    through = storm.let_through(workspace_id, started, runs_an_hour=limits)
    begun = {run.id for run in through}
    passed += [_passed_by(run) for run in started if run.id not in begun]
    started = through
    missed.keep(workspace_id, passed)
    (begun_by or begin)(workspace_id, started)
    for run in started:
        if run.event is not None:
            accepted[run.event.source, run.event.key].run_ids.append(run.id)
    return accepted


def _row(workspace_id: UUID, event: Event, *, cause: runs.Run | None) -> events.Event:
    return events.Event(
        workspace_id=workspace_id,
        source=event.source,
        key=event.key,
        kind=event.kind.value,
        subject_kind=event.subject_kind,
        subject_id=UUID(event.subject) if event.subject else None,
        subject={"values": dict(event.values), "previous": dict(event.previous)},
        actor=(event.actor if cause is None else cause.started_by)[:200],
        cause_run=None if cause is None else cause.id,
        depth=0 if cause is None else cause.depth + 1,
        occurred_at=event.occurred_at,
    )


def start_for(workspace_id: UUID, version: automations.AutomationVersion, *, rows: Sequence[events.Event], by: str) -> list[UUID]:
    """Starts the version on events that were kept before; gives the new runs. Inside the caller's transaction."""
    wanted = [_run(version, row, title=title_of(event_of(row)), error="") for row in rows]
    known = runs.known_keys(workspace_id, [run.key for run in wanted])
    started = [run for run in wanted if run.key not in known]
    for run in started:
        run.started_by = by
    begin(workspace_id, started)
    return [run.id for run in started]


def begin(workspace_id: UUID, made: Sequence[runs.Run], *, only: Collection[UUID] | None = None) -> None:
    """Keeps these new runs and has them walked, or of them `only` those. Inside the caller's transaction.

    Where this process has a lane with room they take that; otherwise whichever worker comes first takes them up.
    """
    going = [run for run in made if only is None or run.id in only]
    short = lane.here()
    if short is None or not short.has_room:
        runs.create_runs(made)
        enqueue_advance(workspace_id, [run.id for run in going])
        return
    for run in going:
        run.lane = short.name
    runs.create_runs(made)
    database.after_commit(partial(short.walk, workspace_id, [run.id for run in going]))


def event_of(row: events.Event) -> Event:
    """A kept event in the words of automations."""
    return Event(
        key=row.key,
        source=row.source,
        kind=EventKind(row.kind),
        subject=str(row.subject_id or ""),
        subject_kind=row.subject_kind,
        values=row.subject.get("values", {}),
        previous=row.subject.get("previous", {}),
        occurred_at=row.occurred_at,
        actor=row.actor,
    )


def types_of_event(workspace_id: UUID, event: Event) -> Mapping[str, str]:
    """The types of the fields that its subject has."""
    if event.subject_kind == "record":
        return collections.collection_types(workspace_id).get(event.source, {})
    return entity_types(event.subject_kind) if event.kind in (EventKind.ENTITY_CHANGED, EventKind.ENTITY_OVERDUE) else {}


def _wake(workspace_id: UUID, kept: Iterable[events.Event]) -> None:
    """Runs that wait for just this go on with it."""
    by_subject: dict[UUID, list[events.Event]] = {}
    for row in kept:
        if row.subject_id is not None:
            by_subject.setdefault(row.subject_id, []).append(row)
    if not by_subject or not waiting.anything_waited_for(workspace_id):
        return
    woken: list[UUID] = []
    for wish in waiting.of_subjects(workspace_id, list(by_subject)):
        trigger = Trigger.model_validate(wish.trigger)
        for row in by_subject[wish.subject_id]:
            event = event_of(row)
            try:
                if matches(trigger, event, field_types=types_of_event(workspace_id, event)):
                    waiting.came(workspace_id, [wish.id], event_id=row.id)
                    woken.append(wish.run_id)
                    break
            except ConditionError:
                continue  # What cannot be decided has not happened; the time to wait for it runs out.
    enqueue_advance(workspace_id, woken, turn=new_id().hex)


def enqueue_advance(workspace_id: UUID, run_ids: Sequence[UUID], *, turn: str = "0", delay_seconds: float = 0) -> None:
    """Takes runs up, a hundred to a workflow; `turn` tells one taking up from the next. Inside the caller's transaction."""
    for start in range(0, len(run_ids), RUNS_AT_ONCE):
        chunk = run_ids[start : start + RUNS_AT_ONCE]
        name = f"advance:{chunk[0]}:{len(chunk)}:{turn}"
        durable.enqueue("advance", [str(workspace_id), ",".join(map(str, chunk))], workflow_id=name, delay_seconds=delay_seconds)


def _sample(trigger: Trigger, event: Event) -> JsonValue:
    """The event's own values, which are of interest where the trigger has a condition and no shape of its own."""
    return dict(event.values) if trigger.condition else None  # type: ignore[arg-type]  # JSON, as everything that an event holds


def title_of(event: Event) -> str:
    """What a run is about, as people know it."""
    if event.subject_kind == "record" and event.kind == EventKind.MANUAL:
        return f"By hand: {event.values.get('key', '')}"[:300]
    if event.subject_kind == "record":
        return f"{event.source.replace('_', ' ').capitalize()} {event.values.get('key', '')}".strip()[:300]
    named = event.values.get("number") or event.values.get("name") or event.values.get("title") or ""
    return f"{event.subject_kind.replace('_', ' ').capitalize()} {named}".strip()[:300]


def _passed_by(run: runs.Run) -> missed.MissedEvent:
    version = run.version
    if version is None:
        raise RuntimeError("a run of an automation has a version")
    return missed.MissedEvent(workspace_id=run.workspace_id, automation_id=version.automation_id, event=run.event)


def _run(
    version: automations.AutomationVersion, event: events.Event, *, title: str, error: str, cause: runs.Run | None = None
) -> runs.Run:
    """`chain` are the automations that have caused one another up to this run, each with what it was about."""
    before = cause.context.get("chain", []) if cause is not None else []
    context: dict[str, object] = {"chain": [*before, [str(version.automation_id), str(event.subject_id)]]}
    return runs.Run(
        id=new_id(),
        workspace_id=event.workspace_id,
        kind=runs.RunKind.AUTOMATION,
        key=f"{version.automation_id}:{event.id}",
        version=version,
        event=event,
        subject_kind=event.subject_kind or "record",
        subject_id=event.subject_id,
        title=title,
        depth=event.depth,
        started_by=event.actor,
        context={**context, "error": error} if error else context,
    )

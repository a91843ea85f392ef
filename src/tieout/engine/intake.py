"""Accepting what happened: the event and the start of its runs are kept in one transaction, or neither is."""

from collections.abc import Collection, Sequence
from uuid import UUID

from tieout.automations.definition import Definition, matches
from tieout.automations.events import Event
from tieout.engine import durable
from tieout.mapping.conditions import ConditionError
from tieout.store import automations, collections, events, runs
from tieout.store.ids import new_id

# Runs that one workflow takes up together: enough to spare the database, few enough to lose little at a kill.
RUNS_AT_ONCE = 100


def accept(workspace_id: UUID, happened: Sequence[Event], *, quiet: Collection[str] = ()) -> list[UUID]:
    """Keeps the events and starts the runs that they cause; gives the runs' ids. Inside the caller's transaction.

    An event that was kept before starts nothing again. Events whose key is in `quiet` are kept and start nothing.
    """
    rows = [
        events.Event(
            workspace_id=workspace_id,
            source=event.source,
            key=event.key,
            kind=event.kind.value,
            subject_kind=event.subject_kind,
            subject_id=UUID(event.subject),
            subject={"values": dict(event.values), "previous": dict(event.previous)} if event.previous else {},
            occurred_at=event.occurred_at,
        )
        for event in happened
    ]
    kept = {(row.source, row.key): row for row in events.keep_events(workspace_id, rows)}
    live = automations.live_versions(workspace_id)
    if not kept or not live:
        return []
    definitions = [(version, Definition.model_validate(version.definition)) for version in live]
    types = collections.collection_types(workspace_id)
    started: list[runs.Run] = []
    for event in happened:
        row = kept.get((event.source, event.key))
        if row is None or event.key in quiet:
            continue
        for version, definition in definitions:
            error = ""
            try:
                if not matches(definition.trigger, event, field_types=types.get(definition.trigger.collection, {})):
                    continue
            except ConditionError as trouble:
                error = str(trouble)
            started.append(_run(version, row, title=_title(event), error=error))
    runs.create_runs(started)
    ids = [run.id for run in started]
    enqueue_advance(workspace_id, ids)
    return ids


def enqueue_advance(workspace_id: UUID, run_ids: Sequence[UUID], *, turn: str = "0") -> None:
    """Takes runs up, a hundred to a workflow; `turn` tells one taking up from the next. Inside the caller's transaction."""
    for start in range(0, len(run_ids), RUNS_AT_ONCE):
        chunk = run_ids[start : start + RUNS_AT_ONCE]
        name = f"advance:{chunk[0]}:{len(chunk)}:{turn}"
        durable.enqueue("advance", [str(workspace_id), ",".join(map(str, chunk))], workflow_id=name)


def _title(event: Event) -> str:
    """What a run is about, as people know it."""
    if event.subject_kind == "record":
        return f"{event.source.replace('_', ' ').capitalize()} {event.values.get('key', '')}".strip()[:300]
    return f"{event.subject_kind.replace('_', ' ').capitalize()} {event.values.get('number', '')}".strip()[:300]


def _run(version: automations.AutomationVersion, event: events.Event, *, title: str, error: str) -> runs.Run:
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
        context={"error": error} if error else {},
    )

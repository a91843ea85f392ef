"""Runs that a run has begun: one for each item of a list, or one of another automation that it calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

from tieout.automations.definition import first_position
from tieout.automations.events import EventKind
from tieout.engine import intake, storm
from tieout.engine.steps.contract import StepInput, StepResult
from tieout.engine.versions import definition_of
from tieout.store import automations, child_runs, events, missed
from tieout.store.automations import AutomationVersion
from tieout.store.child_runs import Children
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunKind, RunStatus

ITEMS_MAX = 1_000
DEPTH_MAX = 8


def begin_items(workspace_id: UUID, wanted: Sequence[tuple[StepInput, list[object]]], *, at_once: bool) -> None:
    """A run for each item, in the order of the list; all of them are taken up `at_once`, or the first. Inside the caller's
    transaction."""
    made: list[Run] = []
    going: list[UUID] = []
    for one, items in wanted:
        own = [_item(one, item, number=number) for number, item in enumerate(items, 1)]
        made += own
        going += [run.id for run in (own if at_once else own[:1])]
    intake.begin(workspace_id, made, only=set(going))


def begin_next(workspace_id: UUID, found: Sequence[Children]) -> None:
    """The next item of each list whose items go one after the other."""
    waiting = [one.first_queued for one in found if one.first_queued is not None and not one.under_way]
    intake.enqueue_advance(workspace_id, waiting, turn=new_id().hex)


def settled(found: Children, *, one_by_one: bool) -> StepResult | None:
    """What the items came to; None while some are to be done still."""
    failed, asking = found.count(RunStatus.FAILED) + found.count(RunStatus.CANCELLED), found.count(RunStatus.ATTENTION)
    left = found.under_way + found.count(RunStatus.QUEUED)
    stopped = one_by_one and (failed or asking)
    if left and not stopped:
        return None
    done = found.count(RunStatus.SUCCEEDED)
    output: dict[str, object] = {"count": found.total, "done": done, "failed": failed + asking}
    said = f"{done} of {found.total} item{'s' if found.total != 1 else ''} done"
    if failed:
        return StepResult(status="failed", outcome=f"{said}, {failed + asking} failed: {found.said}"[:500], output=output)
    if asking:
        need = "needs" if asking == 1 else "need"
        return StepResult(status="refused", outcome=f"{said}, {asking} {need} attention: {found.said}"[:500], output=output)
    return StepResult(status="done", outcome=said, output=output)


@dataclass(frozen=True, kw_only=True)
class Calling:
    """The values that an automation is called with, and their types."""

    version: AutomationVersion
    values: Mapping[str, object]
    types: Mapping[str, str]


def begin_called(workspace_id: UUID, wanted: Sequence[tuple[StepInput, Calling]]) -> None:
    """A run of another automation for each. Inside the caller's transaction."""
    told = [(one, calling.version, _call(one, calling)) for one, calling in wanted]
    kept = {row.key: row for row in events.keep_events(workspace_id, [event for _, _, event in told])}
    made = [_called(one, version, event=event) for one, version, event in told if event.key in kept]
    intake.begin(workspace_id, made)


def begin_apart(workspace_id: UUID, wanted: Sequence[tuple[StepInput, Calling]]) -> dict[UUID, UUID]:
    """The same without anybody who waits: runs that stand for themselves, under the limits of the automation that is called. Gives
    them by the run that called. One that a limit holds back is kept for the automation as missed, and is begun when the step is
    tried again or what was missed is replayed, whichever comes first. Inside the caller's transaction."""
    told = [(one, calling.version, _call(one, calling)) for one, calling in wanted]
    kept = {row.key: row for row in events.keep_events(workspace_id, [event for _, _, event in told])}
    made: dict[UUID, Run] = {}
    for one, version, event in told:
        row = kept.get(event.key) or events.event_by_key(workspace_id, event.source, key=event.key)
        if row is not None:
            made[one.run.id] = _apart(_called(one, version, event=row))
    begun = child_runs.begun_by_keys(workspace_id, [run.key for run in made.values()])
    new = [run for run in made.values() if run.key not in begun]
    limits = {calling.version.id: limit for _, calling in wanted if (limit := _runs_an_hour(calling.version))}
    through = storm.let_through(workspace_id, new, runs_an_hour=limits)
    held = {run.id for run in new} - {run.id for run in through}
    missed.keep(workspace_id, [_missed(run) for run in new if run.id in held])
    _no_more_missed(workspace_id, through)
    intake.begin(workspace_id, through)
    return {caller: begun.get(run.key, run.id) for caller, run in made.items() if run.id not in held}


def callable_version(workspace_id: UUID, automation_id: str) -> AutomationVersion | str:
    """The live version of an automation that may be called, or the sentence why it cannot be."""
    try:
        wanted = UUID(automation_id)
    except ValueError:
        return "No automation is chosen to be called."
    row = automations.automation(workspace_id, wanted)
    version = automations.live_definition(workspace_id, wanted) if row is not None else None
    if row is None or version is None:
        return "The automation that is called is not there any more, or was never published."
    definition = definition_of(version)
    if not row.enabled:
        return f"{row.name} is switched off. Switch it on to call it."
    if definition.trigger.type != "called":
        return f"{row.name} does not start by being called. Choose that trigger in it."
    return version if first_position(definition) else f"{row.name} has no steps."


def _item(one: StepInput, item: object, *, number: int) -> Run:
    run = one.run
    return Run(
        id=new_id(),
        workspace_id=run.workspace_id,
        kind=RunKind.AUTOMATION,
        key=f"{uuid5(run.id, one.path)}:{number}",
        version=run.version,
        event=run.event,
        parent_id=run.id,
        parent_path=one.path,
        item_number=number,
        depth=run.depth,
        subject_kind=run.subject_kind,
        subject_id=run.subject_id,
        title=f"{run.title[:280]}, item {number}",
        context={"item": item, "chain": run.context.get("chain", [])},
        started_by=run.started_by,
    )


def _call(one: StepInput, calling: Calling) -> events.Event:
    run = one.run
    return events.Event(
        workspace_id=run.workspace_id,
        source=str(calling.version.automation_id),
        key=f"called:{uuid5(run.id, one.path)}",
        kind=EventKind.CALLED.value,
        subject_kind=run.subject_kind,
        subject_id=run.subject_id,
        subject={"values": dict(calling.values), "previous": {}, "types": dict(calling.types)},
        actor=run.started_by,
        cause_run=run.id,
        depth=run.depth + 1,
        occurred_at=datetime.now(UTC),
    )


def _called(one: StepInput, version: AutomationVersion, *, event: events.Event) -> Run:
    run = one.run
    return Run(
        id=new_id(),
        workspace_id=run.workspace_id,
        kind=RunKind.AUTOMATION,
        key=f"{version.automation_id}:{event.id}",
        version=version,
        event=event,
        parent_id=run.id,
        parent_path=one.path,
        depth=run.depth + 1,
        subject_kind=run.subject_kind,
        subject_id=run.subject_id,
        title=run.title,
        context={"chain": [*run.context.get("chain", []), [str(version.automation_id), str(run.subject_id)]]},
        started_by=run.started_by,
    )


def _apart(run: Run) -> Run:
    run.parent_id, run.parent_path = None, ""
    return run


def _runs_an_hour(version: AutomationVersion) -> int | None:
    return definition_of(version).limits.runs_an_hour


def _missed(run: Run) -> missed.MissedEvent:
    if run.version is None:
        raise RuntimeError("a run of an automation has a version")
    return missed.MissedEvent(workspace_id=run.workspace_id, automation_id=run.version.automation_id, event=run.event)


def _no_more_missed(workspace_id: UUID, begun: Sequence[Run]) -> None:
    by_automation: dict[UUID, list[UUID]] = {}
    for run in begun:
        if run.version is not None and run.event_id is not None:
            by_automation.setdefault(run.version.automation_id, []).append(run.event_id)
    for automation_id, event_ids in by_automation.items():
        rows = missed.of_events(workspace_id, automation_id, event_ids=event_ids)
        missed.forget(workspace_id, [row.id for row in rows])

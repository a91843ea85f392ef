"""A changed draft played over what happened: which events it would take up, and what it would do that is done otherwise now."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tieout.automations.definition import Definition, first_position
from tieout.automations.trigger_shapes import trigger_types
from tieout.automations.triggers import Trigger, event_kinds, matches
from tieout.engine import intake
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.planning import Outlook, PlannedStep, Reach, looking
from tieout.engine.scope import Scopes
from tieout.engine.surface import NotPossible
from tieout.engine.versions import definition_of
from tieout.mapping.conditions import ConditionError
from tieout.store import automations, collections, event_lists, progress
from tieout.store.event_lists import Period
from tieout.store.events import Event
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunKind

# One answer looks at so many events, the newest first, in parts of so many; it gives what it has after so many seconds.
EVENTS_MAX, CHUNK, SECONDS_MAX = 10_000, 200, 15
# Shown of an answer, and of one event.
SHOWN_MAX, DIFFERENCES_MAX = 100, 20
# Of each event so much is walked.
REACH = Reach(steps=100, items=20)


@dataclass(frozen=True, kw_only=True)
class ComparedStep:
    position: str
    item: str
    name: str
    kind: str
    text: str
    status: str
    branch: str
    writes: bool
    problems: tuple[str, ...]
    fields: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Course:
    """What one version does with an event: nothing, or these steps. `undecided` says why it cannot be told, `left_out` which steps
    were not walked."""

    starts: bool
    undecided: str = ""
    steps: tuple[ComparedStep, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ComparedEvent:
    """`differences` are sentences."""

    event_id: UUID
    title: str
    occurred_at: datetime
    live: Course
    draft: Course
    differences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Counts of the events of the period that were looked at; `left` were not, and are by asking again with `next_before`.

    `emptied` are those too old to have their values. `items` are those that differ, `not_shown` counts more of them.
    """

    since: datetime
    until: datetime | None
    looked_at: int
    left: int
    more: bool
    next_before: UUID | None
    emptied: int
    live_starts: int
    draft_starts: int
    differing: int
    not_shown: int
    items: tuple[ComparedEvent, ...]


def compare(workspace_id: UUID, automation_id: UUID, *, definition: Definition, period: Period) -> Comparison:
    """The published version and this definition over the events of a period, as they told it; writes nothing and calls nobody.

    Without a published version nothing would have started. Raises NotPossible.
    """
    if automations.automation(workspace_id, automation_id) is None:
        raise NotPossible("There is no such automation.")
    version = automations.live_definition(workspace_id, automation_id)
    judge = _Judge(workspace_id, str(automation_id), versions=(definition_of(version) if version else None, definition))
    total = event_lists.count_of_period(workspace_id, judge.kinds, sources=judge.sources, period=period)
    deadline, place = time.monotonic() + SECONDS_MAX, period
    while judge.looked_at < min(total, EVENTS_MAX) and (judge.looked_at == 0 or time.monotonic() < deadline):
        size = min(CHUNK, EVENTS_MAX - judge.looked_at)
        rows = event_lists.events_of_period(workspace_id, judge.kinds, sources=judge.sources, period=place, limit=size)
        if not rows:
            break
        judge.look_at(rows)
        place = Period(since=period.since, until=period.until, before=rows[-1].id)
        if total > CHUNK:
            state = "running" if judge.looked_at < total else "finished"
            progress.show(workspace_id, "compare", subject_id=automation_id, done=judge.looked_at, total=total, state=state)
    left = max(total - judge.looked_at, 0)
    return Comparison(
        since=period.since,
        until=period.until,
        looked_at=judge.looked_at,
        left=left,
        more=left > 0,
        next_before=place.before if left else None,
        emptied=judge.emptied,
        live_starts=judge.starts[0],
        draft_starts=judge.starts[1],
        differing=judge.differing,
        not_shown=judge.differing - len(judge.items),
        items=tuple(judge.items),
    )


class _Judge:
    """Says of events what two versions would do, and keeps what it comes to."""

    def __init__(self, workspace_id: UUID, automation: str, *, versions: tuple[Definition | None, Definition]) -> None:
        self._workspace_id, self._automation, self._versions = workspace_id, automation, versions
        self._types = collections.collection_types(workspace_id)
        triggers = [one.trigger for one in versions if one is not None]
        self.kinds = {kind.value for one in triggers for kind in event_kinds(one)}
        named = [_source(one, automation) for one in triggers]
        self.sources = set(named) if all(named) else set()
        self.looked_at = self.emptied = self.differing = 0
        self.starts = [0, 0]
        self.items: list[ComparedEvent] = []

    def look_at(self, rows: Sequence[Event]) -> None:
        """A part of the events: what they are about is read once for all of them."""
        told = [row for row in rows if row.subject]
        self.looked_at += len(rows)
        self.emptied += len(rows) - len(told)
        begun = {row.id: [self._begun(one, row) for one in self._versions] for row in told}
        walked = [row for row in told if any(course.starts for course in begun[row.id])]
        runs = [self._run(row) for row in walked]
        with looking():
            courses = [
                self._courses(one, runs, begun=[begun[row.id][place] for row in walked]) for place, one in enumerate(self._versions)
            ]
        done = {row.id: [live, draft] for row, live, draft in zip(walked, *courses, strict=True)}
        for row in told:
            self.starts = [count + course.starts for count, course in zip(self.starts, begun[row.id], strict=True)]
            self._keep(row, done.get(row.id, begun[row.id]))

    def _keep(self, row: Event, courses: Sequence[Course]) -> None:
        live, draft = courses
        said = _differences(live, draft)
        self.differing += bool(said)
        if said and len(self.items) < SHOWN_MAX:
            title = intake.title_of(intake.event_of(row))
            self.items.append(
                ComparedEvent(event_id=row.id, title=title, occurred_at=row.occurred_at, live=live, draft=draft, differences=said)
            )

    def _begun(self, definition: Definition | None, row: Event) -> Course:
        if definition is None:
            return Course(starts=False)
        event = intake.event_of(row)
        types = trigger_types(definition.trigger, collections=self._types, sample=dict(event.values))  # type: ignore[arg-type]  # JSON
        try:
            return Course(starts=matches(definition.trigger, event, field_types=types, automation=self._automation))
        except ConditionError as trouble:
            return Course(starts=False, undecided=str(trouble))

    def _run(self, row: Event) -> Run:
        return Run(
            id=new_id(),
            workspace_id=self._workspace_id,
            kind=RunKind.AUTOMATION,
            event=row,
            subject_kind=row.subject_kind or "record",
            subject_id=row.subject_id,
            created_at=row.occurred_at,
        )

    def _courses(self, definition: Definition | None, runs: Sequence[Run], *, begun: Sequence[Course]) -> list[Course]:
        if definition is None:
            return list(begun)
        scopes = Scopes(self._workspace_id, kinds=STEP_KINDS, walked=runs, steps={})
        return [
            _course(definition, run, scopes=scopes) if course.starts else course for run, course in zip(runs, begun, strict=True)
        ]


def _course(definition: Definition, run: Run, *, scopes: Scopes) -> Course:
    outlook = Outlook(definition, run=run, scopes=scopes)
    if run.event is not None:
        outlook.as_told(run.event)
    walked = outlook.walk(first_position(definition), reach=REACH)
    return Course(starts=True, steps=tuple(map(_step, walked.steps)), left_out=tuple(walked.left_out))


def _step(one: PlannedStep) -> ComparedStep:
    preview = one.preview
    return ComparedStep(
        position=one.position,
        item=one.item,
        name=one.name,
        kind=one.kind,
        text=preview.text,
        status=preview.status,
        branch=preview.branch,
        writes=preview.writes,
        problems=preview.problems,
        fields={field.label or field.name: field.value for field in preview.fields},
    )


def _source(trigger: Trigger, automation: str) -> str:
    """Where the events come from that can start it; "" where that cannot be said."""
    if trigger.type in ("schedule", "webhook", "called"):
        return automation
    return trigger.collection if trigger.is_of_records and trigger.type != "manual" else ""


def _differences(live: Course, draft: Course) -> tuple[str, ...]:
    if live.undecided != draft.undecided:
        return (f"It cannot be decided: {draft.undecided or live.undecided}",)
    if live.starts != draft.starts:
        return ("It would start; the published version does not.",) if draft.starts else ("It would not start any more.",)
    before, after = ({(one.position, one.item): one for one in course.steps} for course in (live, draft))
    said = [f"{_titled(one)} would not run." for place, one in before.items() if place not in after]
    said += [f"{_titled(one)} would run: {one.text}" for place, one in after.items() if place not in before]
    for place, one in after.items():
        was = before.get(place)
        if was is not None:
            said += _changed(was, one)
    more = len(said) - DIFFERENCES_MAX
    return tuple(said) if more <= 0 else (*said[:DIFFERENCES_MAX], f"And {more} more differences.")


def _changed(was: ComparedStep, now: ComparedStep) -> list[str]:
    if was.branch != now.branch:
        return [f"{_titled(now)} would take the branch {now.branch or 'none'} instead of {was.branch or 'none'}."]
    names = [name for name in {**was.fields, **now.fields} if was.fields.get(name) != now.fields.get(name)]
    said = [f"{_titled(now)}: {name} would be {_shown(now, name)} instead of {_shown(was, name)}." for name in names]
    if not said and (was.status, was.problems, was.text) != (now.status, now.problems, now.text):
        said = [f"{_titled(now)}: {now.text} Before: {was.text}"]
    return said


def _titled(one: ComparedStep) -> str:
    """With the number of the item, of the innermost list."""
    return f"{one.name} (item {one.item.rpartition(':')[2]})" if one.item else one.name


def _shown(step: ComparedStep, name: str) -> str:
    return step.fields.get(name) or "empty"

"""A changed draft played over what happened: which events it would take up, and what it would do that is done otherwise now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tieout.automations.definition import Definition
from tieout.automations.trigger_shapes import trigger_types
from tieout.automations.triggers import event_kinds, matches
from tieout.automations.upgrade import upgraded
from tieout.engine import intake
from tieout.engine.dry_run import dry_run
from tieout.engine.surface import NotPossible
from tieout.mapping.conditions import ConditionError
from tieout.store import automations, collections, events
from tieout.store.events import Event

# Looked at, the newest first; walked, because each walk previews every step twice; shown.
EVENTS_MAX, WALKED_MAX, SHOWN_MAX = 2000, 100, 100


@dataclass(frozen=True, kw_only=True)
class ComparedStep:
    position: str
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
    """What one version does with an event: nothing, or these steps. `undecided` says why it cannot be told."""

    starts: bool
    undecided: str = ""
    steps: tuple[ComparedStep, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ComparedEvent:
    """`differences` are sentences; `walked` is False beyond the hundredth event, of which only the starts were compared."""

    event_id: UUID
    title: str
    occurred_at: datetime
    live: Course
    draft: Course
    differences: tuple[str, ...]
    walked: bool


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Counts of events since then; `emptied` are those too old to have their values. `items` are those that differ."""

    since: datetime
    looked_at: int
    more: bool
    emptied: int
    live_starts: int
    draft_starts: int
    differing: int
    items: tuple[ComparedEvent, ...]


def compare(workspace_id: UUID, automation_id: UUID, *, definition: Definition, since: datetime) -> Comparison:
    """The published version and this definition over the events since then, as they told it; writes nothing and calls nobody.

    Without a published version nothing would have started. Raises NotPossible.
    """
    if automations.automation(workspace_id, automation_id) is None:
        raise NotPossible("There is no such automation.")
    version = automations.live_definition(workspace_id, automation_id)
    live = upgraded(version.definition) if version else None
    kinds = {kind.value for one in (live, definition) if one is not None for kind in event_kinds(one.trigger)}
    rows = events.events_since(workspace_id, kinds=kinds, since=since, limit=EVENTS_MAX + 1)
    told = [row for row in rows[:EVENTS_MAX] if row.subject]
    compared: list[ComparedEvent] = []
    judge = _Judge(workspace_id, str(automation_id))
    starts = [0, 0]
    for row in told:
        begun = [judge.starts(one, row) for one in (live, definition)]
        starts = [count + course.starts for count, course in zip(starts, begun, strict=True)]
        if not any(course.starts or course.undecided for course in begun):
            continue
        walked = judge.walked < WALKED_MAX
        courses = [
            judge.walk(one, row, begun=course) if walked else course for one, course in zip((live, definition), begun, strict=True)
        ]
        said = _differences(courses[0], courses[1])
        title = intake.title_of(intake.event_of(row))
        compared.append(
            ComparedEvent(
                event_id=row.id,
                title=title,
                occurred_at=row.occurred_at,
                live=courses[0],
                draft=courses[1],
                differences=said,
                walked=walked,
            )
        )
    differing = [one for one in compared if one.differences]
    return Comparison(
        since=since,
        looked_at=len(rows[:EVENTS_MAX]),
        more=len(rows) > EVENTS_MAX,
        emptied=len(rows[:EVENTS_MAX]) - len(told),
        live_starts=starts[0],
        draft_starts=starts[1],
        differing=len(differing),
        items=tuple(differing[:SHOWN_MAX]),
    )


class _Judge:
    """Says of events what a definition would do; `walked` counts the walks."""

    def __init__(self, workspace_id: UUID, automation: str) -> None:
        self._workspace_id, self._automation = workspace_id, automation
        self._types = collections.collection_types(workspace_id)
        self.walked = 0

    def starts(self, definition: Definition | None, row: Event) -> Course:
        if definition is None:
            return Course(starts=False)
        event = intake.event_of(row)
        types = trigger_types(definition.trigger, collections=self._types, sample=dict(event.values))  # type: ignore[arg-type]  # JSON
        try:
            return Course(starts=matches(definition.trigger, event, field_types=types, automation=self._automation))
        except ConditionError as trouble:
            return Course(starts=False, undecided=str(trouble))

    def walk(self, definition: Definition | None, row: Event, *, begun: Course) -> Course:
        if definition is None or not begun.starts:
            return begun
        self.walked += 1
        steps = [
            ComparedStep(
                position=one.position,
                name=one.name,
                kind=one.step.kind,
                text=one.preview.text,
                status=one.preview.status,
                branch=one.preview.branch,
                writes=one.preview.writes,
                problems=one.preview.problems,
                fields={field.label or field.name: field.value for field in one.preview.fields},
            )
            for one in dry_run(self._workspace_id, definition, event=row, as_told=True)
        ]
        return Course(starts=True, steps=tuple(steps))


def _differences(live: Course, draft: Course) -> tuple[str, ...]:
    if live.undecided != draft.undecided:
        return (f"It cannot be decided: {draft.undecided or live.undecided}",)
    if live.starts != draft.starts:
        return ("It would start; the published version does not.",) if draft.starts else ("It would not start any more.",)
    before, after = ({one.position: one for one in course.steps} for course in (live, draft))
    said = [f"{one.name} would not run." for position, one in before.items() if position not in after]
    said += [f"{one.name} would run: {one.text}" for position, one in after.items() if position not in before]
    for position, one in after.items():
        was = before.get(position)
        if was is not None:
            said += _changed(was, one)
    return tuple(said)


def _changed(was: ComparedStep, now: ComparedStep) -> list[str]:
    if was.branch != now.branch:
        return [f"{now.name} would take the branch {now.branch or 'none'} instead of {was.branch or 'none'}."]
    names = [name for name in {**was.fields, **now.fields} if was.fields.get(name) != now.fields.get(name)]
    said = [f"{now.name}: {name} would be {_shown(now, name)} instead of {_shown(was, name)}." for name in names]
    if not said and (was.status, was.problems, was.text) != (now.status, now.problems, now.text):
        said = [f"{now.name}: {now.text} Before: {was.text}"]
    return said


def _shown(step: ComparedStep, name: str) -> str:
    return step.fields.get(name) or "empty"

"""What a step, or the whole of what is being built, would do for something real: looked at, and nothing of it kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from tieout.automations.definition import EACH_STEP, Definition, Step, first_position, step_at
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.plan_totals import PlanTotals, totals_of, warnings_of
from tieout.engine.planning import Outlook, PlannedStep, Reach, looking
from tieout.engine.scope import Scopes
from tieout.engine.steps.contract import Preview
from tieout.engine.surface import NotPossible
from tieout.engine.trial_samples import Sample, Tried, tried
from tieout.store.automations import Automation
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunKind, RunStatus


@dataclass(frozen=True, kw_only=True)
class Plan:
    steps: Sequence[PlannedStep]
    totals: PlanTotals
    warnings: Sequence[str]
    event_id: UUID | None
    title: str


def trial_of(workspace_id: UUID, definition: Definition, *, subject: Tried) -> Outlook:
    """A run that is never kept: what the steps before gave is what they would give, or the sample that is pinned to them."""
    run = Run(
        id=new_id(),
        workspace_id=workspace_id,
        kind=RunKind.AUTOMATION,
        event=subject.event,
        subject_kind=subject.event.subject_kind,
        subject_id=subject.event.subject_id,
        title=subject.title,
        status=RunStatus.RUNNING,
    )
    scopes = Scopes(workspace_id, kinds=STEP_KINDS, walked=[run], steps={})
    return Outlook(definition, run=run, scopes=scopes, samples=definition.samples)


def preview_at(workspace_id: UUID, row: Automation, *, definition: Definition, position: str, sample: Sample) -> Preview:
    """What the step would do; the steps before it are looked at first, so that it sees what they would give. Raises NotPossible."""
    _step_or_refuse(definition, position)
    subject = tried(workspace_id, row, definition=definition, sample=sample)
    with looking():
        trial = trial_before(workspace_id, definition, subject=subject, position=position)
        return trial.preview(position)


def trial_before(workspace_id: UUID, definition: Definition, *, subject: Tried, position: str) -> Outlook:
    """A trial that stands at the position, in the first item of the lists around it. Inside `looking`."""
    trial = trial_of(workspace_id, definition, subject=subject)
    for before, enters in steps_before(definition, position):
        trial.take(before, trial.preview(before))
        if enters and (items := trial.items(before)):
            trial = trial.at_item(before, number=1, item=items[0])
    return trial


def steps_before(definition: Definition, position: str) -> Iterator[tuple[str, bool]]:
    """The steps that are walked before one is reached, and whether its items are what comes next."""
    parts = position.split("/")
    siblings: Sequence[Step] = definition.steps
    prefix = ""
    for level in range(0, len(parts), 2):
        for one in siblings:
            if one.id == parts[level]:
                break
            yield f"{prefix}{one.id}", False
        if level + 1 < len(parts):
            holder = next(one for one in siblings if one.id == parts[level])
            yield f"{prefix}{holder.id}", holder.kind == EACH_STEP and parts[level + 1] == "do"
            siblings, prefix = holder.branches[parts[level + 1]], f"{prefix}{holder.id}/{parts[level + 1]}/"


def plan(workspace_id: UUID, row: Automation, *, definition: Definition, sample: Sample) -> Plan:
    """The whole, step by step, along the branches that would be taken. Raises NotPossible."""
    subject = tried(workspace_id, row, definition=definition, sample=sample)
    with looking():
        trial = trial_of(workspace_id, definition, subject=subject)
        walked = trial.walk(first_position(definition), reach=Reach())
    return Plan(
        steps=walked.steps,
        totals=totals_of(workspace_id, walked.steps),
        warnings=[*subject.warnings, *walked.left_out, *warnings_of(walked.steps)],
        event_id=subject.event.id if subject.is_kept else None,
        title=subject.title,
    )


def _step_or_refuse(definition: Definition, position: str) -> Step:
    try:
        return step_at(definition, position)
    except KeyError:
        raise NotPossible(f"There is no step at {position}. Choose one of the automation's steps.") from None

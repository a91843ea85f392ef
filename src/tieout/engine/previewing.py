"""What a step, or the whole of what is being built, would do for something real: looked at, and nothing of it kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tieout.automations.definition import (
    APPROVAL_STEP,
    EACH_STEP,
    Definition,
    Step,
    first_position,
    next_step,
    step_at,
    steps_in_order,
)
from tieout.automations.scope import items_path
from tieout.engine import publishing
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.plan_totals import PlannedStep, PlanTotals, is_irreversible, totals_of, writing
from tieout.engine.run import OUTCOMES
from tieout.engine.scope import Scopes
from tieout.engine.steps.contract import Preview, StepInput
from tieout.engine.surface import NotPossible
from tieout.engine.trial_samples import Sample, Tried, tried
from tieout.mapping.conditions import read_path
from tieout.store import database
from tieout.store.automations import Automation
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunKind, RunStatus, RunStep

# As many steps are walked through for a plan.
WALKED_MAX = 200


@dataclass(frozen=True, kw_only=True)
class Plan:
    steps: Sequence[PlannedStep]
    totals: PlanTotals
    warnings: Sequence[str]
    event_id: UUID | None
    title: str


class Trial:
    """A run that is never kept: what the steps before gave is what they would give, or the sample that is pinned to them."""

    def __init__(self, workspace_id: UUID, definition: Definition, *, subject: Tried) -> None:
        self._workspace_id, self._definition = workspace_id, definition
        self.run = Run(
            id=new_id(),
            workspace_id=workspace_id,
            kind=RunKind.AUTOMATION,
            event=subject.event,
            subject_kind=subject.event.subject_kind,
            subject_id=subject.event.subject_id,
            title=subject.title,
            status=RunStatus.RUNNING,
        )
        self.steps: dict[str, RunStep] = {}
        self._scopes = Scopes(workspace_id, kinds=STEP_KINDS, walked=[self.run], steps={self.run.id: self.steps})

    def preview(self, position: str) -> Preview:
        """Of one step, where the trial stands now. Raises NotPossible for a kind that is none."""
        step = step_at(self._definition, position)
        kind = STEP_KINDS.get(step.kind)
        if kind is None:
            raise NotPossible(f"There is no kind of step {step.kind}. Remove the step or choose another kind.")
        self.run.position = position
        if wrong := publishing.unreadable(step.settings, kind):
            said = tuple(one.message for one in wrong)
            return Preview(text=f"{step.name or kind.name} is not complete: {said[0]}", status="failed", problems=said)
        return kind.preview(self._workspace_id, self._input(step, position))

    def scope(self) -> Mapping[str, object]:
        """What the step at the position sees, with the samples that are pinned to the steps before it."""
        for position, step in steps_in_order(self._definition):
            pinned = self._definition.samples.get(step.id)
            if isinstance(pinned, dict) and position not in self.steps:
                self.steps[position] = RunStep(
                    workspace_id=self._workspace_id, run=self.run, path=position, kind=step.kind, status="done", output=pinned
                )
        return self._scopes.values(self.run)

    def take(self, position: str, preview: Preview) -> None:
        """Goes on as though the step had ended so."""
        step = step_at(self._definition, position)
        pinned = self._definition.samples.get(step.id)
        output = dict(pinned) if isinstance(pinned, dict) else dict(preview.output)
        status = "done" if preview.status in ("waiting", "acting") or isinstance(pinned, dict) else preview.status
        self.steps[position] = RunStep(
            workspace_id=self._workspace_id, run=self.run, path=position, kind=step.kind, status=status, output=output
        )

    def enter(self, position: str) -> int:
        """Takes up the first item of the list of a `for_each`; gives how many there are."""
        step = step_at(self._definition, position)
        items = read_path(self._scopes.values(self.run), items_path(step))
        listed = items if isinstance(items, list) else []
        if listed:
            self.run.context = {**self.run.context, "item": listed[0]}
            self.run.item_number, self.run.parent_path = 1, position
        return len(listed)

    def _input(self, step: Step, position: str) -> StepInput:
        scope = self._scopes.values(self.run)
        event = self.run.event
        assert event is not None
        return StepInput(
            run=self.run,
            event=event,
            settings=step.settings,
            earlier=None,
            outputs={path: row.output for path, row in self.steps.items()},
            path=position,
            scope=scope,
            types=self._scopes.types(self.run, self._definition, scope=scope),
        )


def preview_at(workspace_id: UUID, row: Automation, *, definition: Definition, position: str, sample: Sample) -> Preview:
    """What the step would do; the steps before it are looked at first, so that it sees what they would give. Raises NotPossible."""
    _step_or_refuse(definition, position)
    subject = tried(workspace_id, row, definition=definition, sample=sample)
    with database.discarded():
        trial = trial_before(workspace_id, definition, subject=subject, position=position)
        return trial.preview(position)


def trial_before(workspace_id: UUID, definition: Definition, *, subject: Tried, position: str) -> Trial:
    """A trial that stands at the position. Inside `database.discarded`."""
    trial = Trial(workspace_id, definition, subject=subject)
    for before, enters in steps_before(definition, position):
        trial.take(before, trial.preview(before))
        if enters:
            trial.enter(before)
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
    """The whole, step by step, along the branches that would be taken; of a list its first item. Raises NotPossible."""
    subject = tried(workspace_id, row, definition=definition, sample=sample)
    warnings = list(subject.warnings)
    with database.discarded():
        trial = Trial(workspace_id, definition, subject=subject)
        planned = list(_walked(trial, definition, begin=first_position(definition), warnings=warnings))
    warnings += [f"{one.name}: this cannot be taken back." for one in writing(planned) if is_irreversible(one)]
    return Plan(
        steps=planned,
        totals=totals_of(workspace_id, planned),
        warnings=warnings,
        event_id=subject.event.id if subject.is_kept else None,
        title=subject.title,
    )


def _walked(trial: Trial, definition: Definition, *, begin: str | None, warnings: list[str]) -> Iterator[PlannedStep]:
    position = begin
    for _ in range(WALKED_MAX):
        if position is None:
            return
        step = step_at(definition, position)
        kind = STEP_KINDS.get(step.kind)
        preview = trial.preview(position)
        name = step.name or (kind.name if kind else step.kind)
        yield PlannedStep(position=position, name=name, kind=step.kind, preview=preview)
        trial.take(position, preview)
        warnings += [f"{name}: {said}" for said in preview.problems]
        if step.kind == EACH_STEP and step.branches.get("do"):
            count = trial.enter(position)
            if count:
                if count > 1:
                    warnings.append(f"{name}: the first of {count} items is shown; the others are done in the same way.")
                yield from _walked(trial, definition, begin=first_position(definition, inside=f"{position}/do"), warnings=warnings)
        if step.kind == APPROVAL_STEP:
            warnings.append(f"{name}: what follows is done when it is approved.")
        # With a sample pinned to it the step is taken to end well.
        outcome = "done" if step.id in definition.samples else OUTCOMES.get(preview.status, "done")
        branch = "approved" if step.kind == APPROVAL_STEP else "" if step.kind == EACH_STEP else preview.branch
        position = next_step(definition, position, outcome=outcome, branch=branch)


def _step_or_refuse(definition: Definition, position: str) -> Step:
    try:
        return step_at(definition, position)
    except KeyError:
        raise NotPossible(f"There is no step at {position}. Choose one of the automation's steps.") from None

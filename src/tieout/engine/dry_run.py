"""A walk that keeps nothing: which steps an event would take in a definition, and what each would do."""

from dataclasses import dataclass
from uuid import UUID

from tieout.automations.definition import FAILED, Definition, Outcome, Step, branches_of, first_position, next_step, step_at
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.scope import Scopes
from tieout.engine.steps.contract import Preview, StepInput
from tieout.store import database
from tieout.store.events import Event
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunKind, RunStep

# How a step that would end so leads on; what waits or acts outside is taken to end well.
_FAILING = frozenset({"refused", "failed"})


@dataclass(frozen=True, kw_only=True)
class DryStep:
    position: str
    step: Step
    name: str
    preview: Preview


def dry_run(workspace_id: UUID, definition: Definition, *, event: Event, as_told: bool = False) -> list[DryStep]:
    """Every step from the first to the end or to where it cannot be said how it goes on; what a `for_each` holds is not walked.

    With `as_told` conditions and rules see the subject's values as the event told them, else as they are now. Whatever a preview
    writes into the database is taken back.
    """
    walked: list[DryStep] = []
    run = Run(
        id=new_id(),
        workspace_id=workspace_id,
        kind=RunKind.AUTOMATION,
        event=event,
        subject_kind=event.subject_kind or "record",
        subject_id=event.subject_id,
    )
    done: dict[str, RunStep] = {}
    with database.discarded():
        position = first_position(definition)
        while position is not None:
            step, run.position = step_at(definition, position), position
            kind = STEP_KINDS.get(step.kind)
            if kind is None:
                break
            preview = kind.preview(workspace_id, _input(run, definition, step=step, done=done, as_told=as_told))
            walked.append(DryStep(position=position, step=step, name=step.name or kind.name, preview=preview))
            status = "done" if preview.status in ("waiting", "acting") else preview.status
            done[position] = RunStep(
                workspace_id=workspace_id, run=run, path=position, kind=step.kind, status=status, output=dict(preview.output)
            )
            outcome: Outcome = "failed" if preview.status in _FAILING else "done"
            position = next_step(definition, position, outcome=outcome, branch=_branch(step, preview, outcome=outcome))
    return walked


def _branch(step: Step, preview: Preview, *, outcome: Outcome) -> str:
    """Where a step leads that does not say it itself: the first of its branches that is for no failure, as an approval is given."""
    if preview.branch or outcome == "failed":
        return preview.branch
    own = [name for name in branches_of(step) if name != FAILED]
    return own[0] if step.kind == "approval" and own else ""


def _input(run: Run, definition: Definition, *, step: Step, done: dict[str, RunStep], as_told: bool) -> StepInput:
    event = run.event
    if event is None:
        raise RuntimeError("a run of an automation has an event")
    scopes = Scopes(run.workspace_id, kinds=STEP_KINDS, walked=[run], steps={run.id: done})
    scope = scopes.scope(run)
    if as_told:
        told = event.subject.get("values", {})
        scope = {**scope, **told, "trigger": told}
    return StepInput(
        run=run,
        event=event,
        settings=step.settings,
        earlier=None,
        outputs={path: row.output for path, row in done.items()},
        path=run.position,
        scope=scope,
        types=scopes.types(run, definition, scope=scope),
    )

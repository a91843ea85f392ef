"""One step of what is being built, done in earnest: by a run of its own, through the same engine as every other."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from tieout.automations.definition import Definition, step_at, to_json
from tieout.engine import intake, publishing
from tieout.engine.planning import Outlook
from tieout.engine.previewing import trial_before
from tieout.engine.provider_answers import ProviderAnswer, answers_to
from tieout.engine.surface import NotPossible
from tieout.engine.trial_samples import Sample, Tried, tried
from tieout.store import automations, database, events, runs
from tieout.store.automations import Automation
from tieout.store.ids import new_id
from tieout.store.runs import UNFINISHED, Run, RunKind, RunStep

LOOK_SECONDS = 0.1
FROM_SAMPLE = "taken from a sample"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    status: str
    outcome: str
    output: Mapping[str, object] = field(default_factory=dict)
    answers: Sequence[ProviderAnswer] = ()


@dataclass(frozen=True, kw_only=True)
class OneStep:
    """A step of a definition, and what it is tried with."""

    definition: Definition
    position: str
    sample: Sample


def send(workspace_id: UUID, row: Automation, *, one: OneStep, actor: str) -> UUID:
    """Starts a run of just this step; gives its id. What the steps before it would give is taken as given: none of them is done.
    Raises NotPossible while the step needs attention."""
    definition, position, sample = one.definition, one.position, one.sample
    alone, own = _alone(definition, position)
    # In its place, where what it uses of the steps before it and of its item is known.
    wrong = [one for one in publishing.problems_of(workspace_id, definition) if one.step_id == own]
    if wrong:
        raise publishing.NeedsAttention(row.name, wrong, done="tried")
    subject = tried(workspace_id, row, definition=definition, sample=sample)
    # Without what a plan takes for granted: what is not in the ledger cannot be named in earnest.
    with database.discarded():
        trial = trial_before(workspace_id, definition, subject=subject, position=position)
    with database.atomic():
        version = automations.add_trial(workspace_id, row, definition=to_json(alone), by=actor)
        event = subject.event if subject.is_kept else events.keep_events(workspace_id, [subject.event])[0]
        run = _run(trial, event, subject=subject, own=own, actor=actor)
        run.version = version
        runs.create_runs([run])
        given = [_given(run, path, kind=step_at(definition, path).kind, output=output) for path, output in trial.outputs.items()]
        runs.save_steps(given, [])
        text = f"{row.name}: one step was tried in earnest: {run.title}"
        publishing.note(row, "automation.step_tried", text=text, actor=actor, details={"run": str(run.id), "step": own})
        intake.enqueue_advance(workspace_id, [run.id])
    return run.id


def outcome_of(workspace_id: UUID, run_id: UUID, *, wait_seconds: int) -> Outcome:
    """How the step ended, or how far it is when the time is over: a ledger may take longer than a person waits."""
    deadline = time.monotonic() + wait_seconds
    while True:
        run = runs.run_by_id(workspace_id, run_id)
        if run is None:
            raise NotPossible("This run is gone.")
        if run.status not in UNFINISHED or time.monotonic() >= deadline:
            break
        time.sleep(LOOK_SECONDS)
    steps = runs.steps_of(workspace_id, [run_id]).get(run_id, {})
    own = next((one for one in steps.values() if one.outcome != FROM_SAMPLE), None)
    if own is None:
        return Outcome(status="waiting", outcome=run.error or "It has not been taken up yet.")
    answers = answers_to(workspace_id, own.output, posting_id=own.posting_id)
    return Outcome(status=own.status, outcome=own.outcome or run.error, output=own.output, answers=answers)


def _alone(definition: Definition, position: str) -> tuple[Definition, str]:
    """The automation with nothing but the step, which ends the run when it fails."""
    try:
        step = step_at(definition, position)
    except KeyError:
        raise NotPossible(f"There is no step at {position}. Choose one of the automation's steps.") from None
    only = step.model_copy(update={"branches": {}, "on_error": "stop"})
    return definition.model_copy(update={"steps": [only], "layout": {}, "notes": []}), step.id


def _run(trial: Outlook, event: events.Event, *, subject: Tried, own: str, actor: str) -> Run:
    return Run(
        id=new_id(),
        workspace_id=event.workspace_id,
        kind=RunKind.AUTOMATION,
        key=f"trial:{new_id()}",
        event=event,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        title=f"Test of {own}: {subject.title}"[:300],
        # It stands at its only step, also where that is done for an item of a list.
        position=own,
        parent_path=trial.run.parent_path,
        item_number=trial.run.item_number,
        context=trial.run.context,
        started_by=actor,
    )


def _given(run: Run, path: str, *, kind: str, output: Mapping[str, object]) -> RunStep:
    return RunStep(
        workspace_id=run.workspace_id,
        run=run,
        path=path,
        kind=kind,
        status="skipped",
        outcome=FROM_SAMPLE,
        output=dict(output),
        finished_at=datetime.now(UTC),
    )

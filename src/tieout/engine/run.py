"""The interpreter: takes runs up where they stand and walks them on, step by step, until each waits or ends.

A run is its row and the rows of its steps. Whatever is written for a chunk of runs is written in one transaction, so that
a kill leaves every run where it was before or where it is after. Runs that break are tried one by one, so that one cannot
hold up the others.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from tieout.automations.definition import Definition, Outcome, first_position, next_step, step_at
from tieout.engine import durable
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps.contract import StepInput, StepResult
from tieout.store import database, exceptions, progress, runs
from tieout.store.exceptions import ExceptionItem
from tieout.store.runs import Run, RunStatus, RunStep

STEPS_MAX = 500
# How a step that has ended leads on.
OUTCOMES: dict[str, Outcome] = {
    "done": "done",
    "skipped": "skipped",
    "met": "met",
    "not_met": "not_met",
    "refused": "failed",
    "failed": "failed",
}
_log = logging.getLogger(__name__)


@durable.workflow("advance")
def advance(workspace: str, run_ids: str) -> None:
    """Walks these runs on."""
    workspace_id, ids = UUID(workspace), [UUID(part) for part in run_ids.split(",")]
    try:
        _advance_together(workspace_id, ids)
    except Exception as trouble:  # The edge of a run: whatever breaks is shown on the run that broke, and nowhere else.
        if len(ids) > 1:
            for run_id in ids:
                advance_alone(workspace_id, run_id)
        else:
            _broken(workspace_id, ids[0], trouble=trouble)
    progress.show(workspace_id, "run", subject_id="all", done=len(ids), state="running", text=f"{len(ids)} runs")


def advance_alone(workspace_id: UUID, run_id: UUID) -> None:
    try:
        _advance_together(workspace_id, [run_id])
    except Exception as trouble:  # As above.
        _broken(workspace_id, run_id, trouble=trouble)


def _advance_together(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    with database.atomic():
        taken = runs.runs_to_advance(workspace_id, ids)
        if taken:
            _Walk(workspace_id, taken).go()


class _Walk:
    """One transaction's work on a chunk of runs."""

    def __init__(self, workspace_id: UUID, taken: Sequence[Run]) -> None:
        self._workspace_id = workspace_id
        self._runs = taken
        self._steps = runs.steps_of(workspace_id, [run.id for run in taken])
        self._definitions: dict[UUID, Definition] = {}
        self._new: list[RunStep] = []
        self._changed: list[RunStep] = []
        self._raised: list[ExceptionItem] = []
        self._resolved: list[str] = []

    def go(self) -> None:
        moving = [run for run in self._runs if self._begin(run)]
        for _ in range(STEPS_MAX):
            if not moving:
                break
            moving = [run for group in self._groups(moving) for run in self._step(group)]
        runs.save_steps(self._new, self._changed)
        runs.save_runs(self._runs)
        if self._raised:
            exceptions.raise_exceptions(self._workspace_id, self._raised)
        exceptions.resolve_fingerprints(self._workspace_id, self._resolved, reason="The step was done.")

    def _begin(self, run: Run) -> bool:
        run.turn += 1
        run.status = RunStatus.RUNNING
        if run.context.get("error"):
            self._end(run, RunStatus.ATTENTION, error=str(run.context["error"]))
            self._raise(
                run,
                "condition_unclear",
                message=str(run.context["error"]),
                remedy="Correct the condition of the automation's trigger.",
            )
            return False
        if not run.position:
            run.position = first_position(self._definition(run)) or ""
        if not run.position:
            self._end(run, RunStatus.SUCCEEDED)
        return bool(run.position)

    def _definition(self, run: Run) -> Definition:
        version = run.version
        if version is None:
            raise RuntimeError("a run of an automation has a version")
        if version.id not in self._definitions:
            self._definitions[version.id] = Definition.model_validate(version.definition)
        return self._definitions[version.id]

    def _groups(self, moving: Sequence[Run]) -> list[list[Run]]:
        """Runs at the same step of the same version go together."""
        groups: dict[tuple[object, str], list[Run]] = {}
        for run in moving:
            groups.setdefault((run.version_id, run.position), []).append(run)
        return list(groups.values())

    def _step(self, group: Sequence[Run]) -> list[Run]:
        """One step of one version for all runs that stand at it; gives those that go on."""
        definition, position = self._definition(group[0]), group[0].position
        step = step_at(definition, position)
        kind = STEP_KINDS[step.kind]
        inputs = [self._input(run, step.settings) for run in group]
        results = kind.run_many(self._workspace_id, inputs)
        going: list[Run] = []
        for run in group:
            result = results[run.id]
            self._keep(run, step.kind, name=step.name or kind.name, result=result)
            if result.status == "waiting":
                run.status = RunStatus.WAITING
                continue
            outcome = OUTCOMES[result.status]
            if outcome == "failed" and step.on_error == "exception":
                self._end(run, RunStatus.ATTENTION, error=result.outcome)
                if result.status == "failed":
                    self._raise(
                        run, "step_failed", message=result.outcome, remedy="Correct what the message names, then try again."
                    )
                continue
            following = next_step(definition, position, outcome=outcome)
            if following is None:
                self._end(run, RunStatus.FAILED if outcome == "failed" else RunStatus.SUCCEEDED)
                self._resolved.append(_fingerprint(run))
                continue
            run.position = following
            going.append(run)
        return going

    def _input(self, run: Run, settings: Mapping[str, object]) -> StepInput:
        done = self._steps.get(run.id, {})
        event = run.event
        if event is None:
            raise RuntimeError("a run of an automation has an event")
        outputs = {path: row.output for path, row in done.items()}
        return StepInput(run=run, event=event, settings=settings, earlier=done.get(run.position), outputs=outputs)  # type: ignore[arg-type]

    def _keep(self, run: Run, kind: str, *, name: str, result: StepResult) -> None:
        row = self._steps.setdefault(run.id, {}).get(run.position)
        if row is None:
            row = RunStep(workspace_id=self._workspace_id, run=run, path=run.position, kind=kind, name=name)
            self._steps[run.id][run.position] = row
            self._new.append(row)
        elif row not in self._new and row not in self._changed:
            row.attempts += 1
            self._changed.append(row)
        row.status, row.outcome, row.posting_id = result.status, result.outcome[:500], result.posting_id
        row.output = result.output or row.output
        row.finished_at = None if result.status == "waiting" else datetime.now(UTC)

    def _end(self, run: Run, status: RunStatus, *, error: str = "") -> None:
        run.status, run.error = status, error
        run.finished_at = datetime.now(UTC)

    def _raise(self, run: Run, cause: str, *, message: str, remedy: str) -> None:
        self._raised.append(_exception(run, cause=cause, message=message, remedy=remedy))


def _broken(workspace_id: UUID, run_id: UUID, *, trouble: Exception) -> None:
    _log.error("run %s broke", run_id, exc_info=trouble)
    run = runs.run_by_id(workspace_id, run_id)
    if run is None:
        return
    with database.atomic():
        said = f"Something went wrong inside Tieout ({type(trouble).__name__})."
        runs.finish_run(workspace_id, run_id, status=RunStatus.ATTENTION, error=said)
        remedy = "Try it again. If it stays, report it with the log of that time."
        exceptions.raise_exceptions(workspace_id, [_exception(run, cause="internal", message=said, remedy=remedy)])


def _fingerprint(run: Run) -> str:
    return f"run:{run.id}"


def _exception(run: Run, *, cause: str, message: str, remedy: str) -> ExceptionItem:
    return ExceptionItem(
        workspace_id=run.workspace_id,
        fingerprint=_fingerprint(run),
        cause=cause,
        message=message,
        remedy=remedy,
        subject_kind=run.subject_kind,
        subject_id=run.subject_id,
        title=run.title,
        run=run,
    )

"""One walk: a chunk of runs goes on, step by step, until each of them waits or ends.

A run is its row and the rows of its steps. Whatever is written for a chunk of runs is written in one transaction, so that
a kill leaves every run where it was before or where it is after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Protocol
from uuid import UUID

from tieout.automations.definition import APPROVAL_STEP, Definition, Step, first_position, next_step, step_at
from tieout.engine import acting, asking, causes, durable, holding, intake, planning, raising
from tieout.engine.acting import Begun, Came
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.resolved import as_resolved
from tieout.engine.scope import Scopes
from tieout.engine.steps.contract import OUTCOMES, StepInput, StepResult
from tieout.engine.versions import definition_of
from tieout.store import database, exceptions, runs
from tieout.store.exceptions import ExceptionItem
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunStatus, RunStep

STEPS_MAX = 500
# What such steps do is reckoned from what the run knows, and what they write is their own row: nobody waits for that.
BRIEF = frozenset({"condition", "switch", "set_variable", "compute", "log", "stop", "http_request"})
# What a step's row keeps only while it acts.
WHILE_ACTING = ("prepared", "began", "result")


class Stand(Protocol):
    """A lane that takes acts up at once."""

    name: str

    def place(self, automation_id: UUID) -> bool:
        """Whether one more of this automation can be begun; that place is then taken."""

    def give_back(self) -> None:
        """Frees the places that were taken since the walk began: what they were for is not begun."""

    def settle(self) -> None:
        """What was taken is in use."""


@dataclass(frozen=True, kw_only=True)
class Walked:
    """What is to be done outside, marked as begun, by automation and position the runs that wait for a place, and those that are
    to be walked on."""

    begun: Sequence[Begun] = ()
    waiting: Mapping[tuple[UUID, str], Sequence[UUID]] = field(default_factory=dict)
    left: Sequence[UUID] = ()
    count: int = 0


class Hands(Protocol):
    """Who does what walks leave to be done."""

    def stand(self) -> Stand: ...

    def take(self, workspace_id: UUID, walked: Walked, *, stand: Stand) -> None:
        """After the transaction of the walk."""


class Walk:
    """One transaction's work on a chunk of runs; with a `stand`, acts are begun in it. `steps` are those of runs of which they are
    known; a `brief` walk leaves its runs before the first step that may take its time."""

    def __init__(
        self,
        workspace_id: UUID,
        taken: Sequence[Run],
        *,
        stand: Stand | None = None,
        steps: Mapping[UUID, dict[str, RunStep]] | None = None,
        brief: bool = False,
    ) -> None:
        self._workspace_id = workspace_id
        self._stand = stand
        self._brief = brief
        self._left: list[UUID] = []
        self._begun: list[Begun] = []
        self._later: set[UUID] = set()
        self._mine: set[UUID] = set()
        self._runs = [run for run in taken if not run.paused]
        self._known = {run.id for run in self._runs}
        known = steps or {}
        self._steps = {**known, **runs.steps_of(workspace_id, [run.id for run in self._runs if run.id not in known])}
        self._scopes = Scopes(workspace_id, kinds=STEP_KINDS, walked=self._runs, steps=self._steps)
        self._new: list[RunStep] = []
        self._changed: list[RunStep] = []
        self._written: set[int] = set()  # Which rows are in one of the two already.
        self._raised: list[ExceptionItem] = []
        self._resolved: list[str] = []
        self._ended: list[Run] = []
        self._asks: bool | None = None
        self._acting: dict[tuple[UUID, str], list[UUID]] = {}
        self._timers: dict[datetime, list[UUID]] = {}

    @property
    def walked(self) -> Walked:
        waiting = self._acting if self._stand is not None else {}
        return Walked(begun=self._begun, waiting=waiting, left=self._left, count=len(self._runs))

    def has(self, run_id: UUID) -> bool:
        """Whether it is walked: it is there, not ended and not paused."""
        return run_id in self._known

    def take_in(self, came: Sequence[Came]) -> None:
        """What acts outside have come to is written on the rows of their steps."""
        for one, result in came:
            row = self._steps.get(one.run.id, {}).get(one.row.path)
            if row is None or row.status != "acting":
                continue
            if not acting.note(self._workspace_id, one.run, row=row, result=result):
                self._changed.append(row)
                self._written.add(id(row))
                self._later.add(one.run.id)

    def go(self) -> None:
        held = self._held()
        self._runs = [run for run in self._runs if run.id not in held]
        if held and self._stand is not None:
            runs.leave_lane(self._workspace_id, held, lane=self._stand.name)
        moving = [run for run in self._runs if self._begin(run)]
        for _ in range(STEPS_MAX):
            if not moving:
                break
            moving = [run for group in self._groups(moving) for run in self._step(group)]
        runs.save_steps(self._new, self._changed)
        for run in self._runs:
            self._leave_lane(run)
        runs.save_runs(self._runs)
        if self._raised:
            raising.raise_exceptions(self._workspace_id, self._raised)
        exceptions.resolve_fingerprints(self._workspace_id, self._resolved, reason="The step was done.")
        self._carry_on()

    def _leave_lane(self, run: Run) -> None:
        """Only what acts, or is going to, stays on a lane."""
        if run.id in self._left:
            return
        row = self._steps.get(run.id, {}).get(run.position)
        acts = row is not None and row.status == "acting" and run.status in runs.UNFINISHED
        if acts and run.id in self._mine:
            run.lane = self._stand.name if self._stand is not None else ""
        elif not acts or run.id in self._later:
            run.lane = ""

    def _held(self) -> set[UUID]:
        """Runs that have to wait until another of their automation has ended; they stay queued."""
        by_automation: dict[UUID, list[Run]] = {}
        for run in self._runs:
            new = not run.position and run.parent_id is None
            if new and run.version is not None and definition_of(run.version).limits.runs_at_once is not None:
                by_automation.setdefault(run.version.automation_id, []).append(run)
        held: set[UUID] = set()
        for automation_id in sorted(by_automation):
            wanted = by_automation[automation_id]
            limit = self._definition(wanted[0]).limits.runs_at_once or 0
            database.one_at_a_time(f"runs_of:{automation_id}")
            begun = runs.count_under_way(self._workspace_id, automation_id, but=[run.id for run in wanted])
            held.update(run.id for run in wanted[max(limit - begun, 0) :])
        return held

    def _begin(self, run: Run) -> bool:
        run.turn += 1
        run.status = RunStatus.RUNNING
        if run.context.get("error"):
            said = str(run.context["error"])
            self._end(run, RunStatus.ATTENTION, error=said)
            self._raise(run, "condition_unclear", message=said, remedy="Correct the condition of the automation's trigger.")
            return False
        if not run.position:
            inside = f"{run.parent_path}/do" if run.item_number is not None else ""
            run.position = first_position(self._definition(run), inside=inside) or ""
        if not run.position:
            self._end(run, RunStatus.SUCCEEDED)
        return bool(run.position)

    def _definition(self, run: Run) -> Definition:
        if run.version is None:
            raise RuntimeError("a run of an automation has a version")
        return definition_of(run.version)

    def _groups(self, moving: Sequence[Run]) -> list[list[Run]]:
        """Runs at the same step of the same version go together, those that a person caused apart from those of another."""
        groups: dict[tuple[object, ...], list[Run]] = {}
        for run in moving:
            groups.setdefault((run.version_id, run.position, run.depth, run.started_by), []).append(run)
        return list(groups.values())

    def _step(self, group: Sequence[Run]) -> list[Run]:
        """One step of one version for all runs that stand at it; gives those that go on."""
        definition, position = self._definition(group[0]), group[0].position
        step = step_at(definition, position)
        if self._brief and step.kind not in BRIEF:
            self._left += [run.id for run in group]
            return []
        results = self._acted(group, position)
        inputs = [self._input(run, step) for run in group if run.id not in results]
        kind = STEP_KINDS.get(step.kind)
        if kind is None:
            said = f"This version of Tieout has no kind of step {step.kind}."
            results |= {one.run.id: StepResult(status="failed", outcome=said) for one in inputs}
        elif inputs:
            results |= self._asked(inputs, definition) if kind.group == "accounting" else {}
            free = [one for one in inputs if one.run.id not in results]
            with causes.at_work([one.run for one in free]):
                results |= kind.run_many(self._workspace_id, free) if free else {}
            if kind.group != "flow":
                self._scopes.forget()
        known = {one.run.id: one for one in inputs}
        going: list[Run] = []
        for run in group:
            result = results[run.id]
            if result is None:
                run.status = RunStatus.WAITING
                continue
            one, name = known.get(run.id), step.name or (kind.name if kind else step.kind)
            if one is not None and kind is not None and kind.group == "flow" and self._stops(run, step, one=one, result=result):
                continue
            self._keep(run, step, result=result, name=name, one=one)
            if self._leads_on(run, step, result=result):
                going.append(run)
        return going

    def _asked(self, inputs: Sequence[StepInput], definition: Definition) -> dict[UUID, StepResult]:
        """Those that the workspace's policy for documents holds."""
        if self._asks is None:
            self._asks = asking.asks(self._workspace_id)
        if not self._asks:
            return {}
        look = partial(planning.alone, scopes=self._scopes, definition=definition)
        return dict(asking.held(self._workspace_id, inputs, look=lambda one: look(run=one.run)))

    def _stops(self, run: Run, step: Step, *, one: StepInput, result: StepResult) -> bool:
        """Whether the run ends here, because what was approved has changed while it waited."""
        definition = self._definition(run)
        if result.status == "waiting":
            if step.kind != APPROVAL_STEP and result.posting_id is None:
                holding.hold(run, definition, ahead=one.ahead)
            return False
        found = holding.objection(run, definition, ahead=one.ahead)
        if found is None:
            return False
        said, remedy = found
        self._keep(run, step, result=StepResult(status="failed", outcome=said), name=step.name or step.kind, one=one)
        self._end(run, RunStatus.ATTENTION, error=said)
        self._raise(run, "step_failed", message=said, remedy=remedy)
        return True

    def _acted(self, group: Sequence[Run], position: str) -> dict[UUID, StepResult | None]:
        """What those that act outside have come to; None for one that is under way still."""
        found: dict[UUID, StepResult | None] = {}
        for run in group:
            row = self._steps.get(run.id, {}).get(position)
            if row is not None and row.status == "acting":
                found[run.id] = acting.kept_result(row)
        return found

    def _leads_on(self, run: Run, step: Step, *, result: StepResult) -> bool:
        """Whether the run goes on at once, and then to where."""
        if result.status in ("waiting", "acting"):
            run.status = RunStatus.WAITING
            if result.status == "acting":
                self._act(run, step)
            return False
        outcome = OUTCOMES[result.status]
        if result.ends:
            failed = outcome == "failed"
            self._end(run, RunStatus.FAILED if failed else RunStatus.SUCCEEDED, error=result.outcome if failed else "")
            self._resolved.append(_fingerprint(run))
            return False
        if outcome == "failed" and step.on_error == "exception":
            self._end(run, RunStatus.ATTENTION, error=result.outcome)
            if result.status == "failed":
                self._raise(run, "step_failed", message=result.outcome, remedy="Correct what the message names, then try again.")
            return False
        following = next_step(self._definition(run), run.position, outcome=outcome, branch=result.branch)
        if following is None:
            failed = outcome == "failed" and step.on_error == "stop"
            self._end(run, RunStatus.FAILED if failed else RunStatus.SUCCEEDED, error=result.outcome if failed else "")
            self._resolved.append(_fingerprint(run))
            return False
        run.position = following
        return True

    def _act(self, run: Run, step: Step) -> None:
        automation_id = run.version.automation_id if run.version is not None else run.id
        self._mine.add(run.id)
        if self._stand is not None and self._stand.place(automation_id):
            steps = self._steps[run.id]
            self._begun.append(acting.begun(run, steps[run.position], step=step, steps=steps))
        else:
            self._acting.setdefault((automation_id, run.position), []).append(run.id)

    def _input(self, run: Run, step: Step) -> StepInput:
        if run.event is None:
            raise RuntimeError("a run of an automation has an event")
        rows, definition, scope = self._steps.get(run.id, {}), self._definition(run), self._scopes.scope(run)
        return StepInput(
            run=run,
            event=run.event,
            settings=step.settings,
            earlier=rows.get(run.position),
            outputs={position: row.output for position, row in rows.items()},
            path=run.position,
            scope=scope,
            types=self._scopes.types(run, definition, scope=scope),
            ahead=partial(planning.ahead, scopes=self._scopes, definition=definition, run=run),
            branches=frozenset(name for name, held in step.branches.items() if held),
        )

    def _keep(self, run: Run, step: Step, *, result: StepResult, name: str, one: StepInput | None) -> None:
        row = self._steps.setdefault(run.id, {}).get(run.position)
        if row is None:
            row = RunStep(workspace_id=self._workspace_id, run=run, path=run.position, kind=step.kind, name=name)
            self._steps[run.id][run.position] = row
            self._new.append(row)
            self._written.add(id(row))
        elif id(row) not in self._written:
            row.attempts += 1
            self._changed.append(row)
            self._written.add(id(row))
        state = {key: value for key, value in row.state.items() if key not in WHILE_ACTING}
        if "input" not in state and one is not None:
            state["input"] = as_resolved(step.settings, one)
        until = result.until if result.status == "waiting" else None
        if until is not None and state.get("until") != until.isoformat():
            self._timers.setdefault(until, []).append(run.id)
        state = {**state, "until": until.isoformat()} if until else {key: one for key, one in state.items() if key != "until"}
        if result.status == "acting":  # Begun anew, with all its tries.
            state = {"input": state.get("input", {}), "prepared": result.prepared}
        row.state = state
        row.status, row.outcome, row.posting_id = result.status, result.outcome[:500], result.posting_id
        row.output = result.output or row.output
        row.finished_at = None if result.status in ("waiting", "acting") else datetime.now(UTC)

    def _end(self, run: Run, status: RunStatus, *, error: str = "") -> None:
        run.status, run.error = status, error
        run.finished_at = datetime.now(UTC)
        self._ended.append(run)

    def _raise(self, run: Run, cause: str, *, message: str, remedy: str) -> None:
        self._raised.append(exception_of(run, cause=cause, message=message, remedy=remedy))

    def _carry_on(self) -> None:
        """What goes on after this transaction is enqueued in it: acts, timers, parents, and runs that waited for a place."""
        for (_, path), ids in self._acting.items() if self._stand is None else ():
            acting.enqueue(self._workspace_id, ids, path=path, turn=new_id().hex)
        for until, ids in self._timers.items():
            delay = max((until - datetime.now(UTC)).total_seconds(), 0.05)
            intake.enqueue_advance(self._workspace_id, ids, turn=new_id().hex, delay_seconds=delay)
        tell_ended(self._workspace_id, self._ended)


def tell_ended(workspace_id: UUID, ended: Sequence[Run]) -> None:
    """Their parents look at what they came to, and runs that waited for a place begin; inside the caller's transaction."""
    parents = sorted({run.parent_id for run in ended if run.parent_id is not None})
    for start in range(0, len(parents), intake.RUNS_AT_ONCE):
        chunk = ",".join(map(str, parents[start : start + intake.RUNS_AT_ONCE]))
        durable.enqueue("advance_parents", [str(workspace_id), chunk], workflow_id=f"parents:{new_id()}")
    limits: dict[UUID, int] = {}
    for run in ended:
        if run.parent_id is None and run.version is not None:
            limit = definition_of(run.version).limits.runs_at_once
            if limit is not None:
                limits[run.version.automation_id] = limit
    for automation_id, limit in limits.items():
        queued = runs.oldest_queued(workspace_id, automation_id, limit=limit)
        intake.enqueue_advance(workspace_id, queued, turn=new_id().hex)


def _fingerprint(run: Run) -> str:
    return f"run:{run.id}"


def exception_of(run: Run, *, cause: str, message: str, remedy: str) -> ExceptionItem:
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

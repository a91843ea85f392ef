"""Acting outside: calls, letters and messages of steps, each begun at most once where it cannot be repeated.

Before anything is done it is marked as begun, in a transaction of its own; what it came to is kept in another. What was begun and
has no result after a death is done again only where its kind says that it may be.
"""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tieout.automations.definition import Step, step_at
from tieout.connectors.errors import OutcomeUnknown, ProviderError, Transient
from tieout.engine import durable, intake
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps.contract import OUTCOMES, Acts, StepResult
from tieout.engine.versions import definition_of
from tieout.settings import settings
from tieout.store import database, runs
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunStep

# So many are under way together; no more than these are in doubt after a death.
AT_ONCE = 8
WAIT_MAX_SECONDS = 3600.0
# What has not come to anything so long after it was begun, in a run that was cancelled meanwhile, is in doubt.
AWAITED_SECONDS = 180.0
# Looked for before it is done again, and still done twice where the first one arrives after that look.
MAY_ARRIVE_LATE = frozenset({"attach_file"})
UNKNOWN = (
    "Nobody knows whether this was done: Tieout was stopped while it was under way. Look at the receiver, then try the step again "
    "if it was not done, or go on without it."
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Begun:
    """One that is marked as begun, and is to be done after the transaction that says so; `steps` are all steps of its run."""

    run: Run
    row: RunStep
    step: Step
    kind: Acts
    steps: Mapping[str, RunStep]


@dataclass(frozen=True, kw_only=True)
class Later:
    """It is tried again then."""

    at: datetime
    said: str


# What was begun, with what it came to.
Came = tuple[Begun, StepResult | Later]


def enqueue(workspace_id: UUID, run_ids: Sequence[UUID], *, path: str, turn: str, delay_seconds: float = 0) -> None:
    """Acts for these runs at the step of this path; inside the caller's transaction."""
    if run_ids:
        ids = ",".join(map(str, run_ids))
        name = f"act:{run_ids[0]}:{len(run_ids)}:{turn}"
        durable.enqueue("act", [str(workspace_id), ids, path], workflow_id=name, delay_seconds=delay_seconds)


@durable.workflow("act")
def act(workspace: str, run_ids: str, path: str) -> None:
    """Does for these runs what their step at the path has prepared."""
    workspace_id, ids = UUID(workspace), [UUID(part) for part in run_ids.split(",")]
    for start in range(0, len(ids), AT_ONCE):
        ready = begin(workspace_id, ids[start : start + AT_ONCE], path=path)
        with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="tieout-act") as pool:
            under_way = [pool.submit(done, workspace_id, one) for one in ready]
        results = [result_of(one, future) for one, future in zip(ready, under_way, strict=True)]
        keep(workspace_id, list(zip(ready, results, strict=True)))


def begin(workspace_id: UUID, run_ids: Sequence[UUID], *, path: str) -> list[Begun]:
    """Marks those that are to be done as begun; what was begun before and may not be repeated ends as unknown."""
    ready: list[Begun] = []
    unknown: list[UUID] = []
    changed: list[RunStep] = []
    with database.atomic():
        held = runs.runs_to_advance(workspace_id, run_ids)
        steps = runs.steps_of(workspace_id, [run.id for run in held])
        for run in held:
            row = steps.get(run.id, {}).get(path)
            if row is None or row.status != "acting" or "result" in row.state or run.version is None:
                continue
            before, step = row.state.get("began"), step_at(definition_of(run.version), path)
            if (wait := _may_arrive_for(row, step)) > 0:
                enqueue(workspace_id, [run.id], path=path, turn=new_id().hex, delay_seconds=wait)
                continue
            one = begun(run, row, step=step, steps=steps[run.id])
            changed.append(row)
            if before and not one.kind.repeatable(row.state["prepared"]):
                row.state = {**row.state, "began": before, "result": _as_json(StepResult(status="failed", outcome=UNKNOWN))}
                unknown.append(run.id)
            else:
                ready.append(one)
        runs.save_steps([], changed)
        intake.enqueue_advance(workspace_id, unknown, turn=new_id().hex)
    return ready


def stands(row: RunStep, *, step: Step) -> bool:
    """Whether what was begun must not be begun once more by trying the run again: it has done what it should, or may have done it
    and cannot be repeated."""
    if row.status != "acting" or not row.state.get("began"):
        return False
    kind = STEP_KINDS[step.kind]
    if not isinstance(kind, Acts):
        return False
    result = kept_result(row)
    return (result is not None and OUTCOMES[result.status] == "done") or not kind.repeatable(row.state["prepared"])


def wait_for(run: Run, row: RunStep) -> None:
    """The run goes on with what its step comes to, or with the doubt about it; inside the caller's transaction."""
    if kept_result(row) is None:
        since = datetime.now(UTC) - datetime.fromisoformat(row.state["began"])
        left = max(AWAITED_SECONDS - since.total_seconds(), 0.1)
        enqueue(run.workspace_id, [run.id], path=row.path, turn=new_id().hex, delay_seconds=left)


def _may_arrive_for(row: RunStep, step: Step) -> float:
    """Seconds for which what a dead worker has begun may still arrive there by itself; as long as an answer is waited for."""
    if step.kind not in MAY_ARRIVE_LATE or not row.state.get("began"):
        return 0.0
    since = datetime.now(UTC) - datetime.fromisoformat(row.state["began"])
    return settings().provider_timeout_seconds - since.total_seconds()


def done(workspace_id: UUID, one: Begun) -> StepResult | Later:
    """Does it; outside of any transaction, in a thread of its own."""
    database.tidy_connections()
    tries, prepared = int(one.row.state.get("tries", 0)) + 1, one.row.state["prepared"]
    try:
        return one.kind.act(workspace_id, prepared, key=f"run:{one.run.id}:{one.row.path}")
    except Transient as trouble:
        if tries < one.step.retry.tries:
            return _later(one, tries=tries, trouble=trouble)
        return StepResult(status="failed", outcome=f"{trouble} (tried {tries} times)" if tries > 1 else str(trouble))
    except OutcomeUnknown as trouble:
        if one.kind.repeatable(prepared) and tries < one.step.retry.tries:
            return _later(one, tries=tries, trouble=trouble)
        return StepResult(status="failed", outcome=f"{trouble}. {UNKNOWN}")
    except ProviderError as trouble:
        return StepResult(status="failed", outcome=str(trouble))
    finally:
        database.close_connections()


def result_of(one: Begun, future: "Future[StepResult | Later]") -> StepResult | Later:
    """The edge of a run: what broke in one step is shown on that run, and holds up no other."""
    trouble = future.exception()
    if trouble is None:
        return future.result()
    if database.is_away(trouble) and one.kind.repeatable(one.row.state["prepared"]):
        return _later(one, tries=int(one.row.state.get("tries", 0)) + 1, trouble=Transient("The database was away"))
    _log.error("the step %s of run %s broke", one.row.path, one.run.id, exc_info=trouble)
    return StepResult(status="failed", outcome=f"Something went wrong inside Tieout ({type(trouble).__name__}). {UNKNOWN}")


def _later(one: Begun, *, tries: int, trouble: ProviderError) -> Later:
    asked = trouble.retry_after if isinstance(trouble, Transient) else None
    wait = min(max(asked or 0.0, one.step.retry.seconds * 2.0 ** (tries - 1)), WAIT_MAX_SECONDS)
    return Later(at=datetime.now(UTC) + timedelta(seconds=wait), said=f"{trouble}; it is tried again in {wait:.0f} s")


def keep(workspace_id: UUID, results: Sequence[Came]) -> None:
    """What it came to; runs that were cancelled meanwhile keep it too, and go no further."""
    if not results:
        return
    with database.atomic():
        rows: list[RunStep] = []
        going: list[UUID] = []
        held = runs.steps_of(workspace_id, [one.run.id for one, _ in results])
        for one, result in results:
            now = held.get(one.run.id, {}).get(one.row.path)
            if now is None or now.status != "acting" or now.state.get("began") != one.row.state.get("began"):
                continue  # The run was put back since, and the step is taken anew.
            rows.append(one.row)
            if note(workspace_id, one.run, row=one.row, result=result):
                going.append(one.run.id)
        runs.save_steps([], rows)
        intake.enqueue_advance(workspace_id, going, turn=new_id().hex)


def note(workspace_id: UUID, run: Run, *, row: RunStep, result: StepResult | Later) -> bool:
    """Writes on the step's row what it came to, which is then to be saved; False where it is tried again later, which is enqueued
    inside the caller's transaction."""
    tries = int(row.state.get("tries", 0)) + 1
    if not isinstance(result, Later):
        row.state = {**row.state, "tries": tries, "result": _as_json(result)}
        return True
    kept = {name: value for name, value in row.state.items() if name != "began"}
    row.state = {**kept, "tries": tries, "until": result.at.isoformat()}
    row.outcome = result.said[:500]
    delay = (result.at - datetime.now(UTC)).total_seconds()
    enqueue(workspace_id, [run.id], path=row.path, turn=new_id().hex, delay_seconds=max(delay, 0.1))
    return False


def begun(run: Run, row: RunStep, *, step: Step, steps: Mapping[str, RunStep]) -> Begun:
    """Marks it; the row is then to be saved."""
    kind = STEP_KINDS[step.kind]
    if not isinstance(kind, Acts):
        raise TypeError(f"a step of the kind {step.kind} does not act")
    row.state = {**row.state, "began": datetime.now(UTC).isoformat()}
    return Begun(run=run, row=row, step=step, kind=kind, steps=steps)


def _as_json(result: StepResult) -> dict[str, object]:
    return {"status": result.status, "outcome": result.outcome, "output": result.output, "branch": result.branch}


def kept_result(row: RunStep) -> StepResult | None:
    """What a step that acts has come to; None where it has not ended."""
    kept = row.state.get("result")
    if not isinstance(kept, dict):
        return None
    return StepResult(status=kept["status"], outcome=kept["outcome"], output=kept.get("output", {}), branch=kept.get("branch", ""))

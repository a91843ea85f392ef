"""What people do to runs: cancel, pause, resume, and try again from a step or an item."""

from collections.abc import Sequence
from uuid import UUID

from tieout.engine import intake, repeating, retry, walk
from tieout.engine.surface import NotPossible
from tieout.store import approvals, audit, child_runs, database, exceptions, postings, progress, run_steering, runs, waiting
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunKind, RunStatus

NO_RUN = "There is no such run."
AGAIN = (RunStatus.ATTENTION, RunStatus.FAILED, RunStatus.CANCELLED)


def cancel(workspace_id: UUID, run_id: UUID, *, actor: str) -> None:
    """It does not go on, nor do the items and automations that it has begun; what was sent is kept. Raises NotPossible."""
    row = runs.run_by_id(workspace_id, run_id)
    if row is None:
        raise NotPossible(NO_RUN)
    if row.kind != RunKind.AUTOMATION:
        retry.cancel_run(workspace_id, run_id, actor=actor)
        return
    with database.atomic():
        if not runs.runs_to_advance(workspace_id, [run_id]):
            raise NotPossible("This run has ended already.")
        runs.finish_run(workspace_id, run_id, status=RunStatus.CANCELLED)
        ended = [run_id, *child_runs.cancel_children(workspace_id, [run_id])]
        unsent = sum(len(postings.cancel_of_run(workspace_id, one)) for one in ended)
        approvals.close_of_runs(workspace_id, ended)
        waiting.forget(workspace_id, ended)
        exceptions.resolve_fingerprints(workspace_id, [f"run:{one}" for one in ended], reason="The run was cancelled.")
        walk.tell_ended(workspace_id, [row])
        _note(row, "run.cancelled", actor=actor, details={"postings": unsent, "items": len(ended) - 1})


def pause(workspace_id: UUID, run_id: UUID, *, actor: str) -> None:
    """It takes no further step, nor do its items, until somebody resumes it; what is on its way to a ledger arrives. Raises
    NotPossible."""
    with database.atomic():
        row = _unfinished(workspace_id, run_id)
        if row.paused:
            raise NotPossible("This run is paused already.")
        run_steering.set_paused(workspace_id, [run_id, *child_runs.unfinished_below(workspace_id, [run_id])], paused=True)
        _note(row, "run.paused", actor=actor)


def resume(workspace_id: UUID, run_id: UUID, *, actor: str) -> None:
    """It goes on where it stands. Raises NotPossible."""
    with database.atomic():
        row = _unfinished(workspace_id, run_id)
        if not row.paused:
            raise NotPossible("This run is not paused.")
        ids = [run_id, *child_runs.unfinished_below(workspace_id, [run_id])]
        run_steering.set_paused(workspace_id, ids, paused=False)
        intake.enqueue_advance(workspace_id, ids, turn=new_id().hex)
        _note(row, "run.resumed", actor=actor)


def retry_from(workspace_id: UUID, run_id: UUID, *, position: str = "", actor: str) -> None:
    """Tries a run that has ended again, from the step at the position, or where it stopped.

    Steps before it keep what they gave; those after it are done anew, and what they posted is not posted twice. Of a list those
    items are tried that did not end well. Raises NotPossible.
    """
    with database.atomic():
        row = run_steering.run_to_repeat(workspace_id, run_id)
        if row is None or row.kind != RunKind.AUTOMATION or row.version is None:
            raise NotPossible(NO_RUN)
        if row.status not in AGAIN and not position:
            raise NotPossible("This run has nothing to be tried again. Choose the step from which on it is repeated.")
        if row.status not in runs.ENDED:
            raise NotPossible("This run is under way. Cancel it first, or wait until it has ended.")
        repeating.repeat(row, position=position or row.position)
        exceptions.resolve_fingerprints(workspace_id, [f"run:{run_id}"], reason="The run is tried again.")
        _note(row, "run.retried", actor=actor, details={"position": position or row.position})


def retry_many(workspace_id: UUID, run_ids: Sequence[UUID], *, actor: str) -> dict[UUID, str]:
    """Each where it stopped; gives for those that cannot be tried why not."""
    refused: dict[UUID, str] = {}
    for run_id in run_ids:
        try:
            retry_from(workspace_id, run_id, actor=actor)
        except NotPossible as error:
            refused[run_id] = str(error)
    return refused


def _unfinished(workspace_id: UUID, run_id: UUID) -> Run:
    found = runs.runs_to_advance(workspace_id, [run_id])
    if not found:
        raise NotPossible("This run has ended already.")
    if found[0].kind != RunKind.AUTOMATION:
        raise NotPossible("Only runs of automations can be paused.")
    return found[0]


def _note(row: Run, action: str, *, actor: str, details: dict[str, object] | None = None) -> None:
    note = audit.Note(actor=actor, action=action, subject_kind="run", subject_id=str(row.id), text=row.title, details=details or {})
    audit.add(row.workspace_id, [note])
    progress.show(row.workspace_id, "run", subject_id=row.id, state=action.removeprefix("run."))

"""Runs put back to a step that they have taken, to take it again."""

from tieout.automations.definition import step_at, steps_in_order
from tieout.engine import intake
from tieout.engine.surface import NotPossible
from tieout.engine.versions import definition_of
from tieout.store import approvals, child_runs, run_steering, runs, waiting
from tieout.store.ids import new_id
from tieout.store.runs import Run


def repeat(row: Run, *, position: str) -> None:
    """The run goes on as it was before the step at the position ("" for its beginning), with those of its items that did not end
    well; inside the caller's transaction. Raises NotPossible."""
    _put_back(row, position=position)
    intake.enqueue_advance(row.workspace_id, [row.id], turn=new_id().hex)


def _put_back(row: Run, *, position: str) -> None:
    if row.version is None:
        raise RuntimeError("a run of an automation has a version")
    order = [place for place, _ in steps_in_order(definition_of(row.version))]
    taken = runs.steps_of(row.workspace_id, [row.id]).get(row.id, {})
    if position and position not in order:
        raise NotPossible("There is no such step in this run's version of the automation.")
    if position and position not in taken and taken:
        raise NotPossible("The run did not come to this step. Choose one that it has taken.")
    after = order[order.index(position) + 1 :] if position else order
    run_steering.forget_steps(row.workspace_id, row.id, paths=after)
    run_steering.take_again(row.workspace_id, row.id, path=position)
    approvals.close_of_runs(row.workspace_id, [row.id])
    waiting.forget(row.workspace_id, [row.id])
    items = child_runs.ended_badly(row.workspace_id, row.id, path=position) if position else []
    for item in items:
        _put_back(item, position=item.position)
    one_by_one = bool(items) and step_at(definition_of(row.version), position).settings.get("when_one_fails") == "stop"
    going = [item.id for item in (items[:1] if one_by_one else items)]
    intake.enqueue_advance(row.workspace_id, going, turn=new_id().hex)

"""Runs put back to a step that they have taken, to take it again."""

from collections.abc import Mapping

from tieout.automations.definition import step_at, steps_in_order
from tieout.engine import acting, intake
from tieout.engine.surface import NotPossible
from tieout.engine.versions import definition_of
from tieout.store import approvals, child_runs, run_steering, runs, waiting
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunStep

IN_DOUBT = (
    "The step “{name}” was under way when the run was cancelled, and nobody knows yet what came of it. Try the run again from that"
    " step first: it is waited for and not done again."
)


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
    under_way = _under_way(row, taken)
    if under_way is not None and position != row.position and acting.kept_result(under_way) is None:
        raise NotPossible(IN_DOUBT.format(name=under_way.name))
    after = order[order.index(position) + 1 :] if position else order
    run_steering.forget_steps(row.workspace_id, row.id, paths=after)
    if under_way is not None and position == row.position:
        run_steering.go_on(row.workspace_id, row.id, path=position)
        acting.wait_for(row, under_way)
    else:
        run_steering.take_again(row.workspace_id, row.id, path=position)
    approvals.close_of_runs(row.workspace_id, [row.id])
    waiting.forget(row.workspace_id, [row.id])
    items = child_runs.ended_badly(row.workspace_id, row.id, path=position) if position else []
    for item in items:
        _put_back(item, position=item.position)
    one_by_one = bool(items) and step_at(definition_of(row.version), position).settings.get("when_one_fails") == "stop"
    going = [item.id for item in (items[:1] if one_by_one else items)]
    intake.enqueue_advance(row.workspace_id, going, turn=new_id().hex)


def _under_way(row: Run, taken: Mapping[str, RunStep]) -> RunStep | None:
    """The step at which the run stands, where it acts outside and must not begin to once more."""
    step_row = taken.get(row.position)
    if row.version is None or step_row is None:
        return None
    return step_row if acting.stands(step_row, step=step_at(definition_of(row.version), row.position)) else None

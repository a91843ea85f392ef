"""What was approved is held while a run waits: afterwards it goes on to do just that, or stops."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from tieout.automations.definition import APPROVAL_STEP, Definition, steps_in_order
from tieout.engine import approvals
from tieout.store import approvals as rows
from tieout.store import runs
from tieout.store.runs import Run

# In the context of a run: by the path of the step that waits, what would be done after it, and the approval that it stands under.
HELD = "held"
STOPPED = "Stopped: while the run waited, what was approved has changed."
REMEDY = "Look at what has changed, then try the run again from the step “{place}”, so that it is asked for anew."

Ahead = Callable[[str], list[dict[str, object]]]


def hold(run: Run, definition: Definition, *, ahead: Ahead) -> None:
    """Keeps what would follow the step at which the run begins to wait, where people have approved it."""
    approval = _approved(run, definition)
    held = _held(run)
    if approval is None or held.get(run.position, {}).get("of") == str(approval.id):
        return
    plan = [entry for entry in ahead("") if entry["writes"]]
    if plan:
        own = {"of": str(approval.id), "place": approval.path, "plan": plan}
        run.context = {**run.context, HELD: {**held, run.position: own}}


def objection(run: Run, definition: Definition, *, ahead: Ahead) -> tuple[str, str] | None:
    """Why the run may not go on from the step at which it has waited, and what to do; None where what follows is what it was.

    It is held for as long as no later approval takes its place, so that trying again from the same step comes to the same.
    """
    own = _held(run).get(run.position)
    if own is None:
        return None
    approval = _approved(run, definition)
    if approval is None or str(approval.id) != own["of"]:
        return None
    change = approvals.change_between(own["plan"], now=ahead(""))
    return None if change is None else (f"{STOPPED} {change.said}"[:500], REMEDY.format(place=own["place"]))


def _held(run: Run) -> Mapping[str, Any]:
    found = run.context.get(HELD)
    return found if isinstance(found, Mapping) else {}


def _approved(run: Run, definition: Definition) -> rows.Approval | None:
    """The newest approval of the run, or of the nearest above it that has one."""
    if run.parent_id is None and not _asks(definition):
        return None
    seen: Run | None = run
    while seen is not None:
        found = rows.approved_of_run(run.workspace_id, seen.id)
        if found:
            return found[0]
        seen = _above(run.workspace_id, seen.parent_id)
    return None


def _above(workspace_id: UUID, parent_id: UUID | None) -> Run | None:
    return runs.run_by_id(workspace_id, parent_id) if parent_id is not None else None


def _asks(definition: Definition) -> bool:
    return any(step.kind == APPROVAL_STEP for _, step in steps_in_order(definition))

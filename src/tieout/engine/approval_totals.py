"""What approvals come to when they are given: the totals of the plans that were asked about."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.plan_totals import NOTHING_WRITTEN, PlanTotals, totals_of
from tieout.engine.planning import PlannedStep
from tieout.engine.steps.contract import Preview


def totals_of_plans(workspace_id: UUID, plans: Sequence[Sequence[Mapping[str, object]]]) -> PlanTotals:
    """Of plans as they are kept with their approvals, all together."""
    return totals_of(workspace_id, [step for plan in plans for step in steps_of(plan)])


def steps_of(plan: Sequence[Mapping[str, object]]) -> list[PlannedStep]:
    """The steps of a plan as it is kept with its approval."""
    return [_planned(entry) for entry in plan if entry.get("kind") in STEP_KINDS]


def _planned(entry: Mapping[str, object]) -> PlannedStep:
    problems, document = entry.get("problems"), entry.get("document")
    preview = Preview(
        text=str(entry.get("text", "")),
        status="failed" if entry.get("status") in NOTHING_WRITTEN else "done",
        writes=entry.get("writes") is True,
        problems=tuple(map(str, problems)) if isinstance(problems, list) else (),
        output={"connection": str(entry.get("connection", ""))},
        document=document if isinstance(document, dict) else {},
    )
    return PlannedStep(
        position=str(entry.get("position", "")),
        name=str(entry.get("name", "")),
        kind=str(entry.get("kind", "")),
        preview=preview,
        item=str(entry.get("item", "")),
    )

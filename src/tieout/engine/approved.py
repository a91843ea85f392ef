"""What people approved of a step that is tried again: it is written as they saw it, or they are asked anew."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import orjson

from tieout.engine.steps.contract import StepInput
from tieout.store import approvals, runs
from tieout.store.approvals import Approval

OBJECTION = (
    "What would be written now is not what was approved: something was changed since. Try the run again from the step “{place}”,"
    " so that it is asked for anew."
)


def objection(workspace_id: UUID, one: StepInput, *, document: Mapping[str, object]) -> str:
    """Why a step may not be done again with this document, "" where it may: nobody was asked, or they saw just this.

    Between an approval and the first try nothing can change; between that and the next one people may have corrected anything.
    """
    for row, entry in _entries(workspace_id, one):
        same = _same(entry["document"], document)
        if same or row.path != one.path:  # What the step itself has asked for it asks for anew (engine/asking.py).
            return "" if same else OBJECTION.format(place=row.path)
    return ""


def is_approved(workspace_id: UUID, one: StepInput, *, document: object) -> bool:
    """Whether somebody who did not cause it has approved just this of the step."""
    return any(
        not row.own_allowed and _written(entry["document"]) == _written(document) for row, entry in _entries(workspace_id, one)
    )


def objection_about(workspace_id: UUID, subject_id: UUID, *, kind: str, document: Mapping[str, object]) -> str:
    """The same for a subject whose run stands still at a step of this kind, where the step itself is not taken up."""
    for row in approvals.approved_of_stopped(workspace_id, subject_id=subject_id):
        for entry in row.plan:
            if entry["writes"] and entry["kind"] == kind:
                return "" if _same(entry["document"], document) else OBJECTION.format(place=row.path)
    return ""


def _entries(workspace_id: UUID, one: StepInput) -> Iterator[tuple[Approval, Mapping[str, Any]]]:
    """What was approved of the step, the newest first."""
    for run_id, item in _lineage(workspace_id, one).items():
        for row in approvals.approved_of_run(workspace_id, run_id):
            for entry in row.plan:
                if entry["writes"] and (entry["position"], entry["item"]) == (one.path, item):
                    yield row, entry


def _lineage(workspace_id: UUID, one: StepInput) -> dict[UUID, str]:
    """The run and those of whose loops it is an item, with what its item is called in the plan of each."""
    found, run, item = {one.run.id: ""}, one.run, ""
    while run.parent_id is not None and run.item_number is not None:
        item = f"{run.parent_path.rpartition('/')[2]}:{run.item_number} {item}".strip()
        above = runs.run_by_id(workspace_id, run.parent_id)
        if above is None:
            break
        run = above
        found[run.id] = item
    return found


def _same(approved: object, now: Mapping[str, object]) -> bool:
    return _written(approved) == _written(now)


def _written(document: object) -> bytes:
    return orjson.dumps(document, default=str, option=orjson.OPT_SORT_KEYS)

"""Which automations are behind runs, postings and subjects."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from tieout.store.chosen import chosen
from tieout.store.runs import BATCH, UNFINISHED, Run, RunStep

Automations = dict[UUID, set[UUID]]


def automations_of(workspace_id: UUID, run_ids: Sequence[UUID]) -> Automations:
    """By run."""
    rows = Run.objects.exclude(version=None)
    return _gathered(rows, workspace_id, ids=run_ids, by="id")


def automations_at_work_on(workspace_id: UUID, subject_ids: Sequence[UUID]) -> Automations:
    """Those with an unfinished run on it, by subject."""
    rows = Run.objects.exclude(version=None).filter(status__in=UNFINISHED)
    return _gathered(rows, workspace_id, ids=subject_ids, by="subject_id")


def automations_waiting_for(workspace_id: UUID, posting_ids: Sequence[UUID]) -> Automations:
    """Those with a step that wrote it or waits for it, by posting."""
    found: Automations = {}
    for part in _parts(posting_ids):
        rows = chosen(RunStep.objects.exclude(run__version=None), workspace_id, ids=part, by="posting_id")
        _add(found, rows.values_list("posting_id", "run__version__automation_id"))
    return found


def _gathered(rows: "QuerySet[Run]", workspace_id: UUID, *, ids: Sequence[UUID], by: str) -> Automations:
    found: Automations = {}
    for part in _parts(ids):
        _add(found, chosen(rows, workspace_id, ids=part, by=by).values_list(by, "version__automation_id"))
    return found


def _parts(ids: Sequence[UUID]) -> list[list[UUID]]:
    listed = sorted(set(ids))
    return [listed[start : start + BATCH] for start in range(0, len(listed), BATCH)]


def _add(found: Automations, pairs: Iterable[tuple[UUID | None, UUID]]) -> None:
    for key, automation_id in pairs:
        if key is not None:
            found.setdefault(key, set()).add(automation_id)

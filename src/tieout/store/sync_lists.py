"""How syncs are doing: their latest runs and what is open because of them, for the page."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Max

from tieout.store.exceptions import ExceptionItem, ExceptionState
from tieout.store.runs import Run, RunKind

# Causes for which two entities may be the same and a person decides; everything else was refused.
DOUBTFUL_CAUSES = frozenset(
    {"several_matches", "email_differs", "account_number_differs", "code_differs", "document_differs", "date_differs"}
)


def latest_runs(workspace_id: UUID, sync_ids: Sequence[UUID]) -> dict[UUID, Run]:
    """Sync to its newest run, in two queries."""
    rows = Run.objects.filter(workspace_id=workspace_id, kind=RunKind.SYNC, subject_id__in=list(sync_ids))
    newest = [key for _, key in rows.values_list("subject_id").annotate(last=Max("created_at")).order_by()]
    found = Run.objects.select_related("version__automation", "event").filter(
        workspace_id=workspace_id, kind=RunKind.SYNC, subject_id__in=list(sync_ids), created_at__in=newest
    )
    return {row.subject_id: row for row in found.order_by("id") if row.subject_id is not None}


def open_exceptions(workspace_id: UUID, sync_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Sync to `doubtful_open` and `refused_open`."""
    counts = {sync_id: {"doubtful_open": 0, "refused_open": 0} for sync_id in sync_ids}
    rows = ExceptionItem.objects.filter(
        workspace_id=workspace_id, run__kind=RunKind.SYNC, run__subject_id__in=list(sync_ids), state=ExceptionState.OPEN
    )
    for sync_id, cause, count in rows.values_list("run__subject_id", "cause").annotate(count=Count("id")).order_by():
        if sync_id is not None:
            counts[sync_id]["doubtful_open" if cause in DOUBTFUL_CAUSES else "refused_open"] += count
    return counts

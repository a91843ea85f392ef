"""Which runs are behind what ledgers hold."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tieout.store.chosen import chosen
from tieout.store.postings import Posting, PostingState
from tieout.store.runs import Run, RunStep

BATCH = 500


def runs_that_posted(
    workspace_id: UUID, connection_id: UUID, *, pairs: Iterable[tuple[str, str]], since: datetime
) -> dict[tuple[str, str], Run]:
    """By (kind, external id) the run whose step posted it last; only what was posted since."""
    wanted = set(pairs)
    ids = sorted({external_id for _, external_id in wanted if external_id})
    posted: dict[UUID, tuple[str, str]] = {}
    rows = Posting.objects.filter(workspace_id=workspace_id, connection_id=connection_id, state=PostingState.POSTED)
    rows = rows.filter(finished_at__gte=since).order_by("finished_at")
    for start in range(0, len(ids), BATCH):
        for row in rows.filter(external_id__in=ids[start : start + BATCH]).only("id", "kind", "external_id"):
            if (row.kind, row.external_id) in wanted:
                posted[row.id] = (row.kind, row.external_id)
    if not posted:
        return {}
    steps = RunStep.objects.select_related("run").filter(workspace_id=workspace_id)
    found: dict[tuple[str, str], Run] = {}
    for step in chosen(steps, workspace_id, ids=list(posted), by="posting_id").order_by("id"):
        if step.posting_id is not None:
            found[posted[step.posting_id]] = step.run
    return found

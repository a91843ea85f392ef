"""What alerts look for in runs and exceptions, and the counts of a digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from tieout.store.approvals import count_open
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.document_requests import DocumentRequest, RequestState
from tieout.store.exceptions import ExceptionItem, ExceptionState
from tieout.store.postings import Posting, PostingState
from tieout.store.runs import Run, RunStatus

LIMIT = 500
STOPPED = (RunStatus.FAILED, RunStatus.ATTENTION)


@dataclass(frozen=True)
class News:
    """`key` is the same for the same thing; `line` may be several, with line breaks between."""

    key: str
    line: str


def failed_runs(workspace_id: UUID, *, since: datetime, automation_ids: Sequence[UUID]) -> list[News]:
    """Runs that stopped after that instant, oldest first; of a list's items the run that went through it stands for all. With
    automations only theirs. A run that is tried again and stops again is news again."""
    rows = Run.objects.select_related("version__automation").filter(workspace_id=workspace_id, status__in=STOPPED, parent=None)
    rows = rows.filter(finished_at__gt=since)
    if automation_ids:
        rows = rows.filter(version__automation_id__in=list(automation_ids))
    return [_run(row) for row in rows.order_by("finished_at", "id")[:LIMIT]]


def exceptions_opened(workspace_id: UUID, *, since: datetime, causes: Sequence[str]) -> list[News]:
    """Those that are still open, oldest first; with causes only these."""
    rows = ExceptionItem.objects.filter(workspace_id=workspace_id, state=ExceptionState.OPEN, opened_at__gt=since)
    rows = rows.filter(cause__in=list(causes)) if causes else rows
    return [
        News(f"exception:{row.id}", _one_line(f"{row.title}: {row.message}".strip(": ")))
        for row in rows.order_by("opened_at", "id")[:LIMIT]
    ]


def counts(workspace_id: UUID, *, since: datetime) -> list[str]:
    """What a digest says first: how the runs since then ended, and what waits for a person now."""
    runs = Run.objects.filter(workspace_id=workspace_id, finished_at__gt=since, parent=None).values_list("status")
    ended = dict(runs.annotate(count=Count("id")).order_by())
    stopped = sum(ended.get(status, 0) for status in STOPPED)
    opened = ExceptionItem.objects.filter(workspace_id=workspace_id, state=ExceptionState.OPEN).count()
    asked = DocumentRequest.objects.filter(workspace_id=workspace_id, state=RequestState.WAITING_APPROVAL).count()
    held = Posting.objects.filter(workspace_id=workspace_id, state=PostingState.WAITING_APPROVAL).count()
    lost = Connection.objects.filter(workspace_id=workspace_id, status=ConnectionStatus.NEEDS_RECONNECTING)
    return [
        f"Runs that succeeded: {ended.get(RunStatus.SUCCEEDED, 0)}",
        f"Runs that stopped: {stopped}",
        f"Open exceptions: {opened}",
        f"Waiting for approval: {asked + held + count_open(workspace_id)}",
        *(f"Must be connected again: {row.organisation_name}" for row in lost.order_by("organisation_name")),
    ]


def _run(row: Run) -> News:
    name = row.version.automation.name if row.version is not None else _KINDS.get(row.kind, row.kind)
    said = f"{name}: {row.title}" if row.title else name
    at = row.finished_at.isoformat() if row.finished_at else ""
    return News(f"run:{row.id}:{at}", _one_line(f"{said}. {row.error}"))


_KINDS = {
    "sync": "Sync",
    "import": "Import",
    "reference": "Reference data",
    "tie_out": "Tie-out",
    "reading": "Reading",
    "mass": "Mass",
}


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""What is let go of when it is old: runs with their steps, and what events hold beside their keys."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from tieout.store.chosen import chosen
from tieout.store.events import Event
from tieout.store.missed import MissedEvent
from tieout.store.runs import Run, RunStatus

# A run that needs attention stays until somebody has seen to it.
OVER = (RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED)


def forget_runs(workspace_id: UUID, *, before: datetime, limit: int) -> int:
    """Runs that ended before, with those that they called and all steps; gives how many. Postings and exceptions stay, and lose
    the way to them. Inside the caller's transaction."""
    unfinished = Run.objects.filter(parent_id=OuterRef("id")).exclude(status__in=OVER)
    rows = Run.objects.filter(workspace_id=workspace_id, parent=None, status__in=OVER, finished_at__lt=before)
    ids = list(rows.exclude(Exists(unfinished)).order_by("id").values_list("id", flat=True)[:limit])
    chosen(Run.objects.all(), workspace_id, ids=ids).delete()
    return len(ids)


def empty_events(workspace_id: UUID, *, before: datetime, limit: int) -> int:
    """Of events that no run has any more only the key is kept, by which a second telling is recognised; gives how many."""
    rows = Event.objects.filter(workspace_id=workspace_id, occurred_at__lt=before).exclude(subject={})
    rows = rows.exclude(Exists(Run.objects.filter(event_id=OuterRef("id"))))
    rows = rows.exclude(Exists(MissedEvent.objects.filter(event_id=OuterRef("id"))))
    ids = list(rows.order_by("id").values_list("id", flat=True)[:limit])
    return chosen(Event.objects.all(), workspace_id, ids=ids).update(subject={})

"""What happened while an automation was switched off, and would have started it; kept for a week, to be replayed."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.automations import Automation
from tieout.store.chosen import chosen
from tieout.store.events import Event
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace

KEPT = timedelta(days=7)
BATCH = 500


class MissedEvent(models.Model):
    """The row goes when the event is replayed, or when its week is over."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    automation = models.ForeignKey(Automation, on_delete=models.CASCADE)
    event = models.ForeignKey(Event, on_delete=models.CASCADE)
    missed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "missed_event"
        constraints = [models.UniqueConstraint(fields=["automation", "event"], name="missed_event_once")]
        indexes = [models.Index(fields=["missed_at"], name="missed_event_at")]


def keep(workspace_id: UUID, rows: Sequence[MissedEvent]) -> None:
    """Inside the caller's transaction."""
    if any(row.workspace_id != workspace_id for row in rows):
        raise ValueError("an event is missed in its own workspace")
    MissedEvent.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def missed_events(workspace_id: UUID, automation_id: UUID, *, since: datetime, limit: int) -> list[MissedEvent]:
    """With their events, oldest first."""
    rows = MissedEvent.objects.select_related("event").filter(workspace_id=workspace_id, automation_id=automation_id)
    return list(rows.filter(missed_at__gte=since).order_by("event__occurred_at", "id")[:limit])


def count(workspace_id: UUID, automation_id: UUID, *, since: datetime) -> int:
    rows = MissedEvent.objects.filter(workspace_id=workspace_id, automation_id=automation_id, missed_at__gte=since)
    return rows.count()


def of_events(workspace_id: UUID, automation_id: UUID, *, event_ids: Collection[UUID]) -> list[MissedEvent]:
    """Those of the events that the automation missed, with their events; as many as one query may name."""
    rows = MissedEvent.objects.select_related("event").filter(automation_id=automation_id)
    return list(chosen(rows, workspace_id, ids=event_ids, by="event_id").order_by("event__occurred_at", "id"))


def forget(workspace_id: UUID, ids: Collection[UUID]) -> None:
    chosen(MissedEvent.objects.all(), workspace_id, ids=ids).delete()


def forget_old(workspace_id: UUID, *, before: datetime) -> int:
    count, _ = MissedEvent.objects.filter(workspace_id=workspace_id, missed_at__lt=before).delete()
    return count

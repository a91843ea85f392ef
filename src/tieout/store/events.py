"""Events: something happened. The unique key makes the second arrival the first."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store import prepared
from tieout.store.chosen import chosen
from tieout.store.exact import ExactJSONField
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace


class Event(models.Model):
    """`source` is the key of a collection, the id of a connection or of the one automation that it is for; `key` is unique in it.

    `subject` keeps `values` and `previous` as they were then. `actor` is who did it; `cause_run` the run whose step did, and
    `depth` how many runs caused one another before it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    subject = ExactJSONField(default=dict)
    actor = models.CharField(max_length=200, blank=True)
    cause_run = models.UUIDField(null=True)
    depth = models.PositiveIntegerField(default=0)
    occurred_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "event"
        constraints = [models.UniqueConstraint(fields=["workspace", "source", "key"], name="event_once")]
        indexes = [models.Index(fields=["workspace", "subject_id", "occurred_at"], name="event_of_subject")]


def keep_events(workspace_id: UUID, events: Sequence[Event]) -> list[Event]:
    """Stores what is new, inside the caller's transaction, and gives just that."""
    unique = list({(event.source, event.key): event for event in reversed(events)}.values())[::-1]
    kept = prepared.insert(workspace_id, unique, ignore=True)
    return [event for event in unique if event.id in kept]


def event_by_id(workspace_id: UUID, event_id: UUID) -> Event:
    return Event.objects.get(workspace_id=workspace_id, id=event_id)


def event_by_key(workspace_id: UUID, source: str, *, key: str) -> Event | None:
    return Event.objects.filter(workspace_id=workspace_id, source=source, key=key).first()


def known_events(workspace_id: UUID, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Event]:
    """Those that are kept, by source and key; what they say is not read. A query for each source: the index begins with it."""
    keys: dict[str, list[str]] = {}
    for source, key in sorted(wanted):
        keys.setdefault(source, []).append(key)
    found: dict[tuple[str, str], Event] = {}
    for source, own in keys.items():
        for start in range(0, len(own), prepared.BATCH):
            part = own[start : start + prepared.BATCH]
            where = f"workspace_id = %s AND source = %s AND key IN ({prepared.places(part)})"
            values = [workspace_id, source, *part]
            for row in prepared.rows(workspace_id, Event, where=(where, values), without=frozenset({"subject"})):
                found[source, row.key] = row
    return found


def events_by_ids(workspace_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Event]:
    return {row.id: row for row in chosen(Event.objects.all(), workspace_id, ids=ids)}


def of_subject_since(workspace_id: UUID, subject_id: UUID, *, since: datetime, limit: int = 100) -> list[Event]:
    """What happened to it after that, oldest first."""
    rows = Event.objects.filter(workspace_id=workspace_id, subject_id=subject_id, occurred_at__gte=since)
    return list(rows.order_by("occurred_at")[:limit])

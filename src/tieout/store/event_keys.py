"""Other keys by which an event is recognised when it is told again, beside its own."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import models

from tieout.store.events import Event
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace

BATCH = 500


class EventKey(models.Model):
    """`source` and `key` as those of an event; they stay as long as the event's own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    event = models.ForeignKey(Event, on_delete=models.CASCADE)

    class Meta:
        db_table = "event_key"
        constraints = [models.UniqueConstraint(fields=["workspace", "source", "key"], name="event_key_once")]


def keep(workspace_id: UUID, wanted: Mapping[tuple[str, str], Event]) -> None:
    """Inside the caller's transaction; a key that is kept already stays with its event."""
    rows = [EventKey(workspace_id=workspace_id, source=source, key=key, event=event) for (source, key), event in wanted.items()]
    EventKey.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def known_events(workspace_id: UUID, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Event]:
    """Those that are kept under one of these, by source and key; what they say is not read."""
    keys: dict[str, list[str]] = {}
    for source, key in sorted(wanted):
        keys.setdefault(source, []).append(key)
    found: dict[tuple[str, str], Event] = {}
    for source, own in keys.items():
        for start in range(0, len(own), BATCH):
            rows = EventKey.objects.filter(workspace_id=workspace_id, source=source, key__in=own[start : start + BATCH])
            found.update({(source, row.key): row.event for row in rows.select_related("event").defer("event__subject")})
    return found

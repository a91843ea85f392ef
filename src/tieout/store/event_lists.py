"""What happened lately, and what is there, for who looks for an example."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tieout.store.events import Event
from tieout.store.mirror import MirrorEntity
from tieout.store.records import Record


@dataclass(frozen=True, kw_only=True)
class Period:
    """From `since` on, up to but without `until`, and of these only what came before the event `before`."""

    since: datetime
    until: datetime | None = None
    before: UUID | None = None


def events_of_period(
    workspace_id: UUID, kinds: Collection[str], *, sources: Collection[str], period: Period, limit: int
) -> list[Event]:
    """Newest first; of these sources where any are named."""
    return list(_of_period(workspace_id, kinds, sources=sources, period=period).order_by("-id")[:limit])


def count_of_period(workspace_id: UUID, kinds: Collection[str], *, sources: Collection[str], period: Period) -> int:
    return _of_period(workspace_id, kinds, sources=sources, period=period).count()


def _of_period(workspace_id: UUID, kinds: Collection[str], *, sources: Collection[str], period: Period) -> QuerySet[Event]:
    rows = Event.objects.filter(workspace_id=workspace_id, kind__in=list(kinds), occurred_at__gte=period.since)
    rows = rows.filter(source__in=list(sources)) if sources else rows
    rows = rows.filter(occurred_at__lt=period.until) if period.until is not None else rows
    return rows.filter(id__lt=period.before) if period.before is not None else rows


def latest_events(workspace_id: UUID, *, kinds: Iterable[str], source: str = "", limit: int) -> list[Event]:
    """Of these kinds, newest first."""
    rows = Event.objects.filter(workspace_id=workspace_id, kind__in=list(kinds))
    rows = rows.filter(source=source) if source else rows
    return list(rows.order_by("-id")[:limit])


def latest_record(workspace_id: UUID, collection_key: str) -> Record | None:
    rows = Record.objects.select_related("collection").filter(workspace_id=workspace_id, collection__key=collection_key)
    return rows.filter(deleted_at__isnull=True).order_by("-updated_at", "-id").first()


def latest_entity(workspace_id: UUID, kind: str, *, connection: str = "") -> MirrorEntity | None:
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, kind=kind, deleted=False, entity__isnull=False)
    return (rows.filter(connection_id=connection) if connection else rows).defer("body").order_by("-id").first()

"""What happened lately, and what is there, for who looks for an example."""

from collections.abc import Iterable
from uuid import UUID

from tieout.store.events import Event
from tieout.store.mirror import MirrorEntity
from tieout.store.records import Record


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

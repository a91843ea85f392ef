"""What falls overdue: once a local day the open documents of a workspace are looked at in the mirror, one event a due date."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tieout.automations.entity_shapes import entity_values
from tieout.automations.events import Event, EventKind
from tieout.engine import intake
from tieout.store import connections, database, mirror, schedules, workspaces
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.mirror import MirrorEntity
from tieout.store.workspaces import Workspace

DAILY = "overdue"
BATCH = 500


def sweep(*, now: datetime | None = None) -> list[UUID]:
    """Over all workspaces whose day has begun; gives the runs. Any worker may call it at any time, one of them does the work.

    What had fallen due before a ledger was connected is kept and starts nothing, as all that was there before.
    """
    at, started = now or datetime.now(UTC), list[UUID]()
    for workspace in workspaces.all_workspaces():
        today = at.astimezone(zone_of(workspace)).date()
        if schedules.is_day_done(workspace.id, DAILY, day=today):
            continue
        with database.atomic():
            if schedules.claim_day(workspace.id, DAILY, day=today):
                started += _tell(workspace, today=today, now=at)
    return started


def zone_of(workspace: Workspace) -> ZoneInfo:
    """UTC where the machine does not know the zone."""
    try:
        return ZoneInfo(workspace.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _tell(workspace: Workspace, *, today: date, now: datetime) -> list[UUID]:
    started: list[UUID] = []
    for connection in connections.connections(workspace.id):
        if connection.status == ConnectionStatus.DISCONNECTED:
            continue
        rows = mirror.fallen_due(workspace.id, connection.id, today=today)
        before = connection.connected_at.astimezone(zone_of(workspace)).date()
        for start in range(0, len(rows), BATCH):
            started += _accept(connection, rows[start : start + BATCH], today=today, now=now, before=before)
    return started


def _accept(connection: Connection, rows: Sequence[MirrorEntity], *, today: date, now: datetime, before: date) -> list[UUID]:
    happened: list[Event] = []
    quiet: set[str] = set()
    for row in rows:
        due_on = date.fromisoformat(str((row.entity or {})["due_on"]))
        known = {"id": row.external_id, "connection": str(connection.id), "url": row.url}
        values = entity_values(row.kind, row.entity, known=known, deleted=row.deleted)
        event = Event(
            key=f"overdue:{row.id}:{due_on.isoformat()}",
            source=str(connection.id),
            kind=EventKind.ENTITY_OVERDUE,
            subject=str(row.id),
            subject_kind=row.kind,
            values={**values, "days_overdue": (today - due_on).days},
            occurred_at=now,
        )
        happened.append(event)
        if due_on + timedelta(days=1) < before:
            quiet.add(event.key)
    return intake.accept(connection.workspace_id, happened, quiet=quiet)

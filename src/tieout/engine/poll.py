"""Freshness: ledgers are read by themselves, when a webhook tells of a change, and when a person asks.

Every reading is a run of its connection, one at a time, in the background of the call budget. What the schedule begins is claimed
by one worker; a run that was begun goes on after a restart. A slow sweep reads in full what no feed of the provider tells.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Notice
from tieout.connectors.registry import CONNECTORS
from tieout.engine import access, durable, read
from tieout.engine.surface import NotPossible
from tieout.settings import settings
from tieout.store import connections, database, events, mirror, progress, runs
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.events import Event
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunStatus

# Lists of changes reach back 30 days at QuickBooks: who was away nearly as long is read in full.
AWAY = timedelta(days=25)
# A bill is told as an invoice at Xero: only reading it shows which it is.
TOLD_AS = {EntityKind.INVOICE: (EntityKind.INVOICE, EntityKind.BILL)}


def refresh(
    workspace_id: UUID, connection_id: UUID, *, kinds: Iterable[EntityKind | str] = (), actor: str = "", background: bool = False
) -> UUID:
    """Starts a reading run of these kinds now (of all, when none is named), and gives the run.

    One of this connection that is queued and has not begun takes them along. Raises NotPossible where nothing can be read.
    """
    with database.atomic():
        row = connections.connection(workspace_id, connection_id)
        if row.status != ConnectionStatus.ACTIVE:
            raise NotPossible(f"{row.organisation_name} is not connected. Reconnect it first.")
        return _queue(row, kinds=_known(row, kinds), actor=actor, background=background)


def heard(provider: str, *, headers: Mapping[str, str], body: bytes, key: str) -> tuple[Notice, ...] | None:
    """What a webhook says; None when its signature is false. Raises ValueError for a body that is no webhook."""
    if provider not in CONNECTORS:
        return None
    return access.connector(provider).notices(headers=headers, body=body, key=key)


def told(provider: str, notices: Sequence[Notice]) -> list[UUID]:
    """Keeps what a webhook told and starts reading just those kinds, in every workspace that has the organisation; gives the runs.

    A notice that came before starts nothing, nor does one of a change that the mirror has already: our own writing, mostly.
    """
    by_organisation: dict[str, list[Notice]] = {}
    for notice in notices:
        by_organisation.setdefault(notice.organisation_id, []).append(notice)
    started: list[UUID] = []
    for organisation_id, theirs in by_organisation.items():
        for row in connections.connections_to(provider, organisation_id):
            with database.atomic():
                new = events.keep_events(row.workspace_id, [_heard(row, notice) for notice in theirs])
                kinds = _unknown_kinds(row, new)
                if kinds:
                    started.append(_queue(row, kinds=kinds, actor="", background=True))
    return started


def start_due() -> list[UUID]:
    """Begins what the schedule asks for now, over all workspaces; gives the runs. Any worker may call it at any time."""
    own, now = settings(), datetime.now(UTC)
    started: list[UUID] = []
    for row in connections.active_connections():
        if row.status != ConnectionStatus.ACTIVE:
            continue
        due = due_at(row)
        if due is not None and due < now:
            started += _begin(row, column="polled_at", since=now - timedelta(minutes=own.poll_minutes))
        if own.sweep_hours and (row.swept_at or row.connected_at) < (since := now - timedelta(hours=own.sweep_hours)):
            started += _begin(row, column="swept_at", since=since)
    return started


def due_at(row: Connection) -> datetime | None:
    """When the schedule reads it next; None where it never does. A reading for whatever reason puts it off."""
    minutes = settings().poll_minutes
    latest = max(at for at in (row.connected_at, row.polled_at, _last_read(row)) if at is not None)
    return latest + timedelta(minutes=minutes) if minutes else None


def run_reading(connection: Connection, row: Run) -> None:
    """What the workflow of a reading does. May be begun again at any time: what was read is in the mirror already."""
    swept, background = bool(row.context.get("swept")), bool(row.context.get("background"))
    kinds = [EntityKind(kind) for kind in row.context.get("kinds", ())]
    reading = read.read_ledger(connection, kinds, full=swept, background=background) if kinds else read.Reading()
    if swept:
        read.read_reference(connection, actor=row.started_by or "Tieout", background=background)
    with database.atomic():
        connections.update_connection(connection.workspace_id, connection.id, read_trouble="")
        if not reading.changes and not row.started_by:
            runs.forget_run(row.workspace_id, row.id)
        else:
            runs.finish_run(row.workspace_id, row.id, status=RunStatus.SUCCEEDED, totals={"changes": reading.changes})
        text = f"{reading.changes} changes" if reading.changes else "Nothing has changed"
        progress.show(row.workspace_id, "connection", subject_id=connection.id, state=connection.status, text=text)


def tell_trouble(connection: Connection, row: Run) -> None:
    """A reading waits, or has not ended: the connection says so; of what nobody asked for, no run is left behind."""
    with database.atomic():
        connections.update_connection(connection.workspace_id, connection.id, read_trouble=row.error[:300])
        if row.status == RunStatus.ATTENTION and not row.started_by:
            runs.forget_run(row.workspace_id, row.id)


def _begin(row: Connection, *, column: str, since: datetime) -> list[UUID]:
    """One of a poll and a sweep, where no other worker has begun it."""
    with database.atomic():
        if not connections.claim(row.workspace_id, row.id, column=column, since=since):
            return []
        if column == "polled_at":
            return [_queue(row, kinds=_known(row, ()), actor="", background=True)]
        manifest, last = access.connector(row.provider).manifest, _last_read(row)
        away = last is not None and last < datetime.now(UTC) - AWAY
        kinds = manifest.kinds if away else [kind for kind in manifest.kinds if kind in manifest.swept]
        return [_queue(row, kinds=kinds, actor="", background=True, swept=True)]


def _queue(row: Connection, *, kinds: Sequence[EntityKind], actor: str, background: bool, swept: bool = False) -> UUID:
    """Inside the caller's transaction."""
    queued = None if swept else runs.queued_reading(row.workspace_id, row.id)
    if queued is not None and not queued.context.get("swept"):
        wanted = {*queued.context["kinds"], *(kind.value for kind in kinds)}
        context = {**queued.context, "kinds": sorted(wanted), "background": queued.context["background"] and background}
        started_by = queued.started_by or actor
        runs.update_run(row.workspace_id, queued.id, context=context, started_by=started_by)
        return queued.id
    made = new_id()
    run, _ = runs.start_run(
        row.workspace_id,
        kind=runs.RunKind.READING,
        key=f"reading:{row.id}:{made}",
        title=f"{'Sweep' if swept else 'Reading'} of {row.organisation_name}",
        subject_kind="connection",
        subject_id=row.id,
        context={"kinds": sorted(kind.value for kind in kinds), "background": background, "swept": swept},
        started_by=actor,
    )
    durable.enqueue("reading", [str(row.workspace_id), str(run.id)], workflow_id=f"reading:{run.id}", partition=str(row.id))
    return run.id


def _known(row: Connection, kinds: Iterable[EntityKind | str]) -> list[EntityKind]:
    """Those of the wanted kinds that the provider has, in its order; all of them when none is named."""
    has, wanted = access.connector(row.provider).manifest.kinds, {EntityKind(kind) for kind in kinds}
    found = [kind for kind in has if not wanted or kind in wanted]
    if not found:
        raise NotPossible(f"{row.organisation_name} has nothing of this kind that could be read.")
    return found


def _heard(row: Connection, notice: Notice) -> Event:
    return Event(
        workspace_id=row.workspace_id,
        source=f"webhook:{row.id}",
        key=f"{notice.kind.value}:{notice.external_id}:{notice.at.isoformat()}"[:200],
        kind="entity_told",
        subject_kind=notice.kind.value,
        subject={"external_id": notice.external_id},
        occurred_at=notice.at,
    )


def _unknown_kinds(row: Connection, new: Sequence[Event]) -> list[EntityKind]:
    """The kinds to read for these notices: those of changes that the mirror does not have yet."""
    pairs = {
        (kind.value, str(event.subject["external_id"]))
        for event in new
        for kind in TOLD_AS.get(EntityKind(event.subject_kind), (EntityKind(event.subject_kind),))
    }
    known = mirror.entities_by_external_ids(row.workspace_id, row.id, pairs=pairs)
    has, wanted = access.connector(row.provider).manifest.kinds, set[EntityKind]()
    for event in new:
        kinds = TOLD_AS.get(EntityKind(event.subject_kind), (EntityKind(event.subject_kind),))
        rows = [known.get((kind.value, str(event.subject["external_id"]))) for kind in kinds]
        if not any(found and found.provider_updated_at and found.provider_updated_at >= event.occurred_at for found in rows):
            wanted.update(kinds)
    return [kind for kind in has if kind in wanted]


def _last_read(row: Connection) -> datetime | None:
    """When a kind of it was last read to the end, whoever did."""
    return max((datetime.fromisoformat(at) for at in row.read_at.values()), default=None)

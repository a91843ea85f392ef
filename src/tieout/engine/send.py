"""The sender: takes what is intended for one organisation, writes it in full batches, and records every outcome.

One sender at a time for an organisation (docs/decisions/0006). It may be killed anywhere: what was intended is still
intended; what was being sent is looked up at the provider before it is written again; what was answered is recorded once,
in one transaction.
"""

import logging
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tieout.accounting.kinds import WRITING_ORDER, EntityKind
from tieout.connectors.contract import Access, Action, Connector
from tieout.connectors.errors import AuthorisationLost, NotPermitted, OutcomeUnknown, ProviderError, Rejected, Throttled, Transient
from tieout.engine import access, batches, durable, outcomes, read, turns
from tieout.engine.batches import Batch
from tieout.settings import settings
from tieout.store import connections, database, postings, runs
from tieout.store.connections import Connection, ConnectionStatus

ACTIONS = ("create", "update", "void", "delete")
ENDS = (Action.VOID, Action.DELETE)
# A batch that is not full waits for more while anything may still bring it, but never longer than this.
LINGER_SECONDS = 8.0
LINGER_STEP_SECONDS = 0.25
LINGER_HERE_SECONDS = 2.0
# An update carries the whole of an entity: what somebody changed there is read before, unless that was so few seconds ago.
FRESH_SECONDS = 10.0
# What a dead worker was sending, and is not there yet, is looked for so often.
LOOK_AGAIN_SECONDS = 5.0
# After trouble: 1 s, 2 s, 4 s … and never longer than five minutes.
BACK_OFF_MAX_SECONDS = 300.0

_log = logging.getLogger(__name__)


def sweep() -> None:
    """Wakes every sender that has something to send and is not about to: whoever should have done it died before."""
    for row in connections.active_connections():
        waits = row.retry_at is not None and row.retry_at > datetime.now(UTC)
        busy = row.sending_until is not None and row.sending_until > datetime.now(UTC)
        if waits or busy or not access.may_call(row) or not postings.anything_to_send(row.workspace_id, row.id):
            continue
        with database.atomic():
            connections.begin_turn(row.workspace_id, row.id)
            turns.wake(row.workspace_id, row.id)


@durable.workflow("send")
def send(workspace: str, connection: str, due: str = "") -> None:
    """One turn of the sender: until nothing more can be sent now. `due` is set for the turn that waited until `retry_at`."""
    workspace_id, connection_id = UUID(workspace), UUID(connection)
    connections.begin_turn(workspace_id, connection_id)
    row = connections.connection(workspace_id, connection_id)
    if row.status != ConnectionStatus.ACTIVE or not postings.anything_to_send(workspace_id, connection_id):
        return
    if not due and row.retry_at is not None and row.retry_at > datetime.now(UTC):
        _sleep(row, seconds=0)  # A new intent is no reason to ask a ledger before it is time.
        return
    lease_seconds = settings().provider_timeout_seconds + 15
    if not connections.take_sending(workspace_id, connection_id, holder=access.holder(), seconds=lease_seconds):
        _sleep(row, seconds=2.0)
        return
    try:
        pause = _drain(row, lease_seconds)
    except Exception as trouble:  # What waits is kept, tried again later, and the page says so.
        _sleep(row, seconds=_broken(row, trouble))
        raise
    finally:
        connections.release_sending(workspace_id, connection_id, holder=access.holder())
    if pause is not None:
        _sleep(row, seconds=pause)


def _drain(connection: Connection, lease_seconds: float) -> float | None:
    """Sends until nothing is left (None) or something has to be waited for (seconds)."""
    link = access.connector(connection.provider)
    call = access.open_access(connection)
    lingered = 0.0
    looked: dict[EntityKind, float] = {}
    while True:
        if not connections.take_sending(connection.workspace_id, connection.id, holder=access.holder(), seconds=lease_seconds):
            return 2.0
        if not _still_connected(connection):
            return None
        try:
            found = _resolve_doubt(connection, link, call=call)
            if found is not None:
                lingered = 0.0
                if found:
                    _works_again(connection)
                elif postings.in_doubt(connection.workspace_id, connection.id):
                    return _looks_again(connection)
                continue
            moved = _send_next(connection, link, call=call, final=lingered >= LINGER_SECONDS, looked=looked)
        except ProviderError as trouble:
            return _after(connection, trouble)
        if moved:
            lingered = 0.0
            _works_again(connection)
        elif not batches.anything_ready(connection):
            return None
        elif lingered >= LINGER_HERE_SECONDS and lingered < LINGER_SECONDS and _lingers_long(connection):
            return 1.0
        else:
            time.sleep(LINGER_STEP_SECONDS)
            lingered += LINGER_STEP_SECONDS


def _resolve_doubt(connection: Connection, link: Connector, *, call: Access) -> int | None:
    """Looks up what was sent without a recorded answer: found is recorded as posted, not found is intended again, or stays in doubt
    while the call of a dead worker may still arrive. Gives how many were found, None when nothing was in doubt."""
    doubtful = postings.in_doubt(connection.workspace_id, connection.id)
    if not doubtful:
        return None
    count = 0
    for batch in batches.of_postings(connection, doubtful, limit=link.manifest.batch_sizes):
        if batch.action == Action.CREATE:
            receipts = dict(link.look_up(call, batch.operations))
        elif batch.action in ENDS:
            read.read_ledger(connection, [batch.kind])
            receipts = outcomes.ended_there(connection, batch)
        else:
            receipts = {}  # A change is worked out anew from what is true now.
        outcomes.record_found(connection, batch, found=receipts)
        count += len(receipts)
    return count


def _looks_again(connection: Connection) -> float:
    """Nobody asks before that: each look costs calls."""
    wait = min(LOOK_AGAIN_SECONDS, settings().provider_timeout_seconds)
    retry_at = datetime.now(UTC) + timedelta(seconds=wait)
    connections.update_connection(connection.workspace_id, connection.id, retry_at=retry_at)
    return wait


def _send_next(connection: Connection, link: Connector, *, call: Access, final: bool, looked: dict[EntityKind, float]) -> bool:
    """Writes the next batch, in the order in which things need each other; False when none can go now. `looked` is when each kind
    was read last."""
    waiting = postings.kinds_to_send(connection.workspace_id, connection.id)
    moving = runs.anything_moving(connection.workspace_id) and not final
    for kind in WRITING_ORDER:
        for action in ACTIONS:
            if (kind.value, action) not in waiting:
                continue
            size = link.manifest.batch_sizes.get(kind, 1)
            batch = batches.next_batch(connection, kind=kind, action=action, size=size)
            if batch.lost and not moving:
                outcomes.record_missing(connection, batch.lost)
                return True
            if not batch.operations:
                continue
            if moving and len(batch.operations) < size and not batch.is_old(LINGER_SECONDS) and not batch.is_heavy:
                continue
            if batch.overwrites and time.monotonic() - looked.get(kind, -FRESH_SECONDS) >= FRESH_SECONDS:
                # Updates of what was changed there are made anew by this, of what is true now (engine/record_sync.py).
                read.read_ledger(connection, [kind])
                looked[kind] = time.monotonic()
                return True
            _write(connection, link, call=call, batch=batch)
            return True
    return False


def _write(connection: Connection, link: Connector, *, call: Access, batch: Batch) -> None:
    with database.atomic():
        if outcomes.withdraw_linked(connection, batch) or not batches.mark_sending(connection, batch):
            return  # Made anew from what is true now.
    try:
        answered = link.write(call, batch.operations)
    except OutcomeUnknown:
        with database.atomic():
            batches.mark(batch, postings.PostingState.UNKNOWN)
        raise
    except Rejected as refusal:
        outcomes.record_refused(connection, batch, problems=refusal.problems)
        return
    except (Transient, AuthorisationLost, NotPermitted):
        # Nothing was written: back to where it was.
        with database.atomic():
            batches.mark(batch, postings.PostingState.INTENDED)
        raise
    outcomes.record(connection, batch, answered)


def _after(connection: Connection, trouble: ProviderError) -> float | None:
    """What trouble means: how long to wait, or None where only a person can help."""
    workspace_id, failures = connection.workspace_id, connection.failures + 1
    if isinstance(trouble, AuthorisationLost):
        access.authorisation_lost(connection)
        return None
    if isinstance(trouble, NotPermitted):
        retry_at = datetime.now(UTC) + timedelta(seconds=BACK_OFF_MAX_SECONDS)
        said = f"The ledger does not allow it: {trouble}"[:500]
        connections.update_connection(workspace_id, connection.id, trouble=said, retry_at=retry_at)
        return BACK_OFF_MAX_SECONDS
    if isinstance(trouble, OutcomeUnknown) and not connection.failures:
        # Looked up at once; only a ledger that leaves write after write without an answer is left in peace for a while.
        connections.update_connection(workspace_id, connection.id, failures=failures)
        return 0.0
    if isinstance(trouble, Throttled) and trouble.scope != "day":
        return trouble.retry_after
    wait = trouble.retry_after if isinstance(trouble, Transient) and trouble.retry_after else min(2.0 ** (failures - 1), 60.0)
    wait = wait if isinstance(trouble, Throttled) else min(wait, BACK_OFF_MAX_SECONDS)
    said = "The ledger's limit of calls for today is used up" if isinstance(trouble, Throttled) else "The ledger does not answer"
    retry_at = datetime.now(UTC) + timedelta(seconds=wait)
    text = f"{said}; what waits is kept and goes on by itself at {retry_at:%H:%M:%S} UTC."
    connections.update_connection(workspace_id, connection.id, failures=failures, trouble=text, retry_at=retry_at)
    _log.warning("%s %s: %s", connection.provider, connection.organisation_name, trouble)
    return wait


def _broken(connection: Connection, trouble: Exception) -> float:
    failures = connections.connection(connection.workspace_id, connection.id).failures + 1
    wait = min(2.0**failures, BACK_OFF_MAX_SECONDS)
    said = f"Something went wrong inside Tieout ({type(trouble).__name__}); what waits is kept and tried again by itself."
    retry_at = datetime.now(UTC) + timedelta(seconds=wait)
    connections.update_connection(connection.workspace_id, connection.id, failures=failures, trouble=said, retry_at=retry_at)
    return wait


def _works_again(connection: Connection) -> None:
    if connection.failures or connection.trouble:
        connections.update_connection(connection.workspace_id, connection.id, failures=0, trouble="", retry_at=None)
        connection.failures, connection.trouble = 0, ""


def _still_connected(connection: Connection) -> bool:
    """Read anew before each batch: after a disconnect nothing more may go out (X-51)."""
    now = connections.connection(connection.workspace_id, connection.id)
    connection.failures, connection.trouble, connection.status = now.failures, now.trouble, now.status
    connection.grant_id = now.grant_id
    return now.status == ConnectionStatus.ACTIVE


def _lingers_long(connection: Connection) -> bool:
    return runs.anything_moving(connection.workspace_id)


def _sleep(connection: Connection, *, seconds: float) -> None:
    """Goes on later, durably: a row, no thread. One that waits for `retry_at` does not stand in the way of an earlier turn, which
    comes when a person has reconnected the ledger."""
    now, retry_at = datetime.now(UTC), connections.connection(connection.workspace_id, connection.id).retry_at
    with database.atomic():
        if retry_at is None or retry_at <= now:
            turns.wake(connection.workspace_id, connection.id, delay_seconds=max(0.05, seconds))
            return
        durable.enqueue(
            "send",
            [str(connection.workspace_id), str(connection.id), "due"],
            workflow_id=f"send:{connection.id}:until:{retry_at.timestamp():.3f}",
            partition=str(connection.id),
            delay_seconds=(retry_at - now).total_seconds(),
        )

"""Disconnecting a ledger: nothing touches it any more from this moment on, and everything that we know of it stays readable."""

from uuid import UUID

from tieout.accounting.kinds import REFERENCE_KINDS
from tieout.connectors.contract import Tokens
from tieout.connectors.errors import ProviderError
from tieout.engine import access, reference
from tieout.store import audit, connections, database, grants, mirror, postings, progress, runs
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.vault import Unreadable

HELD = (
    "{name} was disconnected before this was sent. It waits, and is sent when {name} is connected again; cancel the run to drop it."
)


def disconnect(workspace_id: UUID, connection_id: UUID, *, actor: str) -> None:
    """Stops everything towards this organisation at once; links and last-known data stay readable."""
    row = connections.connection(workspace_id, connection_id)
    token = parting_token(row)
    with database.atomic():
        let_go(row, actor=actor)
    give_back(row, token=token)


def parting_token(row: Connection) -> str:
    """A token that is good for saying goodbye, taken before the connection is let go; "" where there is none."""
    if row.status != ConnectionStatus.ACTIVE:
        return ""
    try:
        return access.open_access(row).token()
    except ProviderError:
        return ""


def let_go(row: Connection, *, actor: str) -> None:
    """Our side of it, inside the caller's transaction: from its commit on no call is made, whatever is under way.

    The records' ledger stays that until another takes its place: what records have in it is shown as it was last known.
    """
    workspace_id = row.workspace_id
    connections.update_connection(
        workspace_id,
        row.id,
        status=ConnectionStatus.DISCONNECTED,
        trouble="",
        retry_at=None,
        read_trouble="",
    )
    mirror.archive_reference(workspace_id, row.id, kinds=[kind.value for kind in REFERENCE_KINDS])
    reference.archive(workspace_id, row.id)
    said = HELD.format(name=row.organisation_name)
    held = postings.hold(workspace_id, row.id, problem={"cause": "disconnected", "message": said, "remedy": "Connect it again."})
    waiting = runs.say_of_postings(workspace_id, held, error=said)
    stopped = runs.cancel_of_connection(workspace_id, row.id)
    note = audit.Note(
        actor=actor,
        action="connection.disconnected",
        subject_kind="connection",
        subject_id=str(row.id),
        text=row.organisation_name,
        details={"postings_held": len(held), "runs_held": waiting, "readings_stopped": stopped},
    )
    audit.add(workspace_id, [note])
    progress.show(workspace_id, "connection", subject_id=row.id, state=ConnectionStatus.DISCONNECTED)


def give_back(row: Connection, *, token: str) -> None:
    """The provider's side of it: the access to this organisation ends, and the sign-in where no other organisation needs it."""
    if row.status != ConnectionStatus.ACTIVE:
        return  # The sign-in is worth nothing any more.
    left = connections.connections_of_grant(row.workspace_id, row.grant_id)
    others = [one for one in left if one.status == ConnectionStatus.ACTIVE]
    link = access.connector(row.provider)
    try:
        grant = grants.open_grant(row.workspace_id, row.grant_id)
        tokens = Tokens(access_token=token or grant.access_token, refresh_token=grant.refresh_token, expires_at=grant.expires_at)
        if not link.leave(tokens, organisation_id=row.organisation_id) and not others:
            link.revoke(tokens)
    except (ProviderError, Unreadable) as trouble:
        # What we hold is useless all the same.
        note = audit.Note(
            actor="Tieout",
            action="connection.revocation_failed",
            subject_kind="connection",
            subject_id=str(row.id),
            text=f"{row.organisation_name}: {trouble}",
        )
        with database.atomic():
            audit.add(row.workspace_id, [note])
    if not others:
        grants.mark_revoked(row.workspace_id, row.grant_id)

"""Turns of the sender: asked for inside the transaction that has something to send, so that none is forgotten."""

from uuid import UUID

from tieout.engine import durable
from tieout.store import connections, database


def wake(workspace_id: UUID, connection_id: UUID, *, delay_seconds: float = 0) -> None:
    """Makes sure that a sender looks after this moment. Inside the caller's transaction; as often as one likes."""
    turn = connections.next_turn(workspace_id, connection_id)
    _begin(workspace_id, connection_id, turn=turn, delay_seconds=delay_seconds)

    def seen() -> None:
        # A turn that began while our transaction was open has not seen what it writes: the next one looks again.
        now = connections.next_turn(workspace_id, connection_id)
        if now != turn:
            with database.atomic():
                _begin(workspace_id, connection_id, turn=now, delay_seconds=delay_seconds)

    database.after_commit(seen)


def _begin(workspace_id: UUID, connection_id: UUID, *, turn: int, delay_seconds: float) -> None:
    durable.enqueue(
        "send",
        [str(workspace_id), str(connection_id)],
        workflow_id=f"send:{connection_id}:{turn}",
        partition=str(connection_id),
        delay_seconds=delay_seconds,
    )

"""How a connection is doing: its sign-in, when each kind was read, what waits to be sent, and when it is read next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from tieout.accounting.kinds import EntityKind
from tieout.engine import access, poll
from tieout.settings import settings
from tieout.store import postings
from tieout.store.connections import Connection, ConnectionStatus

# A sign-in that is not used for so many days is lost; each use begins the time anew (xero.md §2, quickbooks.md §2, sage.md §2).
UNUSED_DAYS = {"xero": 60, "quickbooks": 100, "sage": 31}


@dataclass(frozen=True, kw_only=True)
class Read:
    kind: str
    read_at: datetime


@dataclass(frozen=True, kw_only=True)
class Health:
    """`token_ends_at` is renewed by itself; `sign_in_ends_at` is when the sign-in is lost if nothing uses it until then.

    `calls_waiting` is the least number of calls that the waiting postings take.
    """

    signed_in_at: datetime
    token_ends_at: datetime
    sign_in_ends_at: datetime
    reads: tuple[Read, ...]
    read_trouble: str
    next_read_at: datetime | None
    has_webhooks: bool
    waiting_postings: int
    calls_waiting: int


def health(connection: Connection) -> Health:
    manifest, grant = access.connector(connection.provider).manifest, connection.grant
    waiting = postings.kinds_to_send(connection.workspace_id, connection.id)
    sizes = manifest.batch_sizes
    own = settings()
    keys = {"xero": own.xero_webhook_key, "quickbooks": own.quickbooks_webhook_token}
    active = connection.status == ConnectionStatus.ACTIVE
    return Health(
        signed_in_at=grant.created_at,
        token_ends_at=grant.expires_at,
        sign_in_ends_at=grant.expires_at + timedelta(days=UNUSED_DAYS[connection.provider]),
        reads=tuple(
            Read(kind=kind.value, read_at=datetime.fromisoformat(connection.read_at[kind.value]))
            for kind in manifest.kinds
            if kind.value in connection.read_at
        ),
        read_trouble=connection.read_trouble,
        next_read_at=poll.due_at(connection) if active else None,
        has_webhooks=manifest.has_webhooks and bool(keys.get(connection.provider)),
        waiting_postings=sum(waiting.values()),
        calls_waiting=sum(ceil(count / sizes.get(EntityKind(kind), 1)) for (kind, _), count in waiting.items()),
    )

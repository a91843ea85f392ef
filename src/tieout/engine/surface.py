"""What the actions of the engine answer with."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Connected:
    """How a consent ended: connected at once, a choice to make (`pending_id`), or the sentence of `error`."""

    provider: str
    workspace_id: UUID | None = None
    pending_id: UUID | None = None
    connection_ids: tuple[UUID, ...] = ()
    error: str = ""


class NotPossible(Exception):
    """The request cannot be done; the message is for the user and says what to do."""

"""What every part of the sandbox stands on, and the words they share."""

from dataclasses import dataclass

from tieout.sandbox.books import Books
from tieout.sandbox.call import Reply
from tieout.sandbox.changes import Changes
from tieout.sandbox.clock import Clock
from tieout.sandbox.limits import Limits


class ProviderError(Exception):
    """Takes the whole request back and answers with this reply."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"answered {reply.status}")
        self.reply = reply


@dataclass(frozen=True)
class Ground:
    """What all providers stand on."""

    books: Books
    clock: Clock
    limits: Limits

    @property
    def changes(self) -> Changes:
        return self.books.changes


@dataclass(frozen=True)
class Organisation:
    id: str
    name: str
    country: str
    currency: str


@dataclass(frozen=True)
class Caller:
    """Who asks for what, as far as it can be told without answering: for the log, the faults and the limits."""

    organisation: str = ""
    client_id: str = ""
    kind: str = ""  # the kind of path: "Invoices", "token", "query"

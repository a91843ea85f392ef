"""What a committed request has changed, told once to whoever follows: the sender of webhooks."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Operation = Literal["CREATE", "UPDATE", "DELETE", "VOID", "MERGE"]
Follower = Callable[[Sequence["Change"]], None]


@dataclass(frozen=True)
class Change:
    """`kind` and `id` are the provider's own; `detail` is what a notice carries beside them (a credit note's type and status)."""

    provider: str
    organisation: str
    kind: str
    id: str
    operation: Operation
    at: datetime
    detail: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> tuple[str, str, str, str]:
        return (self.provider, self.organisation, self.kind, self.id)


class Changes:
    """Belongs to the books: what is told inside a unit, or a part of one, is forgotten when that is taken back."""

    def __init__(self, undo: Callable[[], list[Callable[[], None]]]) -> None:
        """`undo` gives the open unit's list of steps back, which run last first."""
        self._undo = undo
        self._told: list[Change] = []
        self._followers: list[Follower] = []
        self._silent = False

    def tell(self, change: Change) -> None:
        """Costs nothing while nobody follows."""
        if self._silent or not self._followers:
            return
        # Steps back run last first, so the newest is always the one to forget.
        self._undo().append(self._forget)
        self._told.append(change)

    def follow(self, follower: Follower) -> None:
        self._followers.append(follower)

    def leave(self, follower: Follower) -> None:
        self._followers.remove(follower)

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Nothing done in the block is news: a seed, a snapshot that is put back."""
        before, self._silent = self._silent, True
        try:
            yield
        finally:
            self._silent = before

    def commit(self) -> None:
        """The books call it after a unit has been kept; several changes of one object have become one."""
        if not self._told:
            return
        told, self._told = _settled(self._told), []
        for follower in self._followers:
            follower(told)

    def _forget(self) -> None:
        self._told.pop()


def _settled(told: Sequence[Change]) -> list[Change]:
    """The last word on each object, but what was made stays made, and what was made and removed was never there."""
    first: dict[tuple[str, str, str, str], Change] = {}
    last: dict[tuple[str, str, str, str], Change] = {}
    for change in told:
        first.setdefault(change.place, change)
        last[change.place] = change
    settled = []
    for place, change in last.items():
        made = first[place].operation == "CREATE"
        if made and change.operation == "DELETE":
            continue
        operation = "CREATE" if made else change.operation
        settled.append(Change(*place, operation, change.at, change.detail))
    return settled

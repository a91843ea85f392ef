"""The short way from the start of a run to its steps: a process walks what it has begun itself, at once and many together.

The lane's name stands on the row of a run that is on it, written in the same transaction as the run. What a death leaves there
goes the long way, through the durable queue (docs/decisions/0010).
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

# So many runs of a workspace are walked in one transaction.
TOGETHER = 100
# With more than these before it a new run is left to whichever worker has time.
ROOM = 400


@dataclass(kw_only=True)
class Work:
    """One workspace's: runs to be walked."""

    workspace_id: UUID
    run_ids: list[UUID] = field(default_factory=list)


class Lane:
    """What waits to be walked by this process. Of many threads; nothing here touches the database."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._news = threading.Condition()
        self._waiting: dict[UUID, dict[UUID, None]] = {}
        self._count = 0
        self._poked = False

    @property
    def has_room(self) -> bool:
        return self._count < ROOM

    def walk(self, workspace_id: UUID, run_ids: Sequence[UUID]) -> None:
        """Runs whose rows name this lane, after the transaction that wrote that."""
        with self._news:
            waiting = self._waiting.setdefault(workspace_id, {})
            before = len(waiting)
            waiting.update(dict.fromkeys(run_ids))
            self._count += len(waiting) - before
            self._news.notify()

    def poke(self) -> None:
        """Something else happened that the walker looks at."""
        with self._news:
            self._poked = True
            self._news.notify()

    def next(self, *, seconds: float) -> Work | None:
        """What waits longest, of one workspace; None when nothing does, after a poke or the time."""
        with self._news:
            if not self._waiting and not self._poked:
                self._news.wait(seconds)
            self._poked = False
            if not self._waiting:
                return None
            workspace_id = next(iter(self._waiting))
            waiting = self._waiting.pop(workspace_id)
            taken = list(waiting)[:TOGETHER]
            left = dict.fromkeys(list(waiting)[TOGETHER:])
            if left:  # Behind the others.
                self._waiting[workspace_id] = left
            self._count -= len(taken)
            return Work(workspace_id=workspace_id, run_ids=taken)

    def waiting(self) -> set[UUID]:
        with self._news:
            return {run_id for runs in self._waiting.values() for run_id in runs}


_here: Lane | None = None


def here() -> Lane | None:
    """The lane of this process, where it has one."""
    return _here


def open_lane(name: str) -> Lane:
    global _here
    _here = Lane(name)
    return _here


def close_lane() -> None:
    """What is begun from now on goes the long way."""
    global _here
    _here = None

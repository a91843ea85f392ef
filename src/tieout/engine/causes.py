"""Which run is behind an event: what a step writes, and what comes back from the ledger after it was posted."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tieout.automations.events import Event, EventKind
from tieout.store import caused
from tieout.store.runs import Run

# What is seen changed in a ledger so soon after a posting was that posting; later it was somebody else.
ECHO = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class _At:
    """The runs at work: those about a subject by that, and the deepest of them for all that they write besides."""

    by_subject: Mapping[UUID, Run]
    otherwise: Run | None


_AT_WORK: ContextVar[_At | None] = ContextVar("runs_at_work", default=None)


@contextmanager
def at_work(taken: Sequence[Run]) -> Iterator[None]:
    """What is accepted in the block was caused by these runs."""
    by_subject = {run.subject_id: run for run in taken if run.subject_id is not None}
    token = _AT_WORK.set(_At(by_subject=by_subject, otherwise=max(taken, key=lambda run: run.depth, default=None)))
    try:
        yield
    finally:
        _AT_WORK.reset(token)


@contextmanager
def caused_by(by_subject: Mapping[UUID, Run]) -> Iterator[None]:
    """The same where a step knows which of its runs writes which record."""
    around = _AT_WORK.get()
    token = _AT_WORK.set(_At(by_subject=by_subject, otherwise=around.otherwise if around else None))
    try:
        yield
    finally:
        _AT_WORK.reset(token)


def causes(workspace_id: UUID, happened: Sequence[Event]) -> dict[str, Run]:
    """By the event's key the run that caused it, where one did."""
    work = _AT_WORK.get()
    if work is not None and work.otherwise is not None:
        return {event.key: work.by_subject.get(UUID(event.subject), work.otherwise) for event in happened if event.subject}
    seen = [event for event in happened if event.kind == EventKind.ENTITY_CHANGED]
    if not seen:
        return {}
    found: dict[str, Run] = {}
    by_connection: dict[str, list[Event]] = {}
    for event in seen:
        by_connection.setdefault(event.source, []).append(event)
    since = datetime.now(UTC) - ECHO
    for connection, members in by_connection.items():
        pairs = {(event.subject_kind, str(event.values.get("id", ""))) for event in members}
        posted = caused.runs_that_posted(workspace_id, UUID(connection), pairs=pairs, since=since)
        for event in members:
            run = posted.get((event.subject_kind, str(event.values.get("id", ""))))
            if run is not None:
                found[event.key] = run
    return found

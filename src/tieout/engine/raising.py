"""Raising exceptions: what needs a person is kept in the queue, and is an event that automations can be started by."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from tieout.accounting.money import plain
from tieout.automations.events import Event, EventKind
from tieout.engine import intake
from tieout.store import exceptions, run_causes
from tieout.store.exceptions import ExceptionItem

SOURCE = "exceptions"


def raise_exceptions(workspace_id: UUID, items: Sequence[ExceptionItem]) -> None:
    """Inside the caller's transaction. One that is open already is brought up to date and is no event."""
    opened = exceptions.raise_exceptions(workspace_id, items)
    if opened:
        about = _automations(workspace_id, opened)
        intake.accept(workspace_id, [_event(item, about[item.id]) for item in opened])


def _event(item: ExceptionItem, automations: Sequence[str]) -> Event:
    now = datetime.now(UTC)
    values: dict[str, object] = {
        "cause": item.cause,
        "message": item.message,
        "remedy": item.remedy,
        "title": item.title,
        "subject_kind": item.subject_kind,
        "subject": str(item.subject_id or ""),
        "connection": str(item.connection_id or ""),
        "amount": None if item.amount is None else plain(item.amount, places=2),
        "currency": item.currency,
        "run": str(item.run_id or ""),
        "automations": list(automations),
    }
    return Event(
        key=f"{item.id}:{now.isoformat()}",
        source=SOURCE,
        kind=EventKind.EXCEPTION_RAISED,
        subject=str(item.id),
        subject_kind="exception",
        values=values,
        occurred_at=now,
    )


def _automations(workspace_id: UUID, items: Sequence[ExceptionItem]) -> dict[UUID, list[str]]:
    """The automations at whose work each came up: that of its run, those that wait for its posting, those at work on its subject.
    An exception never starts one of these."""
    behind = {item.id: item.run_id or (item.subject_id if item.subject_kind == "run" else None) for item in items}
    of_runs = run_causes.automations_of(workspace_id, [run_id for run_id in behind.values() if run_id])
    of_postings = run_causes.automations_waiting_for(workspace_id, [item.posting_id for item in items if item.posting_id])
    of_subjects = run_causes.automations_at_work_on(workspace_id, [item.subject_id for item in items if item.subject_id])
    found: dict[UUID, list[str]] = {}
    for item in items:
        own: set[UUID] = set()
        for key, known in ((behind[item.id], of_runs), (item.posting_id, of_postings), (item.subject_id, of_subjects)):
            own |= known.get(key, set()) if key else set()
        found[item.id] = sorted(map(str, own))
    return found

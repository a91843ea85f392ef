"""Taking in three hundred asks the database as often as taking in one hundred, up to the size of a batch."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tieout.automations.events import Event, EventKind
from tieout.engine import intake, shop
from tieout.engine import records as engine_records
from tieout.store import collections, events, exceptions, links, mirror, records, runs
from tieout.store.collections import Collection
from tieout.store.exceptions import ExceptionItem
from tieout.store.ids import new_id
from tieout.store.mirror import Sight
from tieout.store.records import Draft

_NUMBERS = itertools.count()


@pytest.fixture(autouse=True)
def _one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django writes at most 999 values a statement on SQLite; a batch is to hold all that these tests write."""
    monkeypatch.setattr(connection.features, "max_query_params", 30_000)


def queries(work: Callable[[], object]) -> int:
    """Our own statements; the durable engine has some for each workflow, a hundred runs to one."""
    with CaptureQueriesContext(connection) as asked:
        work()
    return len([one for one in asked.captured_queries if "dbos" not in one["sql"].lower()])


def sights(count: int, status: str) -> list[Sight]:
    return [
        Sight(
            kind="invoice",
            external_id=f"i-{count}-{number}",
            body=f'{{"n": {number}, "s": "{status}"}}',
            entity={"number": str(number)},
            gross=Decimal("12.00"),
            status=status,
        )
        for number in range(count)
    ]


def drafts(count: int, text: str) -> list[Draft]:
    return [
        Draft(
            key=f"{count}-{number}",
            title=f"Order {number}",
            values={"number": str(number), "note": text},
            problems=[],
            source_hash=text,
        )
        for number in range(count)
    ]


def happened(count: int) -> list[Event]:
    return [
        Event(
            key=f"event-{next(_NUMBERS)}",
            source="orders",
            kind=EventKind.RECORD_CREATED,
            subject=str(new_id()),
            subject_kind="record",
            values={"number": str(number)},
            previous={},
            occurred_at=datetime.now(UTC),
        )
        for number in range(count)
    ]


def troubles(workspace_id: UUID, count: int) -> list[ExceptionItem]:
    return [
        ExceptionItem(workspace_id=workspace_id, fingerprint=f"{count}:{number}", cause="refused", message="refused")
        for number in range(count)
    ]


def link(workspace_id: UUID, connection_id: UUID, *, external_id: str) -> links.Link:
    return links.Link(
        workspace_id=workspace_id,
        connection_id=connection_id,
        kind="invoice",
        external_id=external_id,
        source_kind="record",
        source_id=new_id(),
    )


def test_the_mirror_takes_in_what_is_new_what_changed_and_what_did_not(workspace_id: UUID, connection_id: UUID) -> None:
    def counted(count: int) -> list[int]:
        def seen(status: str) -> int:
            wanted = sights(count, status)
            return queries(lambda: mirror.take_in(workspace_id, connection_id, sights=wanted))

        return [seen("open"), seen("paid"), seen("paid")]

    few, many = counted(100), counted(300)
    assert few == many
    assert few[2] <= 4  # what was seen, the newest instant, on PostgreSQL with a lock


def test_records_are_saved(orders: Collection) -> None:
    def counted(count: int) -> list[int]:
        def saved(text: str) -> int:
            wanted = drafts(count, text)
            return queries(lambda: records.save_drafts(orders.workspace_id, orders, drafts=wanted))

        return [saved("a"), saved("b"), saved("b")]

    few, many = counted(100), counted(300)
    assert few == many
    assert few[2] <= 2  # what is there, on PostgreSQL with a lock


def test_records_are_saved_with_their_events_runs_and_audit(workspace_id: UUID) -> None:
    shop.set_up(workspace_id, actor="setup")
    orders = collections.collection(workspace_id, "orders")
    assert orders is not None

    def save(count: int) -> int:
        return queries(lambda: engine_records.save_drafts(workspace_id, orders, drafts=drafts(count, "a"), actor="import"))

    save(1)
    assert save(100) == save(300)
    assert runs.Run.objects.filter(workspace_id=workspace_id).count() == 401


def test_events_are_accepted_and_start_their_runs(workspace_id: UUID) -> None:
    shop.set_up(workspace_id, actor="setup")

    def accept(count: int) -> int:
        wanted = happened(count)
        return queries(lambda: intake.accept(workspace_id, wanted))

    accept(1)
    assert accept(100) == accept(300)
    assert events.Event.objects.filter(workspace_id=workspace_id).count() == 401


def test_exceptions_are_raised_and_raised_again(workspace_id: UUID) -> None:
    def counted(count: int) -> list[int]:
        return [queries(lambda: exceptions.raise_exceptions(workspace_id, troubles(workspace_id, count))) for _ in range(2)]

    assert counted(100) == counted(300)


def test_links_are_made_and_found(workspace_id: UUID, connection_id: UUID) -> None:
    def counted(count: int) -> list[int]:
        rows = [link(workspace_id, connection_id, external_id=f"{count}-{number}") for number in range(count)]
        return [
            queries(lambda: links.create_links(rows)),
            queries(
                lambda: links.links_by_sources(
                    workspace_id, connection_id, source_kind="record", source_ids=[row.source_id for row in rows]
                )
            ),
            queries(
                lambda: links.links_by_external(
                    workspace_id, connection_id, source_kind="record", pairs=[(row.kind, row.external_id) for row in rows]
                )
            ),
        ]

    assert counted(100) == counted(300)

"""The mirror takes in what was seen, tells only what really changed, and keeps what an entity was before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from tieout.store import mirror, workspaces
from tieout.store.mirror import Sight

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
INVOICE = Sight(
    kind="invoice",
    external_id="i-1",
    body='{"InvoiceNumber": "INV-1", "Total": 120.00}',
    entity={"number": "INV-1", "gross": "120.00"},
    version="1",
    number="INV-1",
    name="Customer 17850",
    contact_id="c-1",
    status="open",
    issued_on=date(2026, 10, 1),
    currency="GBP",
    gross=Decimal("120.00"),
    due=Decimal("120.00"),
    updated_at=NOON,
)
PAID = replace(
    INVOICE,
    body='{"InvoiceNumber": "INV-1", "Total": 120.00, "Paid": true}',
    entity={"number": "INV-1", "gross": "120.00", "status": "paid"},
    version="2",
    status="paid",
    due=Decimal("0.00"),
    updated_at=NOON + timedelta(minutes=5),
)
STUB = Sight(kind="invoice", external_id="i-1", body="", entity=None, deleted=True)


@pytest.fixture
def see(workspace_id: UUID, connection_id: UUID) -> Callable[..., list[mirror.Change]]:
    def seen(*sights: Sight) -> list[mirror.Change]:
        return mirror.take_in(workspace_id, connection_id, sights=sights)

    return seen


@pytest.fixture
def shown(workspace_id: UUID, connection_id: UUID) -> Callable[[], mirror.MirrorEntity]:
    def kept() -> mirror.MirrorEntity:
        row = mirror.entity(workspace_id, connection_id, kind="invoice", external_id="i-1")
        assert row is not None
        return row

    return kept


See = Callable[..., list[mirror.Change]]
Shown = Callable[[], mirror.MirrorEntity]


def test_it_keeps_every_column_of_what_was_seen(see: See, shown: Shown) -> None:
    (change,) = see(INVOICE)
    assert (change.change, change.previous) == ("created", None)
    row = shown()
    for name in mirror.CHANGING:
        assert getattr(row, name) == getattr(INVOICE, name), name
    assert (row.deleted, row.archived, row.problem, row.provider_updated_at) == (False, False, "", NOON)


def test_what_is_seen_unchanged_tells_nothing_and_leaves_no_history(workspace_id: UUID, see: See, shown: Shown) -> None:
    see(INVOICE)
    before = shown()
    assert see(INVOICE) == see(replace(INVOICE, updated_at=NOON + timedelta(hours=1))) == []
    assert len(mirror.history(workspace_id, before.id)) == 1
    assert shown().seen_at == before.seen_at


def test_a_change_is_told_with_what_it_was_before(see: See, shown: Shown) -> None:
    see(INVOICE)
    (change,) = see(PAID)
    assert (change.change, change.previous) == ("updated", INVOICE.entity)
    row = shown()
    assert (row.status, row.due, row.version, row.entity) == ("paid", Decimal(0), "2", PAID.entity)


def test_the_same_entity_in_other_words_is_kept_and_tells_nothing(workspace_id: UUID, see: See, shown: Shown) -> None:
    """The answer to a write says more than the list that is read after it."""
    see(INVOICE)
    again = replace(INVOICE, body='{"InvoiceNumber": "INV-1", "Total": 120.00, "HasErrors": false}', version="2")
    assert [one.change for one in see(again)] == ["reworded"]
    assert (shown().version, shown().body) == ("2", again.body)
    assert len(mirror.history(workspace_id, shown().id)) == 2


def test_an_older_page_does_not_undo_what_a_newer_answer_told(see: See, shown: Shown) -> None:
    see(PAID)
    assert see(INVOICE) == []
    assert shown().status == "paid"


def test_an_answer_without_a_time_is_believed(see: See, shown: Shown) -> None:
    see(INVOICE)
    assert [one.change for one in see(replace(PAID, updated_at=None))] == ["updated"]
    assert shown().provider_updated_at == NOON
    assert see(replace(INVOICE, updated_at=NOON - timedelta(seconds=1))) == []


def test_the_same_thing_seen_twice_in_one_page_is_taken_as_it_was_seen_last(see: See, shown: Shown) -> None:
    changes = see(INVOICE, PAID)
    assert [one.change for one in changes] == ["created"]
    assert shown().status == "paid"


def test_a_stub_of_a_deleted_entity_keeps_what_it_was(see: See, shown: Shown) -> None:
    see(INVOICE)
    (change,) = see(STUB)
    assert (change.change, change.previous) == ("deleted", INVOICE.entity)
    row = shown()
    assert row.deleted
    assert (row.number, row.gross, row.entity, row.body) == ("INV-1", Decimal("120.00"), INVOICE.entity, INVOICE.body)
    assert see(STUB) == []


def test_a_stub_of_something_never_seen_is_nothing(workspace_id: UUID, connection_id: UUID, see: See) -> None:
    assert see(STUB) == []
    assert mirror.entity(workspace_id, connection_id, kind="invoice", external_id="i-1") is None


def test_what_was_deleted_and_is_seen_again_is_there_again(see: See, shown: Shown) -> None:
    see(INVOICE)
    see(STUB)
    assert [one.change for one in see(INVOICE)] == ["updated"]
    assert not shown().deleted


def test_every_state_that_was_seen_stays_readable(workspace_id: UUID, see: See, shown: Shown) -> None:
    for sight in (INVOICE, PAID, STUB):
        see(sight)
    states = mirror.history(workspace_id, shown().id)
    assert [(one.body, one.deleted) for one in states] == [(INVOICE.body, False), (PAID.body, False), (PAID.body, True)]
    assert len({one.hash for one in states}) == 3
    assert states[0].seen_at <= states[1].seen_at <= states[2].seen_at


def test_what_a_full_reading_no_longer_lists_is_deleted_and_kept_readable(
    workspace_id: UUID, connection_id: UUID, see: See, shown: Shown
) -> None:
    see(INVOICE, replace(INVOICE, external_id="i-2", number="INV-2"))
    gone = mirror.mark_missing(workspace_id, connection_id, kinds=["invoice"], seen={"invoice": {"i-2"}})
    assert [row.external_id for row in gone] == ["i-1"]
    row = shown()
    assert (row.deleted, row.number) == (True, "INV-1")
    assert [one.deleted for one in mirror.history(workspace_id, row.id)] == [False, True]
    assert [one.external_id for one in mirror.entities(workspace_id, connection_id, kinds=["invoice"])] == ["i-2"]
    assert mirror.mark_missing(workspace_id, connection_id, kinds=["invoice"], seen={"invoice": {"i-2"}}) == []


def test_what_was_missing_and_is_listed_again_unchanged_is_there_again(
    workspace_id: UUID, connection_id: UUID, see: See, shown: Shown
) -> None:
    see(INVOICE)
    mirror.mark_missing(workspace_id, connection_id, kinds=["invoice"], seen={})
    assert [one.change for one in see(INVOICE)] == ["updated"]
    assert not shown().deleted


def test_a_reading_of_one_kind_says_nothing_about_another(workspace_id: UUID, connection_id: UUID, see: See, shown: Shown) -> None:
    see(INVOICE)
    assert mirror.mark_missing(workspace_id, connection_id, kinds=["payment"], seen={}) == []
    assert not shown().deleted


def test_the_same_id_in_two_ledgers_is_two_entities(
    workspace_id: UUID, connection_id: UUID, connect: Callable[[str], UUID], see: See
) -> None:
    other = connect("two")
    see(INVOICE)
    assert [one.change for one in mirror.take_in(workspace_id, other, sights=[PAID])] == ["created"]
    statuses = [
        row.status for one in (connection_id, other) if (row := mirror.entity(workspace_id, one, kind="invoice", external_id="i-1"))
    ]
    assert statuses == ["open", "paid"]


def test_another_workspace_sees_nothing_of_it(connection_id: UUID, see: See, shown: Shown) -> None:
    see(INVOICE)
    stranger = workspaces.create_workspace("Another shop").id
    assert mirror.entity(stranger, connection_id, kind="invoice", external_id="i-1") is None
    assert mirror.entities(stranger, connection_id, kinds=["invoice"]) == []
    assert mirror.entities_by_ids(stranger, [shown().id]) == {}
    assert mirror.entities_by_external_ids(stranger, connection_id, pairs=[("invoice", "i-1")]) == {}
    assert mirror.history(stranger, shown().id) == []


def test_reference_data_is_offered_while_the_ledger_has_it_and_kept_when_not(
    workspace_id: UUID, connection_id: UUID, see: See
) -> None:
    see(*[replace(INVOICE, kind="account", external_id=code, number=code) for code in ("200", "205", "400")])

    def offered() -> list[str]:
        return sorted(row.number for row in mirror.entities(workspace_id, connection_id, kinds=["account"]) if not row.archived)

    mirror.restore_reference(workspace_id, connection_id, kinds=["account"], external_ids=["200", "205"])
    assert offered() == ["200", "205"]
    mirror.archive_reference(workspace_id, connection_id, kinds=["account"])
    assert offered() == []
    mirror.restore_reference(workspace_id, connection_id, kinds=["account"], external_ids=["200", "205", "400"])
    assert offered() == ["200", "205", "400"]


def test_names_longer_than_a_column_are_cut_and_their_body_is_whole(see: See, shown: Shown) -> None:
    see(replace(INVOICE, name="n" * 900, number="9" * 400, body="b" * 10_000))
    row = shown()
    assert (len(row.name), len(row.number), len(row.body)) == (600, 300, 10_000)

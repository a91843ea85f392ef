"""Masses beside what others do at once: nothing is made twice or lost, and a mass always ends."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from integration.engine.stage import Shop, wait_until
from tieout.accounting.kinds import EntityKind
from tieout.engine import actions, linking, mass, read, retry, turns
from tieout.engine.linking import Target
from tieout.engine.surface import NotPossible
from tieout.store import automations, collections, database, links, masses, mirror, runs
from tieout.store import connections as ledgers
from tieout.store.collections import Field
from tieout.store.listings import Place
from tieout.store.masses import Mass, MassRow, MassState
from tieout.store.mirror import MirrorEntity
from tieout.store.records import Record

ACTOR = "finance@shop.example"


@pytest.fixture
def desk(connected: Shop) -> Shop:
    """No automation acts until a test lets it."""
    automatic(connected, enabled=False)
    return connected


def automatic(shop: Shop, *, enabled: bool) -> None:
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=enabled)


@contextmanager
def sender_waits(shop: Shop) -> Iterator[None]:
    """Another one has the turn: nothing goes out before the block ends."""
    own = shop.workspace_id, shop.ledgers["xero"]
    wait_until(lambda: ledgers.take_sending(*own, holder="this test", seconds=60), "the sender has ended its turn")
    try:
        yield
    finally:
        ledgers.release_sending(*own, holder="this test")
        with database.atomic():
            turns.wake(*own)


def plan(shop: Shop, direction: str) -> Mass:
    wish = mass.Wish(collection_key="customers", direction=direction)
    row = mass.begin(shop.workspace_id, shop.ledgers["xero"], wish=wish, actor=ACTOR)
    wait_until(lambda: now(row).state != "planning", "the plan is made")
    return now(row)


def now(row: Mass) -> Mass:
    found = masses.mass_by_id(row.workspace_id, row.id)
    assert found is not None
    return found


def applied(row: Mass) -> None:
    mass.apply(row, actor=ACTOR)
    ended(row)


def ended(row: Mass) -> None:
    wait_until(lambda: now(row).state == "finished", "the plan is applied")


def rows(row: Mass) -> list[MassRow]:
    return masses.rows_page(row.workspace_id, Place(limit=200), mass_id=row.id).rows


def waiting(row: Mass) -> None:
    """Everything of it waits for the ledger."""
    wait_until(lambda: {one.state for one in rows(row)} == {"waiting"}, "its rows wait for the ledger")


def in_ledger(shop: Shop, *names: str) -> list[MirrorEntity]:
    """Contacts that somebody made there, as we have read them, in that order."""
    shop.put("Contacts", {"Contacts": [{"Name": name} for name in names]})
    read.read_ledger(shop.connection(), [EntityKind.CONTACT])
    found = {one.name: one for one in mirror.entities(shop.workspace_id, shop.ledgers["xero"], kinds=["contact"])}
    return [found[name] for name in names]


def link(shop: Shop, record: Record, *, there: MirrorEntity) -> None:
    target = Target(connection_id=shop.ledgers["xero"], kind=there.kind, external_id=there.external_id)
    linking.link(shop.workspace_id, record.id, target=target, actor=ACTOR)


def loosely(shop: Shop) -> None:
    """Customers need nothing but a name, so that every contact of the ledger can become one."""
    Field.objects.filter(workspace_id=shop.workspace_id, collection__key="customers").exclude(key="name").update(required=False)


def test_no_two_imported_records_get_one_key(desk: Shop) -> None:
    desk.customer("1", name="Zenith Motors", account_number="Z-9")
    there = [{"Name": "Alder Trading", "AccountNumber": "1"}, {"Name": "Birch Interiors", "AccountNumber": "2"}]
    desk.put("Contacts", {"Contacts": there})
    applied(plan(desk, "import"))
    made = {record.values["name"]: record.key for record in desk.all_records("customers")}
    assert made == {"Zenith Motors": "1", "Birch Interiors": "2", "Alder Trading": "3"}


def test_two_rows_that_are_answered_with_one_record_are_not_both_linked(desk: Shop) -> None:
    loosely(desk)
    desk.put("Contacts", {"Contacts": [{"Name": "Birch Interiors"}, {"Name": "Birch Interior"}]})
    record = desk.customer("C2", name="Birch Interiors", account_number="")
    row = plan(desk, "import")
    assert [one.action for one in rows(row)] == ["doubtful", "doubtful"]
    for one in rows(row):
        mass.decide(row, number=one.number, choice="link", chosen=str(record.id), actor=ACTOR)
    applied(row)
    said = sorted((one.state, one.outcome) for one in rows(row))
    assert said == [("done", "Linked"), ("refused", "Another row of this plan is linked to the same record.")]
    (only,) = links.links_of(desk.workspace_id, "record", source_id=record.id)
    assert only.external_id == next(one.external_id for one in rows(row) if one.state == "done")


def test_what_was_linked_after_the_plan_is_not_imported_once_more(desk: Shop) -> None:
    loosely(desk)
    (there,) = in_ledger(desk, "Birch Interiors")
    row = plan(desk, "import")
    assert [one.action for one in rows(row)] == ["create"]
    record = desk.customer("C9", name="Nothing alike")
    link(desk, record, there=there)
    applied(row)
    assert [(one.state, one.outcome) for one in rows(row)] == [("changed", "A record was linked to it after the plan was made.")]
    assert [one.key for one in desk.all_records("customers")] == ["C9"]


def test_one_clash_in_a_unique_field_refuses_its_row_only(desk: Shop) -> None:
    loosely(desk)
    Field.objects.filter(workspace_id=desk.workspace_id, collection__key="customers", key="email").update(unique=True)
    desk.customer("C1", name="Zenith Motors", email="office@shared.example")
    there = {"Alder Trading": "alder", "Cedar Books": "cedar", "Dawn Bakery": "alder"}
    said = [{"Name": name, "EmailAddress": f"office@{own}.example"} for name, own in there.items()]
    desk.put("Contacts", {"Contacts": said})
    row = plan(desk, "import")
    assert [(one.name, one.action) for one in rows(row)] == [
        ("Alder Trading", "create"), ("Cedar Books", "create"), ("Dawn Bakery", "refused"),
    ]  # fmt: skip
    assert rows(row)[2].reasons == ["E-mail is that of Alder Trading already"]
    # The value is taken between the plan and its application.
    other = desk.all_records("customers")[0]
    actions.change_record(desk.workspace_id, other.id, changes={"email": "office@cedar.example"}, actor=ACTOR)
    applied(row)
    assert [(one.name, one.state) for one in rows(row)] == [
        ("Alder Trading", "done"), ("Cedar Books", "refused"), ("Dawn Bakery", "left"),
    ]  # fmt: skip
    assert len(desk.all_records("customers")) == 2


@pytest.mark.contended
def test_only_one_of_two_plans_is_applied_at_a_time(desk: Shop) -> None:
    desk.customer("C1")
    first, second = plan(desk, "export"), plan(desk, "export")
    masses.update_mass(desk.workspace_id, first.id, state=MassState.PAUSED)
    with pytest.raises(NotPossible, match="Another one is under way"):
        mass.apply(second, actor=ACTOR)
    with pytest.raises(NotPossible, match="Another one is under way"):
        plan(desk, "export")
    masses.update_mass(desk.workspace_id, second.id, state=MassState.APPLYING)
    with pytest.raises(NotPossible, match="cannot be changed now"):
        mass.decide(second, number=1, choice="leave", chosen="", actor=ACTOR)
    masses.update_mass(desk.workspace_id, second.id, state=MassState.PLANNED)
    applied(first)
    applied(second)
    assert [one["Name"] for one in desk.objects("Contacts")] == ["Customer C1"]
    assert [one.state for one in rows(second)] == ["changed"]


@pytest.mark.contended
def test_a_record_that_somebody_links_meanwhile_does_not_keep_a_mass_from_ending(desk: Shop) -> None:
    (there,) = in_ledger(desk, "Old Name")
    customer = desk.customer("C1")
    row = plan(desk, "export")
    with sender_waits(desk):
        mass.apply(row, actor=ACTOR)
        waiting(row)
        link(desk, customer, there=there)
        ended(row)
    assert [(one.state, one.outcome) for one in rows(row)] == [("done", "Already linked")]
    assert [one["Name"] for one in desk.objects("Contacts")] == ["Old Name"]


def test_cancelling_the_run_of_a_mass_cancels_the_mass(desk: Shop) -> None:
    desk.customer("C1")
    row = plan(desk, "export")
    with sender_waits(desk):
        mass.apply(row, actor=ACTOR)
        waiting(row)
        assert row.run_id is not None
        retry.cancel_run(desk.workspace_id, row.run_id, actor=ACTOR)
    assert now(row).state == "cancelled"
    assert {one.state for one in desk.postings()} == {"cancelled"}
    assert desk.run(row.run_id).status == "cancelled"


def test_an_import_ends_when_the_mapping_is_taken_away_under_it(desk: Shop) -> None:
    loosely(desk)
    in_ledger(desk, "Birch Interiors")
    row = plan(desk, "import")
    masses.update_mass(desk.workspace_id, row.id, state=MassState.APPLYING)
    collections.set_accounting(desk.workspace_id, key="customers", accounting_type="none", mapping={})
    found, run = masses.of_run(desk.workspace_id, row.run_id or row.id), runs.run_by_id(desk.workspace_id, row.run_id or row.id)
    assert found is not None
    assert run is not None
    mass.carry_out(found, run)
    assert now(row).state == "finished"
    assert [one.state for one in rows(row)] == ["changed"]
    assert desk.all_records("customers") == []


def test_what_an_automation_has_intended_stays_its_own(desk: Shop) -> None:
    with sender_waits(desk):
        automatic(desk, enabled=True)
        customer = desk.customer("C1")
        wait_until(lambda: [one.state for one in desk.postings()] == ["intended"], "the automation's posting waits")
        automatic(desk, enabled=False)
        row = plan(desk, "export")
        mass.apply(row, actor=ACTOR)
        waiting(row)
        mass.cancel(row, actor=ACTOR)
        assert [one.state for one in desk.postings()] == ["intended"]
    desk.settle_runs()
    assert [run.status for run in desk.runs_of(customer)] == ["succeeded"]
    assert [one["Name"] for one in desk.objects("Contacts")] == ["Customer C1"]


def test_an_automation_that_waited_for_a_mass_goes_on_when_that_is_cancelled(desk: Shop) -> None:
    customer = desk.customer("C1")
    row = plan(desk, "export")
    with sender_waits(desk):
        mass.apply(row, actor=ACTOR)
        waiting(row)
        automatic(desk, enabled=True)
        actions.change_record(desk.workspace_id, customer.id, changes={"email": "orders@customer.example"}, actor=ACTOR)
        wait_until(lambda: [run.status for run in desk.runs_of(customer)] == ["waiting"], "the automation waits for it too")
        mass.cancel(row, actor=ACTOR)
    desk.settle_runs()
    assert [run.status for run in desk.runs_of(customer)] == ["succeeded"]
    (contact,) = desk.objects("Contacts")
    assert (contact["Name"], contact["EmailAddress"]) == ("Customer C1", "orders@customer.example")

"""Masses at work on the sandbox: planned, applied, paused, taken up again, and told row by row."""

import math
from uuid import UUID

import pytest

from integration.engine.stage import Shop, wait_until
from tieout.accounting.contacts import Contact
from tieout.accounting.kinds import EntityKind
from tieout.engine import access, actions, identity, mass, read
from tieout.engine import collections as verbs
from tieout.engine.surface import NotPossible
from tieout.mapping.shop import CUSTOMERS_MAPPING
from tieout.store import automations, collections, database, links, masses, postings
from tieout.store.listings import Place
from tieout.store.masses import Mass, MassRow

ACTOR = "finance@shop.example"
CONTACTS = {"xero": "Contacts", "quickbooks": "Customer", "sage": "contacts"}


@pytest.fixture(autouse=True)
def by_hand(shop: Shop) -> None:
    """No automation acts: what goes to the ledger goes by the plan."""
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=False)


def plan(shop: Shop, direction: str, *, provider: str = "xero", file: tuple[str, bytes] = ("", b"")) -> Mass:
    wish = mass.Wish(collection_key="customers", direction=direction, file=file)
    row = mass.begin(shop.workspace_id, shop.ledgers[provider], wish=wish, actor=ACTOR)
    wait_until(lambda: now(row).state != "planning", "the plan is made")
    return now(row)


def applied(row: Mass) -> Mass:
    mass.apply(row, actor=ACTOR)
    wait_until(lambda: now(row).state == "finished", "the plan is applied")
    return now(row)


def now(row: Mass) -> Mass:
    found = masses.mass_by_id(row.workspace_id, row.id)
    assert found is not None
    return found


def rows(row: Mass, **wanted: str) -> list[MassRow]:
    return masses.rows_page(row.workspace_id, Place(limit=200), mass_id=row.id, **wanted).rows


def counts(row: Mass) -> dict[str, dict[str, int]]:
    return masses.counted(row.workspace_id, row.id)


def customers(shop: Shop, count: int) -> None:
    with database.atomic():
        for number in range(count):
            shop.customer(f"C{number:03d}", name=f"Customer number {number:03d}")


@pytest.mark.feature("R-13")
@pytest.mark.parametrize(("provider", "count"), [("xero", 130), ("quickbooks", 70), ("sage", 25)])
def test_it_exports_each_record_once_in_full_batches(shop: Shop, provider: str, count: int) -> None:
    shop.connect(provider)
    customers(shop, count)
    before, names_before = _writes(shop, provider), _names(shop, provider)
    row = plan(shop, "export", provider=provider)
    assert counts(row) == {"create": {"planned": count}}
    assert _names(shop, provider) == names_before
    applied(row)
    assert counts(row) == {"create": {"done": count}}
    assert len(_names(shop, provider)) == len(names_before) + count
    assert len(set(_names(shop, provider))) == len(_names(shop, provider))
    manifest = access.connector(provider).manifest
    least = math.ceil(count / manifest.batch_sizes.get(manifest.customer_kind, 1))
    assert _writes(shop, provider) - before <= math.ceil(1.1 * least)
    assert counts(plan(shop, "export", provider=provider)) == {"nothing": {"planned": count}}


@pytest.mark.contended
@pytest.mark.feature("R-13")
def test_it_goes_on_after_a_lost_answer_and_a_pause_and_loses_none(connected: Shop) -> None:
    customers(connected, 140)
    connected.fault("lost", provider="xero", method="PUT", path="/api.xro/2.0/Contacts", times=1)
    # The second batch is under way when the pause comes, so that the third waits for it.
    connected.fault("slow", provider="xero", method="PUT", path="/api.xro/2.0/Contacts", nth=2, seconds=2)
    row = plan(connected, "export")
    mass.apply(row, actor=ACTOR)
    wait_until(lambda: connected.objects("Contacts"), "the first batch is written")
    mass.pause(row, actor=ACTOR)
    assert now(row).state == "paused"
    ledger = connected.ledgers["xero"]
    wait_until(lambda: not postings.anything_to_send(connected.workspace_id, ledger), "what was on its way has arrived")
    assert now(row).state == "paused"
    assert len(connected.objects("Contacts")) < 140
    applied(row)
    assert counts(row) == {"create": {"done": 140}}
    assert sorted(one["Name"] for one in connected.objects("Contacts")) == [
        f"Customer number {number:03d}" for number in range(140)
    ]


@pytest.mark.feature("R-13")
def test_it_links_what_is_certainly_there_and_asks_about_the_doubtful(connected: Shop) -> None:
    there = {
        "Contacts": [{"Name": "Alder Trading Ltd", "AccountNumber": "C1"}, {"Name": "Birch Interiors"}, {"Name": "Cedar Books"}]
    }
    connected.put("Contacts", there)
    with database.atomic():
        connected.customer("C1", name="ALDER Trading Limited")
        connected.customer("C2", name="Birch Interiors")
        connected.customer("C3", name="Cedar Books")
        connected.customer("C5", name="Zenith Motors")
        connected.customer("C6", name="Zenith Motors")
    row = plan(connected, "export")
    planned = {one.record_key: one for one in rows(row)}
    assert {key: one.action for key, one in planned.items()} == {
        "C1": "link", "C2": "doubtful", "C3": "doubtful", "C5": "create", "C6": "doubtful",
    }  # fmt: skip
    assert planned["C6"].reasons == ["Record C5 of this plan has the same name"]
    birch = str(planned["C2"].candidates[0]["id"])
    with pytest.raises(NotPossible):
        mass.decide(row, number=planned["C2"].number, choice="link", chosen="no such id", actor=ACTOR)
    mass.decide(row, number=planned["C2"].number, choice="link", chosen=birch, actor=ACTOR)
    applied(row)
    ended = {one.record_key: (one.state, one.outcome) for one in rows(row)}
    assert ended["C1"] == ended["C2"] == ("done", "Linked")
    assert ended["C3"] == ("left", "Not decided, so it was left out")
    assert ended["C5"] == ("done", "Created")
    assert sorted(one["Name"] for one in connected.objects("Contacts")) == [
        "Alder Trading Ltd", "Birch Interiors", "Cedar Books", "Zenith Motors",
    ]  # fmt: skip
    linked = links.links_of(connected.workspace_id, "record", source_id=_id(planned["C2"]))
    assert linked[0].external_id == birch
    decided = identity.judge(
        connected.workspace_id, connected.ledgers["xero"], entity=_contact("Birch Interiors"), source_id=_id(planned["C2"])
    )
    assert decided.certainty == "certain"


@pytest.mark.feature("T-02")
def test_it_shows_each_field_before_and_after_and_stops_where_a_side_has_changed_since(connected: Shop) -> None:
    mapping = CUSTOMERS_MAPPING.model_copy(update={"update_linked": True}).model_dump(mode="json")
    collections.set_accounting(connected.workspace_id, key="customers", accounting_type="contacts", mapping=mapping)
    customers(connected, 1)
    applied(plan(connected, "export"))
    collections.set_accounting(
        connected.workspace_id, key="customers", accounting_type="contacts", mapping={**mapping, "update_linked": False}
    )
    linked = connected.all_records("customers")[0]
    actions.change_record(connected.workspace_id, linked.id, changes={"email": "orders@customer.example"}, actor=ACTOR)
    collections.set_accounting(connected.workspace_id, key="customers", accounting_type="contacts", mapping=mapping)
    connected.customer("C1", name="Alder Trading")
    connected.customer("C2", name="Birch Interiors")
    connected.customer("C3", name="Cedar Books")
    row = plan(connected, "export")
    planned = {one.record_key: one for one in rows(row)}
    assert {key: one.action for key, one in planned.items()} == {
        "C000": "update", "C1": "create", "C2": "create", "C3": "create",
    }  # fmt: skip
    assert planned["C000"].changes == [{"field": "email", "before": "", "after": "orders@customer.example"}]
    assert {"field": "name", "before": "", "after": "Alder Trading"} in planned["C1"].changes
    written = _writes(connected, "xero")
    # A person changes one record, and somebody makes the other contact in the ledger, which we read.
    connected.customer("C1", name="Alder Books")
    connected.put("Contacts", {"Contacts": [{"Name": "Birch Interiors"}]})
    read.read_ledger(connected.connection(), [EntityKind.CONTACT])
    applied(row)
    ended = {one.record_key: (one.state, one.outcome) for one in rows(row)}
    assert ended["C000"] == ("done", "Updated")
    assert ended["C1"] == ("changed", "The record was changed after the plan was made. Make a new plan.")
    assert ended["C2"] == ("changed", "The ledger has changed since the plan was made. Make a new plan.")
    assert ended["C3"] == ("done", "Created")
    assert _writes(connected, "xero") - written == 3
    assert sorted(_names(connected, "xero")) == ["Birch Interiors", "Cedar Books", "Customer number 000"]


@pytest.mark.feature("R-12")
def test_it_imports_what_the_ledger_has_as_records_and_links_them(connected: Shop) -> None:
    connected.customer("A-7", name="Alder Trading", account_number="A-7")
    there = [
        {"Name": "Alder Trading Ltd", "AccountNumber": "A-7"},
        {"Name": "Birch Interiors", "AccountNumber": "B-1"},
        {"Name": "Cedar Books"},
    ]
    connected.put("Contacts", {"Contacts": there})
    customers = collections.collection(connected.workspace_id, "customers")
    assert customers is not None
    # What the ledger leaves empty makes no record where it is required, and the plan says so.
    verbs.change_field(connected.workspace_id, customers, key="account_number", said={"required": True}, actor=ACTOR)
    row = plan(connected, "import")
    assert {one.name: (one.action, one.reasons) for one in rows(row)}["Cedar Books"] == ("refused", ["Account number is needed"])
    mass.cancel(row, actor=ACTOR)
    verbs.change_field(connected.workspace_id, customers, key="account_number", said={"required": False}, actor=ACTOR)
    row = plan(connected, "import")
    assert {one.name: one.action for one in rows(row)} == {
        "Alder Trading Ltd": "link", "Birch Interiors": "create", "Cedar Books": "create",
    }  # fmt: skip
    assert len(connected.all_records("customers")) == 1
    applied(row)
    made = {record.key: record for record in connected.all_records("customers")}
    assert made["B-1"].values["name"] == "Birch Interiors"
    assert sorted(str(record.values["name"]) for record in made.values()) == ["Alder Trading", "Birch Interiors", "Cedar Books"]
    assert all(links.links_of(connected.workspace_id, "record", source_id=record.id) for record in made.values())
    assert counts(plan(connected, "import")) == {"nothing": {"planned": 3}}
    assert len(connected.objects("Contacts")) == 3


@pytest.mark.feature("R-16")
def test_it_links_from_a_file_and_tells_the_error_of_each_line(connected: Shop) -> None:
    connected.put("Contacts", {"Contacts": [{"Name": "Alder Trading"}, {"Name": "Birch Interiors"}]})
    ids = {one["Name"]: one["ContactID"] for one in connected.objects("Contacts")}
    with database.atomic():
        for key in ("C1", "C2", "C3", "C4"):
            connected.customer(key)
    unknown = "5b96e86b-418e-48e8-8949-308c14aec278"
    lines = [f"C1,,{ids['Alder Trading'].upper()}", f"C2,,{ids['Alder Trading']}", "C3,,58", f"C4,,{unknown}", "C9,,", "C3,,"]
    file = "Key,Name,Linked Xero contact\n" + "\n".join(lines)
    row = plan(connected, "links", file=("links.csv", file.encode()))
    assert [one.action for one in rows(row)] == ["link", "refused", "refused", "refused", "refused", "nothing"]
    said = [one.reasons[0] for one in rows(row)]
    assert said[1] == "Line 1 has the same id."
    assert "is no id of a Xero contact" in said[2]
    assert said[3].startswith(f"There is no contact with the id {unknown}")
    assert said[4] == "There is no record C9."
    applied(row)
    (linked,) = [one for one in connected.all_records("customers") if connected.link(one)]
    assert linked.key == "C1"
    again = plan(connected, "links", file=("links.csv", f"Key,Linked Xero contact\nC1,{ids['Birch Interiors']}".encode()))
    assert rows(again)[0].action == "refused"
    wrong = plan(connected, "links", file=("links.csv", b"Key,Linked Sage contact\nC1,58"))
    assert (wrong.state, "Linked Xero contact" in wrong.error) == ("failed", True)


def _writes(shop: Shop, provider: str) -> int:
    return sum(shop.calls(method, provider) for method in ("PUT", "POST"))


def _names(shop: Shop, provider: str) -> list[str]:
    every = shop.objects(CONTACTS[provider], provider)
    return [str(one.get("Name") or one.get("DisplayName") or one.get("name")) for one in every]


def _id(row: MassRow) -> UUID:
    assert row.record_id is not None
    return row.record_id


def _contact(name: str) -> Contact:
    return Contact(kind=EntityKind.CONTACT, name=name)

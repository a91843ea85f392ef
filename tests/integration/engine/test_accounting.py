"""Records and their ledger: linked, found before created, kept in step both ways, and what both changed asked."""

from dataclasses import replace

import pytest

from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.accounting.kinds import EntityKind
from tieout.engine import actions, card, linking, read
from tieout.engine.linking import Target
from tieout.engine.surface import NotPossible
from tieout.mapping.accounting_mapping import ContactsMapping
from tieout.mapping.rules import FieldRule
from tieout.mapping.shop import CUSTOMERS_MAPPING
from tieout.store import audit, automations, collections, mirror
from tieout.store.records import Record

CONTACTS = {"xero": "Contacts", "quickbooks": "Customer"}
NAMES = {"xero": "Name", "quickbooks": "DisplayName", "sage": "name"}
KINDS = {"xero": EntityKind.CONTACT, "quickbooks": EntityKind.CUSTOMER, "sage": EntityKind.CONTACT}
EMAIL = FieldRule(path="email")
each_provider = pytest.mark.parametrize("provider", ["xero", "quickbooks", "sage"])


def by_hand(shop: Shop) -> None:
    """No automation acts: what happens is what a person or the mapping does."""
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=False)


def mapped(shop: Shop, **changes: object) -> None:
    """The customers' mapping with these changes."""
    mapping: ContactsMapping = CUSTOMERS_MAPPING.model_copy(update=changes)
    collections.set_accounting(
        shop.workspace_id, key="customers", accounting_type="contacts", mapping=mapping.model_dump(mode="json")
    )


def open_for(shop: Shop, provider: str) -> None:
    shop.connect(provider)
    by_hand(shop)


def create(shop: Shop, record: Record, *, anyway: bool = False) -> str:
    outcome = card.create(shop.workspace_id, shop.record(record.id), anyway=anyway, actor=ACTOR).outcome
    shop.settle()
    return outcome


def read_contacts(shop: Shop, provider: str = "xero") -> None:
    read.read_ledger(shop.connection(provider), [KINDS[provider]])


def there(shop: Shop, provider: str = "xero") -> list[mirror.MirrorEntity]:
    return mirror.entities(shop.workspace_id, shop.ledgers[provider], kinds=[KINDS[provider].value])


def target(shop: Shop, row: mirror.MirrorEntity, *, provider: str = "xero") -> Target:
    return Target(connection_id=shop.ledgers[provider], kind=row.kind, external_id=row.external_id)


@pytest.mark.feature("X-23", "X-33", "X-37", "R-01")
@each_provider
def test_a_record_is_created_unlinked_found_again_and_linked(shop: Shop, provider: str) -> None:
    open_for(shop, provider)
    customer = shop.customer(email="orders@customer.example")
    assert create(shop, customer) == "creating"
    (row,) = there(shop, provider)
    assert row.name == "Customer C1"
    shown = card.shown(shop.workspace_id, shop.record(customer.id))
    assert shown is not None
    assert shown.link is not None
    assert shown.link.external_id == row.external_id
    card.unlink(shop.workspace_id, shop.record(customer.id), actor=ACTOR)
    assert shop.link(customer) is None
    assert [one.external_id for one in there(shop, provider)] == [row.external_id]
    # The same again is certain: it is linked, and nothing is made.
    assert create(shop, customer) == "linked"
    link = shop.link(customer)
    assert link is not None
    assert link.external_id == row.external_id
    assert len(there(shop, provider)) == 1
    said = [entry["action"] for entry in audit.entries(shop.workspace_id)]
    assert {"record.asked", "record.unlinked", "record.linked"} <= set(said)


@pytest.mark.feature("X-23")
def test_a_second_link_of_either_side_is_refused_in_words(connected: Shop) -> None:
    by_hand(connected)
    first, second = connected.customer("C1"), connected.customer("C2", name="Nothing alike")
    create(connected, first)
    create(connected, second)
    one = target(connected, next(row for row in there(connected) if row.name == "Customer C1"))
    with pytest.raises(NotPossible, match="Customer C1 is linked already"):
        linking.link(connected.workspace_id, first.id, target=one, actor=ACTOR)
    linking.unlink(connected.workspace_id, second.id, connection_id=one.connection_id, actor=ACTOR)
    with pytest.raises(NotPossible, match="Customer C1 is linked to another record already"):
        linking.link(connected.workspace_id, second.id, target=one, actor=ACTOR)
    with pytest.raises(NotPossible, match="not to a item"):
        linking.link(connected.workspace_id, second.id, target=replace(one, kind="item"), actor=ACTOR)
    with pytest.raises(NotPossible, match="We know of no contact"):
        linking.link(connected.workspace_id, second.id, target=replace(one, external_id="gone"), actor=ACTOR)


def test_what_may_be_there_is_asked_and_both_ways_out_are_remembered(connected: Shop) -> None:
    by_hand(connected)
    connected.put("Contacts", {"Contacts": [{"Name": "Harbour Lights Trading", "EmailAddress": "office@harbour.example"}]})
    read_contacts(connected)
    customer = connected.customer("C9", name="Harbor Lights Tradng", email="")
    assert create(connected, customer) == "asked"
    (question,) = connected.exceptions()
    assert question.cause == "maybe_there_already"
    assert question.details["candidates"][0]["name"] == "Harbour Lights Trading"
    assert len(connected.objects("Contacts")) == 1
    assert create(connected, customer, anyway=True) == "creating"
    assert connected.exceptions() == []
    assert len(connected.objects("Contacts")) == 2
    link = connected.link(customer)
    assert link is not None
    assert link.external_id != question.details["candidates"][0]["external_id"]


@pytest.mark.feature("K-07")
def test_the_step_of_an_automation_asks_too_and_goes_on_when_a_person_links(connected: Shop) -> None:
    connected.put("Contacts", {"Contacts": [{"Name": "Harbour Lights Trading"}]})
    read_contacts(connected)
    customer = connected.customer("C9", name="Harbor Lights Tradng")
    connected.settle()
    (question,) = connected.exceptions()
    assert question.cause == "maybe_there_already"
    (row,) = there(connected)
    record = connected.record(customer.id)
    card.link(connected.workspace_id, record, kind=row.kind, external_id=row.external_id, actor=ACTOR)
    connected.settle()
    assert connected.exceptions() == []
    assert connected.outcomes(customer) == [["already linked"]]
    assert len(connected.objects("Contacts")) == 1


@pytest.mark.feature("R-04", "R-05")
@each_provider
def test_new_records_are_created_by_themselves_only_where_that_is_set(shop: Shop, provider: str) -> None:
    open_for(shop, provider)
    shop.customer("C1")
    shop.settle()
    assert there(shop, provider) == []
    mapped(shop, create_automatically=True)
    second = shop.customer("C2", name="Second")
    wait_until(lambda: shop.link(second) is not None, "the new record is linked")
    assert [row.name for row in there(shop, provider)] == ["Second"]
    actions.change_record(shop.workspace_id, second.id, changes={"name": "Second Again"}, actor=ACTOR)
    shop.settle()
    assert [row.name for row in there(shop, provider)] == ["Second"]


@pytest.mark.feature("R-09", "R-11")
@each_provider
def test_edits_of_a_linked_record_reach_the_ledger_only_where_that_is_set(shop: Shop, provider: str) -> None:
    open_for(shop, provider)
    customer = shop.customer(email="first@customer.example")
    create(shop, customer)
    actions.change_record(shop.workspace_id, customer.id, changes={"email": "second@customer.example"}, actor=ACTOR)
    shop.settle()
    assert email(shop, provider) == "first@customer.example"
    mapped(shop, update_linked=True)
    actions.change_record(shop.workspace_id, customer.id, changes={"email": "third@customer.example"}, actor=ACTOR)
    wait_until(lambda: email(shop, provider) == "third@customer.example", "the ledger has the new address")
    shop.settle()
    assert there(shop, provider)[0].name == "Customer C1"
    # Our own writing comes back and changes nothing.
    before = shop.record(customer.id).version
    read_contacts(shop, provider)
    shop.settle()
    assert shop.record(customer.id).version == before
    assert [row.action for row in shop.postings(provider)] == ["create", "update"]


def email(shop: Shop, provider: str) -> str:
    (row,) = there(shop, provider)
    assert row.entity is not None
    return str(row.entity["email"])


@pytest.mark.feature("R-08", "R-10")
def test_linking_overwrites_the_ledger_where_edits_are_carried_and_leaves_it_otherwise(connected: Shop) -> None:
    by_hand(connected)
    made = {"Contacts": [{"Name": "Old Name", "EmailAddress": "old@customer.example", "TaxNumber": "GB1"}]}
    connected.put("Contacts", made)
    read_contacts(connected)
    (row,) = there(connected)
    customer = connected.customer(email="new@customer.example")
    record = connected.record(customer.id)
    card.link(connected.workspace_id, record, kind=row.kind, external_id=row.external_id, actor=ACTOR)
    connected.settle()
    assert email(connected, "xero") == "old@customer.example"
    card.unlink(connected.workspace_id, record, actor=ACTOR)
    mapped(connected, update_linked=True)
    record = connected.record(customer.id)
    card.link(connected.workspace_id, record, kind=row.kind, external_id=row.external_id, actor=ACTOR)
    connected.settle()
    (contact,) = connected.objects("Contacts")
    said = (contact["Name"], contact["EmailAddress"], contact["TaxNumber"])
    assert said == ("Customer C1", "new@customer.example", "GB1")


@pytest.mark.feature("X-34")
def test_what_the_ledger_changes_is_written_back_and_what_both_changed_is_asked(connected: Shop) -> None:
    by_hand(connected)
    mapped(connected, update_linked=True, directions={"email": "both", "name": "to_ledger"}, email=EMAIL)
    customer = connected.customer(email="first@customer.example")
    create(connected, customer)
    (contact,) = connected.objects("Contacts")
    connected.edit("Contacts", contact["ContactID"], change={"EmailAddress": "ledger@customer.example", "Name": "Theirs"})
    card.sync(connected.workspace_id, connected.record(customer.id), actor=ACTOR)
    connected.settle()
    shown = card.shown(connected.workspace_id, connected.record(customer.id))
    assert shown is not None
    assert {one.key: one.ledger for one in shown.fields}.items() >= {"email": "ledger@customer.example", "name": "Theirs"}.items()
    # The name goes to the ledger only; the address goes both ways.
    values = connected.record(customer.id).values
    assert (values["email"], values["name"]) == ("ledger@customer.example", "Customer C1")
    assert [row.action for row in connected.postings()] == ["create"]
    connected.edit("Contacts", contact["ContactID"], change={"EmailAddress": "theirs@customer.example"})
    # Both sides change it while neither knows of the other: the record's edit is only carried where edits are.
    mapped(connected, update_linked=False, directions={"email": "both"}, email=EMAIL)
    actions.change_record(connected.workspace_id, customer.id, changes={"email": "ours@customer.example"}, actor=ACTOR)
    mapped(connected, update_linked=True, directions={"email": "both"}, email=EMAIL)
    read_contacts(connected)
    (asked,) = connected.exceptions()
    assert asked.cause == "changed_on_both_sides"
    (field,) = asked.details["conflict"]
    assert (field["record"], field["ledger"]) == ("ours@customer.example", "theirs@customer.example")
    assert connected.record(customer.id).values["email"] == "ours@customer.example"
    card.resolve(connected.workspace_id, connected.record(customer.id), choice="record", actor=ACTOR)
    wait_until(lambda: email(connected, "xero") == "ours@customer.example", "the ledger has the record's address")
    assert connected.exceptions() == []
    (contact,) = connected.objects("Contacts")
    assert contact["EmailAddress"] == "ours@customer.example"

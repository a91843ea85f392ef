"""Linked records and their ledger while both are changed: no side's change is lost, and what cannot be taken over is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.accounting.kinds import EntityKind
from tieout.engine import actions, card, linking, read, turns
from tieout.engine.linking import Target
from tieout.mapping.accounting_mapping import ContactsMapping
from tieout.mapping.rules import FieldRule
from tieout.mapping.shop import CUSTOMERS_MAPPING
from tieout.store import automations, collections, database, links, mirror
from tieout.store import connections as ledgers
from tieout.store.collections import Field
from tieout.store.links import Link, SourceKind
from tieout.store.records import Record

KINDS = {"xero": EntityKind.CONTACT, "quickbooks": EntityKind.CUSTOMER, "sage": EntityKind.CONTACT}
# What the sandbox calls contacts, their id, and a field of theirs that no record of the shop says anything about.
THEIRS = {
    "xero": ("Contacts", "ContactID", {"TaxNumber": "GB123456789"}),
    "quickbooks": ("Customer", "Id", {"CompanyName": "Told by telephone"}),
    "sage": ("contacts", "id", {"tax_number": "GB123456789"}),
}


def open_for(shop: Shop, provider: str = "xero", **changes: object) -> None:
    """No automation acts, and the customers' mapping has these changes."""
    shop.connect(provider)
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=False)
    mapping: ContactsMapping = CUSTOMERS_MAPPING.model_copy(update=changes)
    said = mapping.model_dump(mode="json")
    collections.set_accounting(shop.workspace_id, key="customers", accounting_type="contacts", mapping=said)


def created(shop: Shop, key: str = "C1", **values: object) -> Record:
    record = shop.customer(key, **values)
    assert card.create(shop.workspace_id, shop.record(record.id), anyway=False, actor=ACTOR).outcome == "creating"
    shop.settle()
    return shop.record(record.id)


def change(shop: Shop, record: Record, **values: object) -> None:
    actions.change_record(shop.workspace_id, record.id, changes=values, actor=ACTOR)


@contextmanager
def sender_waits(shop: Shop, provider: str = "xero") -> Iterator[None]:
    """Another one has the turn: nothing goes out before the block ends."""
    own = shop.workspace_id, shop.ledgers[provider]
    wait_until(lambda: ledgers.take_sending(*own, holder="this test", seconds=60), "the sender has ended its turn")
    try:
        yield
    finally:
        ledgers.release_sending(*own, holder="this test")
        with database.atomic():
            turns.wake(*own)


@pytest.mark.parametrize("provider", ["xero", "quickbooks", "sage"])
def test_an_update_leaves_what_the_bookkeeper_changed_since_the_ledger_was_read(shop: Shop, provider: str) -> None:
    open_for(shop, provider, update_linked=True)
    customer = created(shop, email="first@customer.example")
    kind, id_name, theirs = THEIRS[provider]
    link = shop.link(customer)
    assert link is not None
    shop.edit(kind, link.external_id, change=dict(theirs), provider=provider)
    change(shop, customer, email="second@customer.example")
    # Made of what was known, and anew of what the ledger says now.
    wait_until(lambda: [row.state for row in shop.postings(provider)][1:] == ["cancelled", "posted"], "it is sent")
    shop.settle()
    now = next(one for one in shop.objects(kind, provider) if str(one[id_name]) == link.external_id)
    assert {name: now[name] for name in theirs} == theirs
    assert "second@customer.example" in str(there(shop, provider))
    assert shop.exceptions() == []


def there(shop: Shop, provider: str) -> list[object]:
    return [row.entity for row in mirror.entities(shop.workspace_id, shop.ledgers[provider], kinds=[KINDS[provider].value])]


def test_a_change_that_is_taken_back_before_it_is_sent_is_not_sent(shop: Shop) -> None:
    open_for(shop, update_linked=True)
    customer = created(shop, email="first@customer.example")
    with sender_waits(shop):
        change(shop, customer, email="second@customer.example")
        wait_until(lambda: len(shop.postings()) == 2, "the update is intended")
        change(shop, customer, email="first@customer.example")
        wait_until(lambda: shop.postings()[1].state == "cancelled", "the update is taken back")
    shop.settle()
    assert shop.objects("Contacts")[0]["EmailAddress"] == "first@customer.example"


@pytest.mark.contended
def test_what_only_one_record_may_have_is_asked_and_the_rest_of_the_page_is_kept(shop: Shop) -> None:
    open_for(shop, directions={"email": "both", "name": "both"}, email=FieldRule(path="email"))
    Field.objects.filter(workspace_id=shop.workspace_id, collection__key="customers", key="email").update(unique=True)
    first, second = (
        created(shop, "C1", email="one@customer.example"),
        created(shop, "C2", name="Second", email="two@customer.example"),
    )
    third = created(shop, "C3", name="Third", email="three@customer.example")
    ids = {one["Name"]: one["ContactID"] for one in shop.objects("Contacts")}
    shop.edit("Contacts", ids["Second"], change={"EmailAddress": "one@customer.example", "Name": "Second Ltd"})
    shop.edit("Contacts", ids["Third"], change={"EmailAddress": "other@customer.example"})
    read.read_ledger(shop.connection(), [EntityKind.CONTACT])
    values = [shop.record(one.id).values for one in (first, second, third)]
    assert [one["email"] for one in values] == ["one@customer.example", "two@customer.example", "other@customer.example"]
    assert values[1]["name"] == "Second Ltd"
    (asked,) = shop.exceptions()
    assert (asked.cause, asked.subject_id) == ("value_refused", second.id)
    assert "one@customer.example is that of C1 already" in asked.message
    # The other record lets go of it: then it is taken over.
    change(shop, first, email="")
    actions.retry_exception(shop.workspace_id, asked.id, actor=ACTOR)
    assert shop.record(second.id).values["email"] == "one@customer.example"
    assert shop.exceptions() == []


@pytest.mark.contended
def test_what_was_linked_in_the_same_moment_is_not_created_beside_it(shop: Shop) -> None:
    open_for(shop)
    shop.put("Contacts", {"Contacts": [{"Name": "Old Name"}]})
    read.read_ledger(shop.connection(), [EntityKind.CONTACT])
    (there,) = mirror.entities(shop.workspace_id, shop.ledgers["xero"], kinds=["contact"])
    with sender_waits(shop):
        customer = shop.customer()
        assert card.create(shop.workspace_id, shop.record(customer.id), anyway=False, actor=ACTOR).outcome == "creating"
        # As a link that was begun before the posting was there, and is kept after it.
        made = Link(workspace_id=shop.workspace_id, connection=shop.connection(), kind="contact", external_id=there.external_id)
        made.source_kind, made.source_id = SourceKind.RECORD, customer.id
        links.create_links([made])
    shop.settle()
    wait_until(lambda: shop.posting(customer).state == "cancelled", "the creation is taken back")
    assert [one["Name"] for one in shop.objects("Contacts")] == ["Old Name"]
    target = Target(connection_id=shop.ledgers["xero"], kind="contact", external_id=there.external_id)
    answer = linking.link_many(shop.workspace_id, {customer.id: target}, actor=ACTOR)[customer.id]
    assert str(answer).startswith("Customer C1 is linked already")

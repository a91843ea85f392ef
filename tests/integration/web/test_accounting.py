"""The Accounting pane of a collection and the card of a record over the API; nothing here asks a provider."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from integration.web.world import World
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Line
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Seen
from tieout.engine.sights import sight_of
from tieout.store import collections, database, mirror, records

WATER, LAMP = ("W-1", "Ridgeway Water"), ("L-1", "Reading lamp")
FIELD = {"kind": "field", "path": "name"}
LINES: dict[str, object] = {
    "description": {"kind": "field", "path": "what"},
    "quantity": {"kind": "fixed", "value": "1"},
    "unit_price": {"kind": "fixed", "value": "2.50"},
    "account": {"kind": "field", "path": "account"},
}
DOCUMENT: dict[str, object] = {
    "number": FIELD,
    "contact": {"collection": "customers", "path": "customer"},
    "issued_on": {"kind": "fixed", "value": "2026-10-20"},
    "currency": {"kind": "fixed", "value": "GBP"},
    "tax_mode": "none",
    "lines": LINES,
}
MAPPINGS: dict[str, dict[str, object]] = {
    "contacts": {"name": FIELD},
    "items": {"code": {"kind": "field", "path": "code"}, "name": FIELD},
    "invoices": DOCUMENT,
    "bills": DOCUMENT,
}


def put(client: Client, address: str, **body: object) -> Any:
    return client.put(address, json.dumps(body), content_type="application/json")


@pytest.fixture
def things(world: World) -> str:
    """A collection with fields for whatever its records may be; its key."""
    fields: list[dict[str, object]] = [{"key": key, "name": key.capitalize(), "type": "text"} for key in ("code", "name")]
    fields.append({"key": "customer", "name": "Customer", "type": "relation", "options": {"collection": "customers"}})
    columns = [{"key": key, "name": key.capitalize(), "type": "text"} for key in ("what", "account")]
    fields.append({"key": "lines", "name": "Lines", "type": "line_items", "options": {"columns": columns}})
    with database.atomic():
        collections.save_collection(world.workspace_id, key="things", name="Things", fields=fields)
    return "things"


def record_of(world: World, collection_key: str, *, key: str, name: str) -> UUID:
    with database.atomic():
        collection = collections.collection(world.workspace_id, collection_key)
        assert collection is not None
        draft = records.Draft(key=key, title=name, values={"name": name, "code": key}, problems=[])
        return records.save_drafts(world.workspace_id, collection, drafts=[draft])[0].record.id


def document(kind: EntityKind, number: str, *, gross: str, due: str) -> Document:
    line = Line(description="Cup", quantity=Decimal(1), unit_price=Decimal(gross))
    return Document(
        kind=kind,
        id=number,
        contact=WATER[0],
        contact_name=WATER[1],
        issued_on=timezone.now().date(),
        currency="GBP",
        lines=(line,),
        number=number,
        gross=Decimal(gross),
        due=Decimal(due),
    )


@pytest.fixture
def ledger(world: World) -> None:
    """The ledger has a contact with documents of both sides, and an item."""
    entities: list[Contact | Item | Document] = [
        Contact(kind=EntityKind.CONTACT, id=WATER[0], name=WATER[1]),
        Item(id=LAMP[0], code=LAMP[0], name=LAMP[1], sale_price=Decimal("24.90"), purchase_price=Decimal("11.05")),
        document(EntityKind.INVOICE, "INV-77", gross="120.00", due="100.50"),
        document(EntityKind.CREDIT_NOTE, "CN-77", gross="0.50", due="0.50"),
        document(EntityKind.BILL, "BILL-77", gross="40.00", due="40.00"),
    ]
    kinds = [EntityKind.ITEM if isinstance(one, Item) else one.kind for one in entities]
    seen = [
        Seen(kind=kind, external_id=one.id or "", body={"Id": one.id}, entity=one)
        for kind, one in zip(kinds, entities, strict=True)
    ]
    with database.atomic():
        mirror.take_in(world.workspace_id, world.ledgers[0], sights=[sight_of(one) for one in seen])


@pytest.mark.feature("X-22")
def test_the_pane_sets_each_type_and_asks_before_it_drops_one(finance: Client, base: str, *, things: str) -> None:
    address = f"{base}/collections/{things}/accounting"
    assert finance.get(address).json()["type"] == "none"
    for type_, mapping in MAPPINGS.items():
        answer = put(finance, address, mapping={"type": type_, **mapping}, confirmed=True)
        assert (answer.status_code, answer.json().get("type")) == (200, type_), answer.content
        listed = finance.get(f"{base}/collections").json()["items"]
        assert {one["accounting_type"] for one in listed if one["key"] == things} == {type_}
    refused = put(finance, address, mapping=None)
    assert (refused.status_code, "The synced fields of the old type are dropped" in refused.json()["detail"]) == (409, True)
    answer = put(finance, address, mapping=None, confirmed=True)
    assert (answer.json()["type"], answer.json()["mapping"]) == ("none", None)


@pytest.mark.feature("X-23", "X-25", "X-32")
@pytest.mark.parametrize(
    ("collection", "searched"),
    [
        ("customers", ("contact", "ridg", WATER[1])),
        ("products", ("item", "reading", LAMP[1])),
        ("orders", ("invoice", "inv-77", "INV-77")),
        ("things", ("bill", "bill-77", "BILL-77")),
    ],
)
@pytest.mark.usefixtures("things", "ledger")
def test_what_is_searched_for_and_chosen_is_linked(
    finance: Client, world: World, *, base: str, collection: str, searched: tuple[str, str, str]
) -> None:
    kind, text, named = searched
    suggestions = f"{base}/connections/{world.ledgers[0]}/suggestions"
    put(finance, f"{base}/collections/things/accounting", mapping={"type": "bills", **DOCUMENT})
    record = record_of(world, collection, key="NEW", name="Something")
    card = f"{base}/collections/{collection}/records/{record}/accounting"
    assert finance.get(card).json()["search_kind"] == kind
    (found,) = finance.get(suggestions, {"kind": kind, "text": text}).json()["items"]
    wish = json.dumps({"kind": found["kind"], "external_id": found["external_id"]})
    answer = finance.post(f"{card}/link", wish, content_type="application/json")
    assert answer.status_code == 200, answer.content
    linked = finance.get(card).json()["link"]
    assert named in (linked["name"], linked["number"])
    assert linked["external_id"] == found["external_id"]
    # Xero has no page of an item.
    assert (found["external_id"] in linked["url"]) is (kind != "item")
    assert finance.post(f"{card}/link", wish, content_type="application/json").status_code == 409
    (again,) = finance.get(suggestions, {"kind": kind, "text": text}).json()["items"]
    assert again["linked_record_id"] == str(record)


@pytest.mark.feature("R-08")
@pytest.mark.usefixtures("ledger")
def test_a_new_record_is_linked_as_it_is_made_or_is_not_made(finance: Client, *, base: str) -> None:
    fields = {"type": "contacts", "name": {"kind": "field", "path": "name"}, "create_automatically": True}
    put(finance, f"{base}/collections/customers/accounting", mapping=fields)

    def made(key: str, external_id: str) -> Any:
        wish = {"key": key, "values": {"name": "Water Ltd", "account_number": key}}
        body = json.dumps({**wish, "link": {"kind": "contact", "external_id": external_id}})
        return finance.post(f"{base}/collections/customers/records", body, content_type="application/json")

    assert made("NONE", "no-such-contact").status_code == 409
    answer = made("WATER", WATER[0])
    assert answer.status_code == 201, answer.content
    assert [link["external_id"] for link in answer.json()["links"]] == [WATER[0]]
    assert made("AGAIN", WATER[0]).status_code == 409
    there = finance.get(f"{base}/collections/customers/records").json()["items"]
    assert [row["key"] for row in there] == ["WATER"]


@pytest.mark.feature("X-24", "X-26")
@pytest.mark.usefixtures("ledger")
def test_the_card_shows_what_a_contact_owes_and_is_owed_and_what_an_item_costs(finance: Client, world: World, *, base: str) -> None:
    shown = {}
    for collection, kind, external_id in (("customers", "contact", WATER[0]), ("products", "item", LAMP[0])):
        record = record_of(world, collection, key="NEW", name="Something")
        address = f"{base}/collections/{collection}/records/{record}/accounting/link"
        wish = json.dumps({"kind": kind, "external_id": external_id})
        shown[collection] = finance.post(address, wish, content_type="application/json").json()
    (balance,) = shown["customers"]["balances"]
    assert (balance["currency"], balance["receivable"], balance["payable"]) == ("GBP", "100.00", "40.00")
    assert shown["products"]["prices"] == {"currency": "GBP", "sale_price": "24.90", "purchase_price": "11.05"}
    assert (shown["products"]["balances"], shown["customers"]["prices"]) == (None, None)

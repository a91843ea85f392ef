"""Sales of other systems in every ledger: a deal won or an order placed elsewhere becomes contact and invoice, to the cent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from integration.engine.office import SIGNED, Office, amounts, named, succeeded, there
from integration.engine.stage import Shop
from integration.engine.step_desk import codes_of, done, fixed, pill
from tieout.accounting.contacts import Contact
from tieout.engine import access, actions, read
from tieout.engine.sights import entity_of
from tieout.store import mirror

LEDGERS = ("xero", "quickbooks", "sage")
COMPANY = {
    "name": "Ridgeway University",
    "email": "ap@ridgeway.example",
    "street": "1 Hill Road",
    "city": "Leeds",
    "postal_code": "LS1 4AB",
}
ORDER: dict[str, Any] = {
    "number": "W-501",
    "placed_on": "2026-10-05",
    "customer": COMPANY,
    "lines": [
        {"sku": "CUP", "title": "Cup", "count": "12", "price": "3.33", "tax": "standard"},
        {"sku": "BOOK", "title": "Book of cups", "count": "3", "price": "7.25", "tax": "none"},
    ],
    "shipping": {"method": "Parcel", "price": "4.95"},
}
# 39.96 + 21.75 + 4.95, of which all but the books at 20 %.
NET, TAX, GROSS = Decimal("66.66"), Decimal("8.98"), Decimal("75.64")


def ready(shop: Shop, *providers: str) -> Office:
    for provider in providers:
        shop.connect(provider)
        with_items(shop, provider)
    return Office(shop)


def with_items(shop: Shop, provider: str) -> None:
    """Read, with the items without which QuickBooks takes no lines."""
    read.read_ledger(shop.connection(provider), [access.connector(provider).manifest.customer_kind], full=True)
    codes = codes_of(shop, provider)
    own = {"connection": str(shop.ledgers[provider]), "sale_account": fixed(codes.revenue), "sale_tax": fixed(codes.sale_tax)}
    for code in ("CUP", "BOOK", "SHIPPING") if provider == "quickbooks" else ():
        done(shop, "create_item", settings={**own, "code": fixed(code), "name": fixed(code.capitalize())})


def untaxed(shop: Shop, provider: str) -> str:
    _, taxes = actions.reference_data(shop.workspace_id, shop.ledgers[provider])
    return min((one.name, one.key) for one in taxes if one.rate == 0 and one.side != "input" and one.is_active)[1]


def steps_for(shop: Shop, provider: str) -> list[dict[str, Any]]:
    """The customer, found or created, and the invoice with lines, taxes and shipping."""
    codes, connection = codes_of(shop, provider), str(shop.ledgers[provider])
    by_tax = {"standard": codes.sale_tax, "none": untaxed(shop, provider)}
    address = {name: pill(f"body.customer.{name}") for name in ("street", "city", "postal_code")}
    customer = {
        "connection": connection,
        "name": pill("body.customer.name"),
        "email": pill("body.customer.email"),
        "fields": {**address, "country": fixed("GB")},
    }
    line = {
        "each": "body.lines",
        "description": pill("line.title"),
        "quantity": pill("line.count"),
        "unit_price": pill("line.price"),
        "account": fixed(codes.revenue),
        "tax_code": {"kind": "lookup", "path": "line.tax", "table": by_tax},
    }
    shipping = {
        "description": {"kind": "text", "parts": ["Shipping: ", {"path": "body.shipping.method"}]},
        "unit_price": pill("body.shipping.price"),
        "account": fixed(codes.revenue),
        "tax_code": fixed(codes.sale_tax),
    }
    if provider == "quickbooks":
        line, shipping = {**line, "item": pill("line.sku")}, {**shipping, "item": fixed("SHIPPING")}
    invoice = {
        "connection": connection,
        "contact": pill(f"steps.{provider}_customer.external_id"),
        "number": pill("body.number"),
        "issued_on": pill("body.placed_on"),
        "due_days": 14,
        "status": "approved",
        "lines": [line, shipping],
    }
    return [
        {"id": f"{provider}_customer", "kind": "find_or_create_contact", "settings": customer},
        {"id": f"{provider}_invoice", "kind": "create_document", "settings": invoice},
    ]


def selling(shop: Shop, *providers: str) -> dict[str, Any]:
    steps = [step for provider in providers for step in steps_for(shop, provider)]
    return {"trigger": SIGNED, "steps": steps, "samples": {"trigger": {"body": ORDER}}}


def lines(provider: str, document: Mapping[str, Any]) -> list[tuple[str, Decimal, Decimal, str]]:
    """Description, quantity, price and tax code of each line, as the provider has them."""
    if provider == "quickbooks":
        sold = [one for one in document["Line"] if one["DetailType"] == "SalesItemLineDetail"]
        details = [(one["Description"], one["SalesItemLineDetail"]) for one in sold]
        return [(text, _exact(one["Qty"]), _exact(one["UnitPrice"]), one["TaxCodeRef"]["value"]) for text, one in details]
    if provider == "sage":
        names = ("description", "quantity", "unit_price", "tax_rate_id")
    else:
        names = ("Description", "Quantity", "UnitAmount", "TaxType")
    rows = document["invoice_lines" if provider == "sage" else "LineItems"]
    text, quantity, price, tax = names
    return [(one[text], _exact(one[quantity]), _exact(one[price]), one[tax]) for one in rows]


def customer(shop: Shop, provider: str, *, document: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Name, e-mail, street and town of whom it is for."""
    read.read_ledger(shop.connection(provider), [access.connector(provider).manifest.customer_kind], full=True)
    id_ = {"xero": "Contact", "quickbooks": "CustomerRef", "sage": "contact_id"}[provider]
    known = document[id_] if provider == "sage" else document[id_]["ContactID" if provider == "xero" else "value"]
    kind = access.connector(provider).manifest.customer_kind.value
    row = mirror.entity(shop.workspace_id, shop.ledgers[provider], kind=kind, external_id=str(known))
    entity = entity_of(row) if row is not None else None
    assert isinstance(entity, Contact)
    streets = [line for one in entity.addresses for line in one.lines]
    towns = [one.city for one in entity.addresses if one.city]
    return entity.name, entity.email, "".join(streets[:1]), "".join(towns[:1])


@pytest.mark.feature("Q-12", "Q-13")
def test_a_sale_of_another_system_is_in_every_ledger_with_lines_customer_taxes_and_shipping(shop: Shop) -> None:
    office = ready(shop, *LEDGERS)
    own = office.automation("Deals won", selling(shop, *LEDGERS))
    crm = office.door(own)
    first, again = crm.tell(ORDER), crm.tell(ORDER)
    assert (first["repeated"], again["repeated"], again["event"]) == (False, True, first["event"])
    succeeded(office, own)
    for provider in LEDGERS:
        document, codes = there(shop, provider, number="W-501"), codes_of(shop, provider)
        assert amounts(provider, document) == (NET, TAX, GROSS), provider
        assert lines(provider, document) == [
            ("Cup", Decimal(12), Decimal("3.33"), codes.sale_tax),
            ("Book of cups", Decimal(3), Decimal("7.25"), untaxed(shop, provider)),
            ("Shipping: Parcel", Decimal(1), Decimal("4.95"), codes.sale_tax),
        ]
        assert customer(shop, provider, document=document) == ("Ridgeway University", "ap@ridgeway.example", "1 Hill Road", "Leeds")
    posted = office.ask("get", f"runs/{office.runs(own)[0]['id']}")["postings"]
    assert posted == {"posted": 2 * len(LEDGERS)}


@pytest.mark.feature("Q-14")
def test_who_is_in_a_ledger_already_is_matched_and_who_is_not_is_created_once(shop: Shop) -> None:
    for provider in LEDGERS:
        shop.connect(provider)
    shop.put("Contacts", {"Contacts": [{"Name": "Ridgeway accounts office", "EmailAddress": "ap@ridgeway.example"}]})
    mail = {"Address": "ap@ridgeway.example"}
    shop.put("customer", {"DisplayName": "Ridgeway accounts office", "PrimaryEmailAddr": mail}, provider="quickbooks")
    person = {"name": "Office", "email": "ap@ridgeway.example", "contact_person_type_ids": ["ACCOUNTS"]}
    said = {"name": "Ridgeway accounts office", "contact_type_ids": ["CUSTOMER"], "main_contact_person": person}
    shop.put("contacts", {"contact": said}, provider="sage")
    office = ready(shop)
    for provider in LEDGERS:
        with_items(shop, provider)
    own = office.automation("Web shop", selling(shop, *LEDGERS))
    web = office.door(own)
    web.tell(ORDER)
    other = {**COMPANY, "name": "Corner Bakery", "email": "hello@bakery.example"}
    web.tell({**ORDER, "number": "W-502", "customer": other})
    shop.settle()
    web.tell({**ORDER, "number": "W-503", "customer": other})
    succeeded(office, own, count=3)
    for provider in LEDGERS:
        assert named(shop, provider, name="Ridgeway University") == []
        assert [customer(shop, provider, document=there(shop, provider, number="W-501"))[0]] == ["Ridgeway accounts office"]
        assert len(named(shop, provider, name="Corner Bakery")) == 1
        assert {customer(shop, provider, document=there(shop, provider, number=number))[0] for number in ("W-502", "W-503")} == {
            "Corner Bakery"
        }


def _exact(value: object) -> Decimal:
    return Decimal(str(value))

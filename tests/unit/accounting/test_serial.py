"""Entities as JSON: there and back they are the same, and the hash tells sameness."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.accounting.accounts import Account, AccountClass, AccountType, TaxRate, TaxSide, TrackingCategory
from tieout.accounting.contacts import Address
from tieout.accounting.documents import Line
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Entity, content_hash, from_json, to_json
from tieout.testing import make_contact, make_invoice, make_item, make_payment

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False)

ENTITIES: list[tuple[EntityKind, Entity]] = [
    (EntityKind.CONTACT, replace(make_contact(), addresses=(Address(lines=("1 High Street",), city="Leeds"),))),
    (EntityKind.ITEM, make_item()),
    (
        EntityKind.INVOICE,
        replace(
            make_invoice(), lines=(Line(description="", quantity=Decimal(1), unit_price=Decimal("0.10"), tracking=(("a", "b"),)),)
        ),
    ),
    (EntityKind.PAYMENT, make_payment()),
    (
        EntityKind.ACCOUNT,
        Account(id="1", key="200", code="200", name="Sales", type=AccountType.REVENUE, account_class=AccountClass.REVENUE),
    ),
    (EntityKind.TAX_RATE, TaxRate(id="1", key="OUTPUT2", name="20% (VAT on Income)", rate=Decimal("20.0"), side=TaxSide.OUTPUT)),
    (EntityKind.TRACKING_CATEGORY, TrackingCategory(id="1", name="Region", options=(("2", "North"),))),
]


@pytest.mark.parametrize(("kind", "entity"), ENTITIES, ids=[kind.value for kind, _ in ENTITIES])
def test_it_gives_back_the_entity_that_it_wrote(kind: EntityKind, entity: Entity) -> None:
    assert from_json(kind, json.loads(json.dumps(to_json(entity)))) == entity


@given(quantity=AMOUNTS, price=AMOUNTS, issued_on=st.dates())
def test_it_loses_no_digit_of_an_amount_and_no_day(quantity: Decimal, price: Decimal, issued_on: date) -> None:
    line = Line(description="Goods", quantity=quantity, unit_price=price)
    invoice = replace(make_invoice(), lines=(line,), issued_on=issued_on)
    assert from_json(EntityKind.INVOICE, json.loads(json.dumps(to_json(invoice)))) == invoice


def test_it_writes_amounts_as_text_and_never_with_an_exponent() -> None:
    document = to_json(replace(make_item(), sale_price=Decimal("1E+3")))
    assert document["sale_price"] == "1000"


@given(amount=AMOUNTS)
def test_it_hashes_equal_amounts_to_the_same_however_they_are_written(amount: Decimal) -> None:
    assert content_hash(replace(make_item(), sale_price=amount)) == content_hash(
        replace(make_item(), sale_price=amount * Decimal("1.000"))
    )


def test_it_hashes_a_cent_more_to_something_else() -> None:
    assert content_hash(make_invoice("120.00 GBP")) != content_hash(make_invoice("120.01 GBP"))


def test_it_refuses_a_kind_that_has_no_entities() -> None:
    with pytest.raises(ValueError, match="term"):
        from_json(EntityKind.TERM, {})

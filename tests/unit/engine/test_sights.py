"""What a connector saw is flattened for the mirror, and comes back as the entity that it was."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tieout.accounting.accounts import Account, AccountClass, AccountType, TaxRate, TaxSide
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Entity, to_json
from tieout.connectors.contract import Seen
from tieout.engine.sights import entity_of, sight_of
from tieout.store.mirror import MirrorEntity
from tieout.testing import make_contact, make_credit_note, make_invoice, make_item, make_payment

AT = datetime(2026, 10, 5, 12, tzinfo=UTC)
CONTACT = make_contact("Customer 17850", email="buyer@shop.example", account_number="17850")
INVOICE = replace(make_invoice(total="120.00 GBP", number="536365"), contact_name="Customer 17850")
ENTITIES: dict[EntityKind, Entity] = {
    EntityKind.CONTACT: CONTACT,
    EntityKind.ITEM: make_item("85123A"),
    EntityKind.INVOICE: INVOICE,
    EntityKind.CREDIT_NOTE: make_credit_note(),
    EntityKind.PAYMENT: make_payment(),
    EntityKind.ACCOUNT: Account(
        id="a-1", key="200", code="200", name="Sales", type=AccountType.REVENUE, account_class=AccountClass.REVENUE, currency="GBP"
    ),
    EntityKind.TAX_RATE: TaxRate(id="OUTPUT2", key="OUTPUT2", name="20% (VAT on Income)", rate=Decimal(20), side=TaxSide.OUTPUT),
}


def seen(entity: Entity | None, *, kind: EntityKind = EntityKind.INVOICE, body: dict[str, object] | None = None) -> Seen:
    return Seen(kind=kind, external_id="x-1", body=body or {"Total": Decimal("120.00")}, entity=entity, version="3", updated_at=AT)


@pytest.mark.parametrize("kind", ENTITIES, ids=lambda kind: kind.value)
def test_an_entity_comes_back_from_its_row_as_it_was(kind: EntityKind) -> None:
    sight = sight_of(seen(ENTITIES[kind], kind=kind))
    assert entity_of(MirrorEntity(kind=sight.kind, entity=sight.entity)) == ENTITIES[kind]


def test_a_document_can_be_found_by_what_its_columns_say() -> None:
    sight = sight_of(seen(INVOICE))
    assert (sight.number, sight.name, sight.contact_id, sight.status) == ("536365", "Customer 17850", "contact-1", "open")
    assert (sight.currency, sight.gross, sight.due, sight.issued_on) == ("GBP", Decimal(120), Decimal(120), INVOICE.issued_on)
    assert (sight.version, sight.updated_at, sight.entity) == ("3", AT, to_json(INVOICE))


def test_a_contact_a_product_and_an_account_can_be_found_by_their_codes() -> None:
    rows = [sight_of(seen(ENTITIES[kind], kind=kind)) for kind in (EntityKind.CONTACT, EntityKind.ITEM, EntityKind.ACCOUNT)]
    assert [(row.number, row.name, row.status) for row in rows] == [
        ("17850", "Customer 17850", "active"),
        ("85123A", "Product 85123A", "active"),
        ("200", "Sales", "active"),
    ]


def test_the_body_is_kept_digit_by_digit() -> None:
    assert sight_of(seen(INVOICE, body={"Total": Decimal("120.00"), "Rate": Decimal("0.123456789012345678")})).body == (
        '{"Total":120.00,"Rate":0.123456789012345678}'
    )


def test_another_body_is_another_hash_and_being_gone_is_one_too() -> None:
    first, second = (sight_of(seen(INVOICE, body={"Total": Decimal(total)})) for total in ("120.00", "120.01"))
    gone = sight_of(replace(seen(INVOICE, body={"Total": Decimal("120.00")}), deleted=True))
    assert len({first.hash, second.hash, gone.hash}) == 3
    assert sight_of(seen(INVOICE, body={"Total": Decimal("120.00")})).hash == first.hash


def test_what_could_not_be_understood_is_kept_with_its_problem() -> None:
    sight = sight_of(replace(seen(None), problem="The currency XYZ is unknown."))
    assert (sight.entity, sight.number, sight.gross, sight.problem) == (None, "", None, "The currency XYZ is unknown.")
    assert entity_of(MirrorEntity(kind="invoice", entity=sight.entity)) is None

"""Placeholders are found, replaced, and all named when they cannot be."""

from dataclasses import replace

import pytest

from tieout.accounting.documents import Allocation
from tieout.accounting.kinds import EntityKind
from tieout.mapping.references import Role, Unresolved, is_placeholder, references, resolved, to_entity, to_record
from tieout.reconciliation.carrying import placeholder
from tieout.testing import make_contact, make_invoice, make_line, make_payment

CUSTOMER = to_record("customers", "GUEST/GB")
PRODUCT = to_record("products", "85123A")
INVOICE = replace(
    make_invoice(contact=CUSTOMER), lines=(make_line(item=PRODUCT), make_line(item=PRODUCT), make_line(tax_code=to_entity("t1")))
)


def test_it_names_each_placeholder_once_with_its_role() -> None:
    assert [(found.text, found.role) for found in references(INVOICE)] == [
        (CUSTOMER, Role.CONTACT),
        (PRODUCT, Role.ITEM),
        (to_entity("t1"), Role.TAX_CODE),
    ]


def test_it_reads_what_a_placeholder_means() -> None:
    customer, _, tax = references(INVOICE)
    assert customer.record == ("customers", "GUEST/GB")
    assert customer.entity is None
    assert tax.entity == "t1"
    assert tax.record is None


def test_a_bill_asks_for_a_supplier_and_an_invoice_for_a_customer() -> None:
    bill = replace(INVOICE, kind=EntityKind.BILL)
    assert references(bill)[0].kinds == (EntityKind.CONTACT, EntityKind.SUPPLIER)
    assert references(INVOICE)[0].kinds == (EntityKind.CONTACT, EntityKind.CUSTOMER)


def test_it_replaces_all_of_them_and_nothing_else() -> None:
    done = resolved(INVOICE, {CUSTOMER: "c-9", PRODUCT: "85123A", to_entity("t1"): "OUTPUT2"})
    assert done.contact == "c-9"
    assert [(line.item, line.tax_code) for line in done.lines] == [("85123A", "OUTPUT2"), ("85123A", "OUTPUT2"), ("", "OUTPUT2")]
    assert references(done) == ()


def test_it_resolves_the_documents_and_the_account_of_a_payment() -> None:
    payment = replace(
        make_payment(contact=to_entity("c"), account=to_entity("bank")),
        allocations=(Allocation(kind=EntityKind.INVOICE, document=to_entity("d"), amount=make_payment().amount),),
    )
    done = resolved(payment, {to_entity("c"): "1", to_entity("bank"): "2", to_entity("d"): "3"})
    assert (done.contact, done.account, done.allocations[0].document) == ("1", "2", "3")


def test_it_names_everything_that_is_missing() -> None:
    with pytest.raises(Unresolved) as caught:
        resolved(INVOICE, {CUSTOMER: "c-9"})
    assert [missing.text for missing in caught.value.placeholders] == [PRODUCT, to_entity("t1")]


def test_what_has_no_references_stays_as_it_is() -> None:
    assert references(make_contact()) == ()
    assert resolved(make_contact(), {}) == make_contact()


def test_the_placeholders_of_a_sync_plan_are_of_this_form() -> None:
    assert placeholder("x") == to_entity("x")
    assert is_placeholder(placeholder("x"))

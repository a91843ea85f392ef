"""Sage's objects as ours and back: the golden pairs, and what has no place on the other side."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tieout.accounting.contacts import Address, ContactStatus
from tieout.accounting.documents import Document, DocumentStatus, Line, Settlement, TaxMode
from tieout.accounting.items import Item, ItemType
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action, Operation
from tieout.connectors.errors import Rejected
from tieout.connectors.http import dump, parse
from tieout.connectors.sage import wire
from tieout.connectors.sage.translate import name_of, seen, written
from tieout.connectors.sage.translate.reference import percent_on
from unit.connectors.sage.golden_pairs import KINDS, NAMES, WRITTEN, as_told, golden, known

D = Decimal


def from_golden(name: str) -> Any:
    found = seen(KINDS[name], golden(name, "body"), name=NAMES.get(name, ""), known=known())
    assert found.entity is not None, found.problem
    return found.entity


@pytest.mark.parametrize("name", KINDS)
def test_an_object_of_sage_becomes_this_entity(name: str) -> None:
    assert as_told(from_golden(name)) == golden(name, "entity")


@pytest.mark.parametrize("name", WRITTEN)
def test_an_entity_is_sent_as_this_object(name: str) -> None:
    operation = Operation(key="run:7", action=Action.CREATE, kind=KINDS[name], entity=replace(from_golden(name), id=None))
    told, _ = name_of(operation, known=known())
    assert told == NAMES.get(name, told)
    assert parse(dump(written(operation, told, known=known()))) == golden(name, "sent")


def create(entity: Any, kind: EntityKind) -> Operation:
    return Operation(key="run:7", action=Action.CREATE, kind=kind, entity=entity)


def sent(entity: Any, kind: EntityKind, *, name: str = "") -> Any:
    operation = create(entity, kind)
    return parse(dump(written(operation, name or name_of(operation, known=known())[0], known=known())))


def refused(entity: Any, kind: EntityKind) -> list[str]:
    with pytest.raises(Rejected) as caught:
        sent(entity, kind)
    assert all(problem.message and problem.remedy for problem in caught.value.problems)
    return [problem.cause for problem in caught.value.problems]


def test_a_number_of_sages_own_is_the_number_and_the_customers_reference_stays_one() -> None:
    body = golden("sales_invoice", "body") | {"reference": "PO 17"}
    found = seen(EntityKind.INVOICE, body).entity
    assert isinstance(found, Document)
    assert (found.number, found.reference) == ("SI-1", "PO 17")


def test_a_document_without_a_number_is_sent_with_one_of_ours_that_nobody_reads() -> None:
    for name, field in (("sales_invoice", "reference"), ("purchase_invoice", "vendor_reference")):
        entity = replace(from_golden(name), number="", reference="PO 17")
        body = sent(entity, KINDS[name])
        assert body[field].startswith("tieout-")
        assert len(body[field]) == 25
        back = seen(KINDS[name], golden(name, "body") | {"notes": None, **body}).entity
        assert isinstance(back, Document)
        assert (back.number if name == "purchase_invoice" else back.number.replace("SI-1", "")) == ""
        assert back.reference == "PO 17"


def test_a_reference_that_has_no_room_beside_the_number_goes_to_the_notes_and_comes_back() -> None:
    entity = replace(from_golden("sales_invoice"), reference="Order of the third of March")
    body = sent(entity, EntityKind.INVOICE)
    assert (body["reference"], body["notes"]) == ("No. JOB-118", "Thank you\nReference: Order of the third of March")
    back = seen(EntityKind.INVOICE, golden("sales_invoice", "body") | body).entity
    assert isinstance(back, Document)
    assert (back.number, back.reference, back.notes) == ("JOB-118", entity.reference, "Thank you")


def test_prices_with_and_without_tax_on_one_document_come_without() -> None:
    body = golden("sales_invoice", "body")
    (line,) = body["invoice_lines"]
    mixed = line | {"unit_price": "48.0", "unit_price_includes_tax": True}
    found = seen(EntityKind.INVOICE, body | {"invoice_lines": [line, mixed]}).entity
    assert isinstance(found, Document)
    assert found.tax_mode is TaxMode.EXCLUSIVE
    assert [(one.quantity, one.unit_price, one.net) for one in found.lines] == [(D(3), D(40), D(120)), (D(1), D(120), D(120))]


def test_a_discount_that_no_percentage_can_say_leaves_one_of_the_amount() -> None:
    body = golden("sales_invoice", "body")
    (line,) = body["invoice_lines"]
    for given, wanted in (
        ({"discount_amount": "30.0", "discount_percentage": "0.0"}, (D(3), D(40), D(25))),
        ({"discount_amount": "0.01", "discount_percentage": "0.0"}, (D(3), D(40), D("0.008333"))),
        ({"quantity": "1.0", "unit_price": "99999999.99", "discount_amount": "0.33"}, (D(1), D("99999999.66"), D(0))),
    ):
        found = seen(EntityKind.INVOICE, body | {"invoice_lines": [line | given]}).entity
        assert isinstance(found, Document)
        (one,) = found.lines
        assert (one.quantity, one.unit_price, one.discount_percent) == wanted


def test_carriage_that_sage_keeps_beside_the_lines_is_a_line() -> None:
    more = {"shipping_net_amount": "5.0", "shipping_tax_amount": "1.0", "shipping_tax_rate": {"id": "GB_STANDARD"}}
    found = seen(EntityKind.INVOICE, golden("sales_invoice", "body") | more).entity
    assert isinstance(found, Document)
    assert (found.lines[-1].description, found.lines[-1].net, found.lines[-1].tax) == ("Shipping", D(5), D(1))


def test_an_untaxed_document_says_so_on_each_line() -> None:
    entity = from_golden("sales_invoice")
    lines = (entity.lines[0], Line(description="Kept in the yard", quantity=D(0), unit_price=D(0)))
    body = sent(replace(entity, lines=lines, tax_mode=TaxMode.NONE), EntityKind.INVOICE)
    assert [line["tax_rate_id"] for line in body["invoice_lines"]] == ["GB_NO_TAX", "GB_NO_TAX"]
    assert [line["ledger_account_id"] for line in body["invoice_lines"]] == ["l40", "l40"]
    assert [line["tax_amount"] for line in body["invoice_lines"]] == ["0.00", "0.00"]


def test_the_discount_of_a_purchase_is_in_its_price() -> None:
    entity = from_golden("purchase_credit_note")
    line = replace(entity.lines[0], discount_percent=D("12.5"))
    (body,) = sent(replace(entity, lines=(line,)), EntityKind.SUPPLIER_CREDIT)["credit_note_lines"]
    assert (body["unit_price"], body["net_amount"], "discount_percentage" in body) == ("35", "105.00", False)
    odd = replace(line, unit_price=D("0.0000000001"), quantity=D(1_000_000_000), discount_percent=D("33.333"))
    (body,) = sent(replace(entity, lines=(odd,)), EntityKind.SUPPLIER_CREDIT)["credit_note_lines"]
    assert (body["quantity"], body["unit_price"], body["net_amount"]) == ("1", body["net_amount"], "0.07")


@pytest.mark.parametrize(
    ("name", "change", "cause"),
    [
        ("sales_invoice", {"contact": ""}, "contact_missing"),
        ("sales_invoice", {"status": DocumentStatus.VOIDED}, "not_editable"),
        ("sales_invoice", {"number": "A number of 22 letters"}, "too_long"),
        ("sales_invoice", {"notes": "x" * 2001}, "too_long"),
        ("contact_payment", {"amount": D("150.005")}, "currency_not_enabled"),
        ("purchase_invoice", {"number": "x" * 32}, "too_long"),
        ("purchase_invoice", {"reference": "x" * 26}, "too_long"),
        ("contact_payment", {"contact": ""}, "contact_missing"),
        ("contact_payment", {"account": ""}, "account_missing"),
        ("contact_payment", {"amount": D(1)}, "amount_over_due"),
        ("contact_allocation", {"contact": ""}, "contact_missing"),
        ("other_payment", {"account": ""}, "account_missing"),
        ("other_payment", {"account": "b15"}, "currency_not_enabled"),
        ("other_payment", {"lines": ()}, "totals_differ"),
        ("bank_transfer", {"to_account": ""}, "account_missing"),
        ("bank_transfer", {"to_account": "b15"}, "currency_not_enabled"),
        ("bank_transfer", {"received": D(80)}, "currency_not_enabled"),
        ("journal", {"status": DocumentStatus.DRAFT}, "not_editable"),
        ("journal", {"currency": "EUR"}, "currency_not_enabled"),
        ("journal", {"narration": "x" * 201}, "too_long"),
        ("contact", {"status": ContactStatus.ARCHIVED}, "not_editable"),
        ("contact", {"account_number": "x" * 11}, "too_long"),
        ("contact", {"name": "x" * 101}, "too_long"),
        ("contact", {"addresses": (Address(country="Atlantis"),)}, "other"),
        ("product", {"sale_account": ""}, "account_missing"),
        ("product", {"purchase_account": ""}, "account_missing"),
        ("product", {"code": "x" * 256}, "too_long"),
    ],
)
def test_what_sage_cannot_take_is_refused_before_it_is_sent(name: str, change: dict[str, Any], cause: str) -> None:
    assert refused(replace(from_golden(name), **change), KINDS[name]) == [cause]


def test_lines_are_refused_for_what_they_lack() -> None:
    invoice, fee, journal = from_golden("sales_invoice"), from_golden("other_payment"), from_golden("journal")
    line = invoice.lines[0]
    for change, cause in (
        ({"account": ""}, "account_missing"),
        ({"tax_code": "GB_GONE"}, "tax_code_invalid"),
        ({"item": "p11"}, "item_invalid"),
    ):
        assert refused(replace(invoice, lines=(replace(line, **change),)), EntityKind.INVOICE) == [cause]
    without = (replace(fee.lines[0], account=""),)
    assert refused(replace(fee, lines=without), EntityKind.BANK_TRANSACTION) == ["account_missing"]
    assert refused(replace(fee, lines=(replace(line, tax_code="GB_GONE"),)), EntityKind.BANK_TRANSACTION) == ["tax_code_invalid"]
    first, second = journal.lines
    for lines, cause in (
        ((first,), "totals_differ"),
        ((replace(first, account=""), second), "account_missing"),
        ((replace(first, tax=D(1)), replace(second, tax=D(-1))), "tax_code_invalid"),
    ):
        assert refused(replace(journal, lines=lines), EntityKind.JOURNAL) == [cause]


def test_an_item_without_a_type_is_a_product_where_it_can_be_bought() -> None:
    entity = replace(from_golden("product"), type=None)
    assert name_of(create(entity, EntityKind.ITEM), known=known())[0] == "product"
    assert name_of(create(replace(entity, purchase_account=""), EntityKind.ITEM), known=known())[0] == "service"
    assert name_of(create(replace(entity, type=ItemType.STOCK), EntityKind.ITEM), known=known())[0] == "stock_item"
    assert refused(replace(entity, type=ItemType.STOCK, code="x" * 31), EntityKind.ITEM) == ["too_long"]


def test_only_a_price_without_tax_is_read() -> None:
    with_tax = {"price": "10.2", "price_includes_tax": True}
    body = golden("product", "body")
    found = seen(EntityKind.ITEM, body | {"sales_prices": [with_tax, *body["sales_prices"]]}, name="product").entity
    assert isinstance(found, Item)
    assert found.sale_price == D("8.5")
    found = seen(EntityKind.ITEM, body | {"sales_prices": [with_tax]}, name="product").entity
    assert isinstance(found, Item)
    assert found.sale_price is None


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("sales_invoice", {"status": {"id": "NEW"}}),
        ("sales_invoice", {"date": "yesterday"}),
        ("sales_invoice", {"total_amount": "NaN"}),
        ("contact_payment", {"transaction_type": {"id": "STAFF_PAYMENT"}}),
        ("contact_payment", {"allocated_artefacts": [{"artefact": {"id": "i77"}, "amount": "100.0", "discount": "5.0"}]}),
        ("contact_allocation", {"allocated_artefacts": []}),
        ("other_payment", {"transaction_type": {"id": "TAX_PAYMENT"}}),
        ("bank_transfer", {"amount": None}),
        ("ledger_account", {"ledger_account_type": {"id": "CLOUDS"}}),
        ("attachment", {"attachment_context_type": None}),
        ("contact", {"name": ""}),
    ],
)
def test_what_cannot_be_understood_is_kept_with_a_problem(name: str, change: dict[str, object]) -> None:
    body = golden(name, "body") | change
    found = seen(KINDS[name], body, name=NAMES.get(name, ""), known=known())
    assert found.entity is None
    assert found.problem
    assert found.body == body
    assert found.external_id


def test_a_purchase_is_allocated_with_the_signs_of_its_control_account() -> None:
    entity = from_golden("contact_allocation")
    taken = replace(entity.allocation, kind=EntityKind.BILL, document="b77")
    body = sent(replace(entity, allocation=taken, source_kind=EntityKind.SUPPLIER_CREDIT), EntityKind.ALLOCATION)
    assert [one["amount"] for one in body["allocated_artefacts"]] == ["-100.00", "100.00"]


def test_money_on_account_is_allocated_under_its_own_id() -> None:
    at_hand = replace(known(), on_account={"o1": "y1"})
    entity = replace(from_golden("contact_allocation"), source_kind=EntityKind.PAYMENT, source="y1")
    body = written(create(entity, EntityKind.ALLOCATION), "contact_allocation", known=at_hand)
    assert [one["artefact_id"] for one in body["allocated_artefacts"]] == ["i77", "o1"]
    parts = golden("contact_allocation", "body")["allocated_artefacts"]
    parts[1]["artefact"] = {"id": "o1", "$path": "/unallocated_artefacts/o1"}
    found = seen(EntityKind.ALLOCATION, golden("contact_allocation", "body") | {"allocated_artefacts": parts}, known=at_hand).entity
    assert isinstance(found, Settlement)
    assert (found.source_kind, found.source) == (EntityKind.PAYMENT, "y1")


def test_a_rate_is_read_whichever_way_it_is_meant() -> None:
    body = golden("sales_invoice", "body") | {"base_currency_total_amount": "120.0"}
    for rate in ("1.2", "0.8333333333"):
        found = seen(EntityKind.INVOICE, body | {"exchange_rate": rate}).entity
        assert isinstance(found, Document)
        assert found.rate is not None
        assert abs(found.rate - D("0.8333333333")) < D("1e-9")
    bare = seen(EntityKind.INVOICE, body | {"exchange_rate": "0.8", "base_currency_total_amount": None}).entity
    assert isinstance(bare, Document)
    assert bare.rate == D("0.8")


def test_the_tax_rate_is_that_of_the_day() -> None:
    rate = wire.TaxRate.model_validate(golden("tax_rate", "body"))
    days = {date(2010, 6, 1): D("17.5"), date(2011, 1, 4): D(20), date(2000, 1, 1): D(20)}
    assert {day: percent_on(rate, day) for day in days} == days


def test_what_is_deleted_has_no_entity_and_what_is_void_still_has() -> None:
    body = golden("sales_invoice", "body") | {"deleted_at": "2026-07-03T00:00:00Z"}
    gone = seen(EntityKind.INVOICE, body)
    assert (gone.deleted, gone.entity, gone.problem) == (True, None, "")
    void = seen(EntityKind.INVOICE, body | {"status": {"id": "VOID"}})
    assert not void.deleted
    assert isinstance(void.entity, Document)
    assert void.entity.status is DocumentStatus.VOIDED


def test_an_object_tells_its_page_its_version_and_its_id() -> None:
    found = seen(EntityKind.INVOICE, golden("sales_invoice", "body"))
    assert (found.url, found.version) == (
        "https://accounts-extra.sageone.com/invoicing/sales_invoices/4711",
        "2026-07-02T10:11:12+00:00",
    )
    assert seen(EntityKind.ITEM, golden("service", "body"), name="service").external_id == "service:s11"
    assert seen(EntityKind.CONTACT, {"id": "c01", "name": "A", "links": [{"rel": "self"}], "updated_at": "?"}).url == ""
    with pytest.raises(Rejected):
        name_of(replace(create(from_golden("product"), EntityKind.ITEM), action=Action.UPDATE, external_id="s11"), known=known())

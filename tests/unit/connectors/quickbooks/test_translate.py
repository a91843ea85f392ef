"""QuickBooks' objects as ours and back: the golden pairs, the odd cases, and that nothing is lost there and back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.accounting.accounts import TaxRate, TaxSide
from tieout.accounting.contacts import Contact, ContactStatus
from tieout.accounting.documents import Document, DocumentStatus, Line, Payment, PaymentStatus, TaxMode
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import round_half_up
from tieout.accounting.serial import Written
from tieout.connectors.contract import Action, Entity, Operation
from tieout.connectors.errors import Rejected
from tieout.connectors.http import dump, parse
from tieout.connectors.quickbooks.translate import receipt, rewritten, seen, sight, tax_codes, written
from tieout.connectors.quickbooks.translate.contacts import display_name
from tieout.connectors.quickbooks.translate.items import item_name
from tieout.connectors.quickbooks.translate.known import Known
from tieout.connectors.quickbooks.translate.reference import organisation, percents
from tieout.connectors.quickbooks.wire import OBJECTS as FIRST
from tieout.connectors.quickbooks.wire import READ_ONLY
from unit.connectors.quickbooks.golden_pairs import FOLDER, KINDS, KNOWN, OBJECTS, TAX_RATES, WRITTEN, as_told, golden

D = Decimal
ODD: list[object] = [None, "", "x", 0, -1, True, [], [1], {}, [{}], {"value": 3}, D("NaN"), {"TaxRateDetail": 1}]


def make_operation(entity: Written, kind: EntityKind, *, action: Action = Action.CREATE) -> Operation:
    return Operation(key="run-7:step:1", action=action, kind=kind, entity=entity, external_id=entity.id)


def make_line(**changes: Any) -> Line:
    filled: dict[str, Any] = {"description": "Tea", "quantity": D(2), "unit_price": D("2.50"), "item": "19", "tax_code": "6"}
    return Line(**(filled | changes))


def make_invoice(*lines: Line, **changes: Any) -> Document:
    filled: dict[str, Any] = {
        "kind": EntityKind.INVOICE,
        "contact": "58",
        "issued_on": date(2026, 3, 1),
        "currency": "GBP",
        "number": "1001",
    }
    return Document(**(filled | {"lines": lines or (make_line(),)} | changes))


def sent(entity: Written, kind: EntityKind = EntityKind.INVOICE, *, known: Known = KNOWN) -> Any:
    """What goes over the wire, read back as JSON."""
    return parse(dump(written(make_operation(entity, kind), known=known)))


def read(name: str, **changes: object) -> Entity:
    found = seen(KINDS[name], golden(name, "body") | changes, name=OBJECTS.get(name, ""), known=KNOWN, rates=TAX_RATES)
    assert found.entity is not None, found.problem
    return found.entity


def refusals(entity: Written, kind: EntityKind = EntityKind.INVOICE) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as raised:
        written(make_operation(entity, kind))
    assert all(problem.remedy and problem.message for problem in raised.value.problems)
    return [(problem.cause, problem.field) for problem in raised.value.problems]


@pytest.mark.parametrize("name", KINDS)
def test_it_reads_a_golden_object_as_its_entity(name: str) -> None:
    assert as_told(read(name)) == golden(name, "entity")


@pytest.mark.parametrize("name", WRITTEN)
def test_it_sends_a_golden_entity_as_its_object(name: str) -> None:
    entity = read(name)
    assert isinstance(entity, Written)
    assert sent(entity, KINDS[name]) == golden(name, "sent")


def test_every_golden_file_belongs_to_a_pair() -> None:
    expected = {f"{name}.{part}.json" for name in KINDS for part in ("body", "entity")} | {f"{name}.sent.json" for name in WRITTEN}
    # What an account or tax code is made by stands with those of the other providers, in test_charts.
    assert {path.name for path in Path(FOLDER).iterdir() if ".made." not in path.name} == expected


def test_it_keeps_version_instant_and_body_beside_the_entity() -> None:
    body = golden("invoice", "body")
    found = seen(EntityKind.INVOICE, body)
    assert (found.external_id, found.version, found.deleted, found.body) == ("145", "1", False, body)
    assert found.updated_at == datetime(2026, 3, 2, 18, 11, 12, tzinfo=UTC)


def test_a_deletion_has_nothing_but_its_id() -> None:
    stub = {"status": "Deleted", "domain": "QBO", "Id": "979", "MetaData": {"LastUpdatedTime": "2026-03-02T10:11:12-08:00"}}
    found = seen(EntityKind.INVOICE, stub)
    assert (found.external_id, found.deleted, found.entity, found.problem) == ("979", True, None, "")


@pytest.mark.parametrize(
    ("name", "changes", "problem"),
    [
        ("invoice", {"TxnDate": "soon"}, "TxnDate is no date"),
        ("invoice", {"TotalAmt": "much"}, "TotalAmt is no number"),
        ("invoice", {"TotalAmt": True}, "TotalAmt is no number"),
        ("invoice", {"CustomerRef": None}, "CustomerRef is missing"),
        ("invoice", {"Line": [{"DetailType": "SomethingNew", "Amount": 1}]}, "a line of a kind that is not read: SomethingNew"),
        ("invoice", {"Line": "none"}, "Line is no list of objects"),
        ("customer", {"DisplayName": 7}, "DisplayName is no text"),
        ("customer", {"Active": "yes"}, "Active is neither true nor false"),
        ("customer", {"BillAddr": []}, "BillAddr is no object"),
        ("customer", {"Id": ""}, "Id is missing"),
        ("customer", {"MetaData": {"LastUpdatedTime": "2026-03-02T10:11:12"}}, "LastUpdatedTime has no zone"),
        ("customer", {"MetaData": {"LastUpdatedTime": "lately"}}, "LastUpdatedTime is no instant"),
        ("payment", {"Line": [{"Amount": 1, "LinkedTxn": [{"TxnId": "1", "TxnType": "Cheque"}]}]}, "Cheque"),
        ("purchase", {"AccountRef": None}, "the account is missing"),
        ("deposit", {"Line": [{"DepositLineDetail": {}}]}, "Amount is missing"),
        ("journal_entry", {"Line": [{"DetailType": "JournalEntryLineDetail"}]}, "neither debit nor credit: none"),
        ("credit_applied", {"TotalAmt": 5}, "no allocation of one credit to one document"),
        ("attachable", {"FileName": None}, "a note without a file"),
        ("attachable", {"AttachableRef": []}, "a file that hangs on nothing"),
        ("attachable", {"AttachableRef": [{"EntityRef": {"type": "Estimate", "value": "1"}}]}, "not read: Estimate"),
        ("account", {"AccountType": "Moonbase"}, "an account of a type that is not read: Moonbase"),
        ("tax_code", {"SalesTaxRateList": {"TaxRateDetail": [{"TaxRateRef": {"value": "99"}}]}}, "a rate that is not there: 99"),
    ],
)
def test_what_it_cannot_understand_is_said_and_the_body_kept(name: str, changes: dict[str, object], problem: str) -> None:
    body = golden(name, "body") | changes
    found = seen(KINDS[name], body, name=OBJECTS.get(name, ""), rates=TAX_RATES)
    assert problem in found.problem
    assert (found.entity, found.body) == (None, body)


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_no_body_however_odd_raises(name: str, chance: st.DataObject) -> None:
    body = golden(name, "body")
    field = chance.draw(st.sampled_from(sorted(body)))
    odd = chance.draw(st.sampled_from(ODD))
    object_name = OBJECTS.get(name, "")
    found = seen(KINDS[name], body | {field: odd}, name=object_name, rates=TAX_RATES)
    assert (found.entity is None) == bool(found.problem)
    shown = sight(KINDS[name], body | {field: odd}, name=object_name or FIRST[KINDS[name]][0])
    assert shown is None or shown.body == body | {field: odd}


def test_a_void_is_known_by_its_word_and_its_zeros() -> None:
    voided = read("invoice", TotalAmt=0, Balance=0, PrivateNote="Voided - Web order", TxnTaxDetail=None, Line=[])
    assert isinstance(voided, Document)
    assert (voided.status, voided.reference) == (DocumentStatus.VOIDED, "Web order")
    unpaid = read("invoice", PrivateNote="Voided, said somebody")
    assert isinstance(unpaid, Document)
    assert unpaid.status is DocumentStatus.OPEN
    payment = read("payment", TotalAmt=0, Line=[], PrivateNote="Voided\nPosting: k")
    assert isinstance(payment, Payment)
    assert (payment.status, payment.marker) == (PaymentStatus.DELETED, "k")


def test_a_payment_of_nothing_that_settles_a_credit_is_no_void() -> None:
    settled = read("payment", TotalAmt=0, PrivateNote=None)
    assert isinstance(settled, Payment)
    assert (settled.status, settled.amount, len(settled.allocations)) == (PaymentStatus.POSTED, D(0), 2)


def test_a_document_without_anything_due_is_paid() -> None:
    paid = read("invoice", Balance=0)
    assert isinstance(paid, Document)
    assert (paid.status, paid.due) == (DocumentStatus.PAID, D(0))


def test_discounts_and_bundles_are_read_as_lines_that_add_up() -> None:
    inner = golden("invoice", "body")["Line"][0]
    lines = [
        {"DetailType": "GroupLineDetail", "GroupLineDetail": {"GroupItemRef": {"value": "20"}, "Quantity": 1, "Line": [inner]}},
        {"DetailType": "DiscountLineDetail", "Amount": D("1.00"), "DiscountLineDetail": {"DiscountAccountRef": {"value": "86"}}},
        {"DetailType": "SalesItemLineDetail", "Amount": 5, "SalesItemLineDetail": {"ItemRef": {"value": "SHIPPING_ITEM_ID"}}},
    ]
    found = read("invoice", Line=lines)
    assert isinstance(found, Document)
    assert [(line.item, line.account, line.quantity * line.unit_price, line.net) for line in found.lines] == [
        ("19", "", D("15.30"), D("15.3")),
        ("", "86", D("-1.00"), D("-1.00")),
        ("SHIPPING_ITEM_ID", "", D(5), D(5)),
    ]


def test_a_hidden_contact_has_its_own_name() -> None:
    found = read("customer", Active=False, DisplayName="Customer 17850 (deleted)")
    assert isinstance(found, Contact)
    assert (found.name, found.status) == ("Customer 17850", ContactStatus.ARCHIVED)


def test_a_vendor_who_is_a_customer_too_gets_another_name() -> None:
    contact = Contact(kind=EntityKind.SUPPLIER, name="Paper Mill", is_customer=True, is_supplier=True)
    assert display_name(contact) == "Paper Mill (V)"
    assert display_name(replace(contact, is_customer=False)) == "Paper Mill"
    assert display_name(replace(contact, kind=EntityKind.CUSTOMER)) == "Paper Mill"


def test_a_name_is_made_legal_and_kept_as_the_business_writes_it() -> None:
    body = sent(Contact(kind=EntityKind.CUSTOMER, name="Smith: North\tYard"), EntityKind.CUSTOMER)
    assert (body["DisplayName"], body["CompanyName"]) == ("Smith North Yard", "Smith: North\tYard")


def test_an_item_is_named_so_that_two_of_the_same_name_do_not_clash() -> None:
    assert item_name(Item(code="10", name="Widget 1")) == "Widget 1 (10)"
    assert item_name(Item(code="1", name="Widget 1")) == "Widget 1 (1)"
    assert item_name(Item(code="POST", name="POST")) == "POST"
    assert item_name(Item(code="X", name="Gift (X)")) == "Gift (X)"
    assert item_name(Item(code="", name="Gift")) == "Gift"
    long = item_name(Item(code="C" * 90, name="n" * 200))
    assert len(long) == 100
    assert long.endswith(f" ({'C' * 90})")


@given(st.text(min_size=1, max_size=120), st.text("ABC:0 9", min_size=1, max_size=12).filter(lambda code: code.strip()))
def test_an_item_name_is_always_legal(name: str, code: str) -> None:
    found = item_name(Item(code=code, name=name))
    assert len(found) <= 100
    assert not set(":\t\n") & set(found)


def test_united_states_tax_codes_have_no_tax_treatment_of_the_whole() -> None:
    body = sent(make_invoice(make_line(tax_code="TAX"), make_line(tax_code="NON")))
    assert "GlobalTaxCalculation" not in body
    assert [line["SalesItemLineDetail"]["TaxCodeRef"]["value"] for line in body["Line"]] == ["TAX", "NON"]
    product = Item(code="A", name="A", sale_account="79", sale_tax="TAX")
    assert (sent(product, EntityKind.ITEM)["Taxable"], "SalesTaxCodeRef" in sent(product, EntityKind.ITEM)) == (True, False)


def test_an_untaxed_document_names_no_tax_codes() -> None:
    body = sent(make_invoice(tax_mode=TaxMode.NONE))
    assert body["GlobalTaxCalculation"] == "NotApplicable"
    assert "TaxCodeRef" not in body["Line"][0]["SalesItemLineDetail"]


def test_prices_with_tax_are_sent_without_it_beside_the_gross() -> None:
    body = sent(
        make_invoice(make_line(quantity=D(3), unit_price=D("1.00")), tax_mode=TaxMode.INCLUSIVE), known=Known(rates={"6": D(20)})
    )
    line = body["Line"][0]
    assert (body["GlobalTaxCalculation"], line["Amount"]) == ("TaxInclusive", D("2.50"))
    detail = line["SalesItemLineDetail"]
    assert (detail["TaxInclusiveAmt"], detail["Qty"], detail["UnitPrice"]) == (D("3.00"), 3, D("0.8333333"))


def test_prices_with_tax_that_are_worked_out_already_need_no_rates() -> None:
    line = make_line(quantity=D(1), unit_price=D("0.03"), net=D("0.02"), tax=D("0.01"))
    (found,) = sent(make_invoice(line, tax_mode=TaxMode.INCLUSIVE))["Line"]
    assert (found["Amount"], found["SalesItemLineDetail"]["TaxInclusiveAmt"]) == (D("0.02"), D("0.03"))


def test_prices_with_tax_of_an_unknown_code_are_not_guessed() -> None:
    assert refusals(make_invoice(make_line(tax_code="99"), tax_mode=TaxMode.INCLUSIVE)) == [("tax_code_invalid", "tax_code")]


def test_a_discount_is_folded_into_the_price_and_the_amount_stays_exact() -> None:
    (folded,) = sent(make_invoice(make_line(quantity=D(3), unit_price=D("9.99"), discount_percent=D("12.5"))))["Line"]
    assert (folded["Amount"], folded["SalesItemLineDetail"]["UnitPrice"]) == (D("26.22"), D("8.74125"))
    (coarse,) = sent(make_invoice(make_line(quantity=D(3_000_000), unit_price=D("0.0001"), discount_percent=D("33.33"))))["Line"]
    detail = coarse["SalesItemLineDetail"]
    assert coarse["Amount"] == D("200.01")
    assert round_half_up(D(detail["Qty"]) * detail["UnitPrice"], places=2) == coarse["Amount"]


def test_what_quickbooks_would_refuse_is_said_before_it_is_sent_and_all_at_once() -> None:
    wrong = make_invoice(
        make_line(item=""), make_line(), make_line(item="", account="200"), contact="", number="N" * 22, status=DocumentStatus.DRAFT
    )
    assert refusals(wrong) == [
        ("other", "status"),
        ("contact_missing", "contact"),
        ("too_long", "number"),
        ("item_invalid", "lines.1.item"),
        ("item_invalid", "lines.3.item"),
    ]
    bill = make_invoice(make_line(item=""), kind=EntityKind.BILL)
    assert refusals(bill, EntityKind.BILL) == [("account_missing", "lines.1.account")]
    item = Item(code="C" * 91, name="A", is_purchased=True)
    assert refusals(item, EntityKind.ITEM) == [
        ("account_missing", "sale_account"),
        ("account_missing", "purchase_account"),
        ("too_long", "code"),
    ]
    payment = Payment(
        kind=EntityKind.PAYMENT, contact="", account="", paid_on=date(2026, 3, 1), currency="GBP", amount=D(1), allocations=()
    )
    assert refusals(payment, EntityKind.PAYMENT) == [("contact_missing", "contact"), ("account_missing", "account")]


def test_a_document_without_a_number_carries_a_marker_and_lets_quickbooks_number() -> None:
    body = sent(make_invoice(number="", reference="PO 17"))
    assert "DocNumber" not in body
    assert body["PrivateNote"] == "PO 17\nPosting: run-7:step:1"
    back = seen(EntityKind.INVOICE, body | {"Id": "1", "TotalAmt": 5, "Balance": 5}).entity
    assert isinstance(back, Document)
    assert back.reference == "PO 17"


def test_words_between_the_lines_are_kept_on_sales_and_left_out_of_purchases() -> None:
    words = Line(description="As agreed", quantity=D(0), unit_price=D(0))
    assert [line["DetailType"] for line in sent(make_invoice(words, make_line()))["Line"]] == [
        "DescriptionOnly",
        "SalesItemLineDetail",
    ]
    bill = make_invoice(words, make_line(), kind=EntityKind.BILL)
    assert [line["DetailType"] for line in sent(bill, EntityKind.BILL)["Line"]] == ["ItemBasedExpenseLineDetail"]


def test_no_line_is_created_with_an_id_of_another_ledger() -> None:
    assert "Id" not in sent(make_invoice(make_line(id="c6e2")))["Line"][0]


def test_an_update_keeps_what_it_does_not_change() -> None:
    current = golden("customer", "body")
    contact = read("customer")
    assert isinstance(contact, Contact)
    changed = replace(contact, account_number="9", phone="1")
    change = written(make_operation(changed, EntityKind.CUSTOMER, action=Action.UPDATE), known=KNOWN)
    body = rewritten(EntityKind.CUSTOMER, current, change=change, version="2")
    assert (body["Id"], body["SyncToken"], body["sparse"], body["PreferredDeliveryMethod"]) == ("58", "2", True, "Print")
    assert body["Notes"] == "Pays on the last day of the month.\nAccount number: 9"
    assert not READ_ONLY - {"sparse"} & set(body)


def test_an_update_of_a_document_is_whole_and_lets_the_tax_be_worked_out_anew() -> None:
    invoice = read("invoice")
    assert isinstance(invoice, Document)
    changed = replace(invoice, lines=(invoice.lines[0], make_line(id="not-there")))
    change = written(make_operation(changed, EntityKind.INVOICE, action=Action.UPDATE))
    body = rewritten(EntityKind.INVOICE, golden("invoice", "body"), change=change, version="")
    assert (body["sparse"], body["SyncToken"], body["EmailStatus"]) == (False, "1", "NotSet")
    assert "TxnTaxDetail" not in body
    assert [line.get("Id") for line in body["Line"]] == ["1", None]


def test_an_update_of_an_item_leaves_its_type() -> None:
    item = read("item")
    assert isinstance(item, Item)
    change = written(make_operation(item, EntityKind.ITEM, action=Action.UPDATE))
    body = rewritten(EntityKind.ITEM, golden("item", "body") | {"Type": "Inventory", "QtyOnHand": 5}, change=change, version="1")
    assert (body["Type"], body["QtyOnHand"]) == ("Inventory", 5)


def test_a_receipt_has_the_totals_that_quickbooks_computed() -> None:
    found = receipt(EntityKind.INVOICE, golden("invoice", "body"))
    assert (found.number, found.net, found.tax, found.gross) == ("536365", D("33.30"), D("3.06"), D("36.36"))
    paid = receipt(EntityKind.PAYMENT, golden("payment", "body"))
    assert (paid.number, paid.net, paid.gross) == ("BACS 0099", None, D(20))
    assert receipt(EntityKind.CUSTOMER, golden("customer", "body")).gross is None


def test_a_tax_code_says_which_side_it_is_for() -> None:
    def code(**changes: object) -> TaxRate:
        found = read("tax_code", **changes)
        assert isinstance(found, TaxRate)
        return found

    none: dict[str, list[object]] = {"TaxRateDetail": []}
    assert (code(PurchaseTaxRateList=none).side, code(PurchaseTaxRateList=none).rate) == (TaxSide.OUTPUT, D(20))
    assert (code(SalesTaxRateList=none).side, code(SalesTaxRateList=none).rate) == (TaxSide.INPUT, D("17.5"))
    assert not code(SalesTaxRateList=none, PurchaseTaxRateList=none).is_active
    taxed = code(Id="TAX", SalesTaxRateList=None, PurchaseTaxRateList=None)
    assert (taxed.side, taxed.is_active, taxed.rate) == (TaxSide.OUTPUT, True, D(0))


def test_where_lines_say_tax_or_non_no_other_code_is_offered() -> None:
    codes = [golden("tax_code", "body"), {"Id": "TAX", "Name": "TAX"}, {"Id": "NON", "Name": "NON"}, {"Id": "9"}]
    found = tax_codes(codes, TAX_RATES)
    assert [each.entity.is_active for each in found if isinstance(each.entity, TaxRate)] == [False, True, True]
    assert [each.problem for each in found if each.entity is None] == ["Name is missing"]
    (alone,) = tax_codes(codes[:1], TAX_RATES)
    assert isinstance(alone.entity, TaxRate)
    assert alone.entity.is_active


def test_tax_on_tax_is_added_up() -> None:
    details = [
        {"TaxRateRef": {"value": "2"}, "TaxTypeApplicable": "TaxOnAmountPlusTax", "TaxOrder": 1},
        {"TaxRateRef": {"value": "1"}, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0},
        {"TaxRateRef": {"value": "3"}, "TaxTypeApplicable": "TaxOnTax", "TaxOrder": 2},
    ]
    rates = {"1": {"RateValue": 5}, "2": {"RateValue": 10}, "3": {"RateValue": 100}}
    codes = ({"Id": "9", "SalesTaxRateList": {"TaxRateDetail": details}}, {"Id": "10"})
    assert percents(codes, rates, sales=True) == {"9": (D(5), D("10.5"), D("15.5"))}
    assert percents(codes, rates, sales=False) == {}


def test_a_company_has_its_currency_and_its_closing_date() -> None:
    preferences = {"CurrencyPrefs": {"HomeCurrency": {"value": "GBP"}}, "AccountingInfoPrefs": {"BookCloseDate": "2025-12-31"}}
    found = organisation(
        "9130", company={"CompanyName": "Shop", "Country": "GB", "Id": "1"}, preferences=preferences, is_demo=False
    )
    assert (found.id, found.name, found.country, found.currency, found.locked_until) == ("9130", "Shop", "GB", "GBP", "2025-12-31")

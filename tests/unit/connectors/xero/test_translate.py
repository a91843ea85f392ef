"""Golden pairs: Xero's body, the entity that it becomes, and the body that we send; and what holds for all of them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.accounting.contacts import Address, Contact, ContactStatus
from tieout.accounting.documents import Allocation, Document, DocumentStatus, Line, Payment, TaxMode
from tieout.accounting.items import Item
from tieout.accounting.kinds import DOCUMENT_KINDS, EntityKind
from tieout.accounting.serial import to_json
from tieout.connectors.contract import Action, Operation
from tieout.connectors.http import Json, dump, parse
from tieout.connectors.xero import translate, wire

GOLDEN = Path(__file__).parent / "golden"
KINDS = {
    "account_bank": EntityKind.ACCOUNT,
    "account_receivable": EntityKind.ACCOUNT,
    "bill_paid": EntityKind.BILL,
    "contact": EntityKind.CONTACT,
    "contact_archived": EntityKind.CONTACT,
    "credit_note": EntityKind.CREDIT_NOTE,
    "invoice": EntityKind.INVOICE,
    "item": EntityKind.ITEM,
    "payment": EntityKind.PAYMENT,
    "tax_rate": EntityKind.TAX_RATE,
    "tracking_category": EntityKind.TRACKING_CATEGORY,
}
ID = "6f1c9c0a-5b0e-4c43-9a5a-0f2f6d4c1d11"
NOW = "/Date(1518685950940+0000)/"


def golden(name: str) -> Json:
    return parse((GOLDEN / name).read_bytes())


def create(kind: EntityKind, entity: Contact | Item | Document | Payment) -> Operation:
    return Operation(key="posting-1", action=Action.CREATE, kind=kind, entity=entity)


def test_every_golden_file_is_looked_at() -> None:
    assert {path.name.split(".")[0] for path in GOLDEN.iterdir()} == set(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_it_becomes_the_entity_beside_it(name: str) -> None:
    seen = translate.seen(KINDS[name], golden(f"{name}.wire.json"))
    assert seen.problem == ""
    assert seen.kind is KINDS[name]
    assert seen.entity is not None
    assert to_json(seen.entity) == json.loads((GOLDEN / f"{name}.entity.json").read_text())


@pytest.mark.parametrize("name", [name for name in KINDS if (GOLDEN / f"{name}.sent.json").exists()])
def test_it_is_sent_as_the_body_beside_it(name: str) -> None:
    entity = translate.seen(KINDS[name], golden(f"{name}.wire.json")).entity
    assert isinstance(entity, Contact | Item | Document | Payment)
    sent = translate.written(create(KINDS[name], entity))
    assert parse(dump(sent)) == golden(f"{name}.sent.json")


# ---- There and back

texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
maybe = st.one_of(st.just(""), texts)
prices = st.decimals(min_value=0, max_value=10**6, places=4, allow_nan=False)
quantities = st.decimals(min_value=Decimal("0.0001"), max_value=10**5, places=4, allow_nan=False)
days = st.dates(min_value=date(1970, 1, 1), max_value=date(2100, 1, 1))
rates = st.one_of(st.none(), st.decimals(min_value=Decimal("0.0001"), max_value=10**5, places=6, allow_nan=False))
addresses = st.builds(
    Address,
    kind=st.sampled_from(["billing", "delivery"]),
    lines=st.lists(texts, max_size=4).map(tuple),
    city=texts,
    region=maybe,
    postal_code=maybe,
    country=maybe,
)
contacts = st.builds(
    Contact,
    kind=st.just(EntityKind.CONTACT),
    name=texts,
    account_number=texts.filter(lambda text: not text.startswith("tieout-")),
    first_name=maybe,
    last_name=maybe,
    email=maybe,
    phone=maybe,
    tax_number=maybe,
    company_number=maybe,
    currency=st.sampled_from(["", "GBP", "EUR"]),
    addresses=st.lists(addresses, max_size=2).map(tuple),
    status=st.sampled_from(ContactStatus),
)
sides = {"sale_price": st.one_of(st.none(), prices), "sale_account": maybe, "sale_tax": maybe}
items = st.builds(Item, code=texts, name=texts, description=maybe, is_sold=st.just(True), is_purchased=st.just(False), **sides)
lines = st.builds(
    Line,
    description=texts,
    quantity=quantities,
    unit_price=prices,
    item=maybe,
    account=texts,
    tax_code=texts,
    discount_percent=st.decimals(min_value=0, max_value=100, places=2, allow_nan=False),
    tracking=st.lists(st.tuples(texts, st.uuids().map(str)), max_size=2).map(tuple),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    kind, issued_on, rate = draw(st.sampled_from(sorted(DOCUMENT_KINDS))), draw(days), draw(rates)
    is_credit = kind in (EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT)
    return Document(
        kind=kind,
        contact=ID,
        issued_on=issued_on,
        due_on=None if is_credit else issued_on + timedelta(days=draw(st.integers(0, 90))),
        currency=draw(st.sampled_from(["GBP", "EUR", "JPY"])),
        # As Xero would have said it: the inverse of a rate of six places.
        rate=translate.inverse(rate),
        number=draw(texts.filter(lambda text: not text.startswith("tieout-"))),
        reference=draw(maybe),
        tax_mode=draw(st.sampled_from(TaxMode)),
        status=draw(st.sampled_from([DocumentStatus.DRAFT, DocumentStatus.SUBMITTED, DocumentStatus.OPEN])),
        lines=tuple(draw(st.lists(lines, min_size=1, max_size=3))),
    )


def echoed(operation: Operation, id_name: str) -> Json:
    """What Xero would answer: what it was sent, with an id and its own date format."""
    body = {**parse(dump(translate.written(operation))), id_name: ID, "UpdatedDateUTC": NOW}
    for name in ("Date", "DueDate"):
        if name in body:
            instant = datetime.fromisoformat(body[name]).replace(tzinfo=UTC)
            body[name] = f"/Date({int(instant.timestamp()) * 1000}+0000)/"
    return body


@settings(deadline=None)
@given(contacts)
def test_a_contact_comes_back_as_it_was_sent(contact: Contact) -> None:
    found = translate.seen(EntityKind.CONTACT, echoed(create(EntityKind.CONTACT, contact), "ContactID"))
    assert found.entity == replace(contact, id=ID)


@settings(deadline=None)
@given(items)
def test_an_item_comes_back_as_it_was_sent(item: Item) -> None:
    assert translate.seen(EntityKind.ITEM, echoed(create(EntityKind.ITEM, item), "ItemID")).entity == replace(item, id=ID)


@settings(deadline=None)
@given(documents())
def test_a_document_comes_back_as_it_was_sent(document: Document) -> None:
    is_credit = document.kind in (EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT)
    found = translate.seen(document.kind, echoed(create(document.kind, document), "CreditNoteID" if is_credit else "InvoiceID"))
    assert found.problem == ""
    assert found.entity == replace(document, id=ID)


@settings(deadline=None)
@given(st.sampled_from([EntityKind.INVOICE, EntityKind.BILL]), prices, days, maybe, maybe)
def test_a_payment_comes_back_as_it_was_sent(
    settles: EntityKind, amount: Decimal, paid_on: date, reference: str, marker: str
) -> None:
    marker = marker.replace("[", "").replace("]", "")
    kind = EntityKind.PAYMENT if settles is EntityKind.INVOICE else EntityKind.SUPPLIER_PAYMENT
    payment = Payment(
        kind=kind,
        contact=ID,
        account="090",
        paid_on=paid_on,
        currency="GBP",
        amount=amount,
        allocations=(Allocation(kind=settles, document=ID, amount=amount),),
        reference=reference,
        marker=marker,
    )
    body = echoed(create(kind, payment), "PaymentID")
    body |= {"PaymentType": "ACCRECPAYMENT" if settles is EntityKind.INVOICE else "ACCPAYPAYMENT", "Status": "AUTHORISED"}
    body["Invoice"] |= {"Contact": {"ContactID": ID}, "CurrencyCode": "GBP"}
    assert translate.seen(kind, body).entity == replace(payment, id=ID)


# ---- What is not understood

everything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_whatever_xero_says_is_an_entity_or_a_problem(name: str, data: st.DataObject) -> None:
    body = golden(f"{name}.wire.json")
    field = data.draw(st.sampled_from(sorted(body)))
    body[field] = data.draw(everything)
    seen = translate.seen(KINDS[name], body)
    assert (seen.entity is None) == bool(seen.problem)
    assert seen.body is body


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("invoice", {"Status": "PENDING"}, "'PENDING' is a status"),
        ("invoice", {"LineAmountTypes": "Gross"}, "'Gross' is a kind of line amounts"),
        ("invoice", {"Type": "ACCNEW"}, "'ACCNEW' is a type of document"),
        ("invoice", {"Date": "yesterday"}, "Date"),
        ("contact", {"ContactStatus": "SLEEPING"}, "'SLEEPING' is a contact status"),
        ("contact", {"ContactID": None}, "ContactID"),
        ("payment", {"PaymentType": "AROVERPAYMENT"}, "AROVERPAYMENT"),
        ("account_bank", {"Type": "CRYPTO", "Class": "DREAM"}, "'DREAM' is a class of account"),
    ],
)
def test_an_unknown_word_is_named(name: str, change: dict[str, object], told: str) -> None:
    seen = translate.seen(KINDS[name], {**golden(f"{name}.wire.json"), **change})
    assert seen.entity is None
    assert told in seen.problem


def test_an_account_of_a_new_type_is_told_by_its_class() -> None:
    seen = translate.seen(EntityKind.ACCOUNT, {**golden("account_bank.wire.json"), "Type": "CRYPTO"})
    assert to_json(seen.entity)["type"] == "other" if seen.entity else pytest.fail(seen.problem)


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("ARCREDITPAYMENT", EntityKind.SUPPLIER_PAYMENT),
        ("APCREDITPAYMENT", EntityKind.PAYMENT),
        ("ACCPAYPAYMENT", EntityKind.SUPPLIER_PAYMENT),
    ],
)
def test_a_refund_is_listed_by_the_way_its_money_goes(type_: str, kind: EntityKind) -> None:
    assert translate.seen(EntityKind.PAYMENT, {**golden("payment.wire.json"), "PaymentType": type_}).kind is kind


def test_an_invoice_and_a_bill_are_told_apart_by_their_type() -> None:
    assert translate.seen(EntityKind.INVOICE, golden("bill_paid.wire.json")).kind is EntityKind.BILL


def test_a_deleted_draft_is_deleted_and_a_void_is_not() -> None:
    deleted = translate.seen(EntityKind.INVOICE, {**golden("invoice.wire.json"), "Status": "DELETED"})
    voided = translate.seen(EntityKind.INVOICE, {**golden("invoice.wire.json"), "Status": "VOIDED"})
    assert (deleted.deleted, voided.deleted) == (True, False)
    assert isinstance(voided.entity, Document)
    assert voided.entity.status is DocumentStatus.VOIDED


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("/Date(0+0000)/", datetime(1970, 1, 1, tzinfo=UTC)),
        ("/Date(-86400000)/", datetime(1969, 12, 31, tzinfo=UTC)),
        ("/Date(1540857600000+1300)/", datetime(2018, 10, 30, tzinfo=UTC)),
        ("2019-12-07T18:46:19.5165400", datetime(2019, 12, 7, 18, 46, 19, 516540, tzinfo=UTC)),
        ("2019-12-07T18:46:19Z", datetime(2019, 12, 7, 18, 46, 19, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_in_utc(text: str, instant: datetime) -> None:
    assert wire.instant(text) == instant


# ---- What is sent, and what is not


def invoice(**changes: object) -> Document:
    line = Line(description="Mug", quantity=Decimal(3), unit_price=Decimal("12.50"), account="200", tax_code="OUTPUT2", id="theirs")
    made = Document(kind=EntityKind.INVOICE, contact=ID, issued_on=date(2026, 3, 31), currency="GBP", lines=(line,), number="INV-1")
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_contact_is_referred_to_by_nothing_but_its_id() -> None:
    assert translate.written(create(EntityKind.INVOICE, invoice(contact_name="Andrea")))["Contact"] == {"ContactID": ID}


def test_a_line_keeps_its_id_on_a_change_and_has_none_at_first() -> None:
    made = translate.written(create(EntityKind.INVOICE, invoice()))
    changed = replace(create(EntityKind.INVOICE, invoice()), action=Action.UPDATE, external_id=ID)
    assert "LineItemID" not in made["LineItems"][0]
    assert translate.written(changed)["LineItems"][0]["LineItemID"] == "theirs"
    assert translate.written(changed)["InvoiceID"] == ID


def test_a_price_of_more_than_four_places_goes_as_one_rounded_amount() -> None:
    line = replace(invoice().lines[0], quantity=Decimal(7), unit_price=Decimal("0.123456"), discount_percent=Decimal(10))
    sent = translate.written(create(EntityKind.INVOICE, invoice(lines=(line,))))["LineItems"][0]
    assert (sent["Quantity"], sent["UnitAmount"], "DiscountRate" in sent) == (Decimal(1), Decimal("0.78"), False)


def test_an_invoice_without_a_due_date_is_due_at_once() -> None:
    assert translate.written(create(EntityKind.INVOICE, invoice(due_on=None)))["DueDate"] == "2026-03-31"


def test_what_has_no_number_gets_one_by_which_it_is_found() -> None:
    first = create(EntityKind.INVOICE, invoice(number=""))
    number = translate.written(first)["InvoiceNumber"]
    assert number == translate.number(first)
    assert number.startswith("tieout-")
    assert number != translate.number(replace(first, key="posting-2"))
    body = {**golden("invoice.wire.json"), "InvoiceNumber": number}
    found = translate.seen(EntityKind.INVOICE, body).entity
    assert isinstance(found, Document)
    assert found.number == ""


@pytest.mark.parametrize("status", [DocumentStatus.VOIDED, DocumentStatus.DELETED])
def test_a_dead_document_is_not_made(status: DocumentStatus) -> None:
    with pytest.raises(translate.Untranslatable):
        translate.written(create(EntityKind.INVOICE, invoice(status=status)))


def test_ends_name_the_id_and_the_state_only() -> None:
    for kind, entity, action, body in (
        (EntityKind.INVOICE, invoice(), Action.VOID, {"InvoiceID": ID, "Status": "VOIDED"}),
        (EntityKind.INVOICE, invoice(), Action.DELETE, {"InvoiceID": ID, "Status": "DELETED"}),
        (
            EntityKind.CONTACT,
            Contact(kind=EntityKind.CONTACT, name="A"),
            Action.DELETE,
            {"ContactID": ID, "ContactStatus": "ARCHIVED"},
        ),
    ):
        operation = Operation(key="k", action=action, kind=kind, entity=entity, external_id=ID)
        assert translate.written(operation) == body


def test_a_change_needs_to_know_what_it_changes() -> None:
    with pytest.raises(translate.Untranslatable):
        translate.written(replace(create(EntityKind.INVOICE, invoice()), action=Action.VOID))


def test_an_empty_field_of_a_contact_wipes_nothing() -> None:
    contact = Contact(kind=EntityKind.CONTACT, name="Andrea")
    operation = Operation(key="k", action=Action.UPDATE, kind=EntityKind.CONTACT, entity=contact, external_id=ID)
    assert translate.written(operation) == {"ContactID": ID, "Name": "Andrea"}

"""What is written to Xero and read back is the same, or the loss is named in the manifest."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.accounting.accounts import Account, TaxRate, TrackingCategory
from tieout.accounting.banking import BankTransaction, Direction, Transfer
from tieout.accounting.contacts import Address, Contact, ContactStatus, Phone, Terms, TermsBasis
from tieout.accounting.documents import Allocation, Document, DocumentStatus, Line, Payment, Settlement, TaxMode
from tieout.accounting.items import Item, ItemType
from tieout.accounting.journal import Journal, JournalLine
from tieout.accounting.kinds import DOCUMENT_KINDS, EntityKind
from tieout.accounting.money import round_half_up
from tieout.accounting.serial import Written
from tieout.connectors.contract import Action, Operation, Seen
from tieout.connectors.http import Json, dump, parse
from tieout.connectors.xero import translate
from tieout.connectors.xero.manifest import MANIFEST
from tieout.connectors.xero.translate.parts import Bank, Known
from tieout.connectors.xero.translate.payments import settlement_answer

ID = "6f1c9c0a-5b0e-4c43-9a5a-0f2f6d4c1d11"
NOW = "/Date(1518685950940+0000)/"
BASE = Known(base_currency="GBP", banks={"090": Bank(key="090", currency="GBP"), "091": Bank(key="091", currency="GBP")})
CREDITS = (EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT)

texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
maybe = st.one_of(st.just(""), texts)
marks = st.text("abc:-_.é19", min_size=1, max_size=20).filter(lambda text: not text.startswith("key-"))
amounts = st.decimals(min_value=Decimal("0.01"), max_value=10**6, places=2, allow_nan=False)
prices = st.decimals(min_value=0, max_value=10**6, places=4, allow_nan=False)
quantities = st.decimals(min_value=Decimal("0.0001"), max_value=10**5, places=4, allow_nan=False)
days = st.dates(min_value=date(1970, 1, 1), max_value=date(2100, 1, 1))
rates = st.one_of(st.none(), st.decimals(min_value=Decimal("0.0001"), max_value=10**5, places=6, allow_nan=False))
options = st.lists(st.tuples(texts, st.uuids().map(str)), max_size=2).map(tuple)
address = st.builds(
    Address, lines=st.lists(texts, max_size=4).map(tuple), city=texts, region=maybe, postal_code=maybe, country=maybe
)
terms = st.none() | st.builds(Terms, days=st.integers(0, 90), basis=st.sampled_from(TermsBasis))
contacts = st.builds(
    Contact,
    kind=st.just(EntityKind.CONTACT),
    name=texts,
    account_number=texts.filter(lambda text: not text.startswith("tieout-")),
    first_name=maybe,
    last_name=maybe,
    email=maybe,
    phone=maybe,
    phones=st.lists(texts, max_size=3).map(
        lambda numbers: tuple(
            Phone(kind=kind, number=each) for kind, each in zip(("mobile", "direct", "fax"), numbers, strict=False)
        )
    ),
    tax_number=maybe,
    company_number=maybe,
    currency=st.sampled_from(["", "GBP", "EUR"]),
    addresses=st.lists(address, max_size=2).map(
        lambda some: tuple(replace(each, kind=kind) for kind, each in zip(("billing", "delivery"), some, strict=False))
    ),
    sale_terms=terms,
    purchase_terms=terms,
    status=st.sampled_from(ContactStatus),
)
price = st.one_of(st.none(), prices)
items = st.builds(Item, code=texts, name=texts, description=maybe, sale_price=price, sale_account=maybe, sale_tax=maybe)
stock = st.builds(
    Item,
    code=texts,
    name=texts,
    type=st.just(ItemType.STOCK),
    is_purchased=st.just(True),
    sale_price=price,
    purchase_price=price,
    purchase_account=texts,
    purchase_tax=maybe,
    stock_account=texts,
)
lines = st.builds(
    Line,
    description=texts,
    quantity=quantities,
    unit_price=prices,
    item=maybe,
    account=texts,
    tax_code=texts,
    discount_percent=st.decimals(min_value=0, max_value=100, places=2, allow_nan=False),
    tracking=options,
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    kind, issued_on, rate = draw(st.sampled_from(sorted(DOCUMENT_KINDS))), draw(days), draw(rates)
    return Document(
        kind=kind,
        contact=ID,
        issued_on=issued_on,
        due_on=None if kind in CREDITS else issued_on + timedelta(days=draw(st.integers(0, 90))),
        currency=draw(st.sampled_from(["GBP", "EUR", "JPY"])),
        # As Xero would have said it: the inverse of a rate of six places.
        rate=translate.inverse(rate),
        number=draw(texts.filter(lambda text: not text.startswith("tieout-"))),
        reference=draw(maybe),
        tax_mode=draw(st.sampled_from(TaxMode)),
        status=draw(st.sampled_from([DocumentStatus.DRAFT, DocumentStatus.SUBMITTED, DocumentStatus.OPEN])),
        lines=tuple(draw(st.lists(lines, min_size=1, max_size=3))),
    )


def create(kind: EntityKind, entity: Written) -> Operation:
    return Operation(key="posting-1", action=Action.CREATE, kind=kind, entity=entity)


def back(operation: Operation, **more: Json) -> Seen:
    """What is seen in Xero's answer: what it was sent, with an id and its own date format."""
    body = {**parse(dump(translate.written(operation, known=BASE))), "UpdatedDateUTC": NOW, "Status": "AUTHORISED", **more}
    for name in ("Date", "DueDate"):
        if name in body:
            instant = datetime.fromisoformat(body[name]).replace(tzinfo=UTC)
            body[name] = f"/Date({int(instant.timestamp()) * 1000}+0000)/"
    found = translate.seen(operation.kind, body, known=BASE)
    assert found.problem == ""
    return found


@settings(deadline=None)
@given(contacts)
def test_a_contact_comes_back_as_it_was_sent(contact: Contact) -> None:
    assert back(create(EntityKind.CONTACT, contact), ContactID=ID).entity == replace(contact, id=ID)


@settings(deadline=None)
@given(items | stock)
def test_an_item_comes_back_as_it_was_sent(item: Item) -> None:
    assert back(create(EntityKind.ITEM, item), ItemID=ID).entity == replace(item, id=ID)


def come_to(lines: tuple[Line, ...]) -> list[Decimal]:
    return [round_half_up(each.quantity * each.unit_price * (100 - each.discount_percent) / 100, places=2) for each in lines]


def said(lines: tuple[Line, ...]) -> list[tuple[object, ...]]:
    return [(each.description, each.item, each.account, each.tax_code, each.tracking) for each in lines]


@settings(deadline=None)
@given(documents())
def test_a_document_comes_back_as_it_was_sent(document: Document) -> None:
    status = translate.written(create(document.kind, document))["Status"]
    after = back(
        create(document.kind, document), **{"CreditNoteID" if document.kind in CREDITS else "InvoiceID": ID}, Status=status
    ).entity
    assert isinstance(after, Document)
    assert replace(after, lines=()) == replace(document, id=ID, lines=())
    assert come_to(after.lines) == come_to(document.lines)
    assert said(after.lines) == said(document.lines)
    if document.kind is EntityKind.INVOICE:
        assert after.lines == document.lines


PAID = [
    ("ACCRECPAYMENT", EntityKind.PAYMENT, EntityKind.INVOICE, ID),
    ("ACCPAYPAYMENT", EntityKind.SUPPLIER_PAYMENT, EntityKind.BILL, ID),
    ("ARCREDITPAYMENT", EntityKind.PAYMENT, EntityKind.CREDIT_NOTE, ID),
    ("APCREDITPAYMENT", EntityKind.SUPPLIER_PAYMENT, EntityKind.SUPPLIER_CREDIT, ID),
    ("AROVERPAYMENTPAYMENT", EntityKind.PAYMENT, EntityKind.PAYMENT, f"overpayment:{ID}"),
    ("APPREPAYMENTPAYMENT", EntityKind.SUPPLIER_PAYMENT, EntityKind.SUPPLIER_PAYMENT, f"prepayment:{ID}"),
]


@st.composite
def payments(draw: st.DrawFn) -> tuple[str, Payment]:
    """A payment with the type that it has at Xero."""
    type_, kind, settles, document = draw(st.sampled_from(PAID))
    amount = draw(amounts)
    payment = Payment(
        kind=kind,
        contact=ID,
        account="090",
        paid_on=draw(days),
        currency="GBP",
        amount=amount,
        allocations=(Allocation(kind=settles, document=document, amount=amount),),
        reference=draw(maybe),
        marker=draw(marks | st.just("")),
        is_refund=not type_.startswith("ACC"),
        is_reconciled=draw(st.booleans()),
    )
    return type_, payment


@settings(deadline=None)
@given(payments())
def test_a_payment_comes_back_as_it_was_sent(typed: tuple[str, Payment]) -> None:
    type_, payment = typed
    operation = create(payment.kind, payment)
    sent = translate.written(operation)
    part = next(name for name in ("Invoice", "CreditNote", "Prepayment", "Overpayment") if name in sent)
    whole = {**sent[part], "Contact": {"ContactID": ID}, "CurrencyCode": "GBP"}
    assert back(operation, PaymentID=ID, PaymentType=type_, **{part: whole}).entity == replace(payment, id=ID)


@settings(deadline=None)
@given(st.sampled_from([EntityKind.PAYMENT, EntityKind.SUPPLIER_PAYMENT]), amounts, days, maybe, marks | st.just(""))
def test_money_on_account_comes_back_as_it_was_sent(
    kind: EntityKind, amount: Decimal, paid_on: date, reference: str, marker: str
) -> None:
    payment = Payment(
        kind=kind,
        contact=ID,
        account="090",
        paid_on=paid_on,
        currency="EUR",
        amount=amount,
        allocations=(),
        reference=reference,
        marker=marker,
    )
    # Xero keeps a reference with money that is spent and received only.
    seen = back(create(kind, payment), BankTransactionID=ID, OverpaymentID=ID, Total=amount, Reference="")
    assert (seen.kind, seen.external_id, seen.entity) == (kind, f"overpayment:{ID}", replace(payment, id=f"overpayment:{ID}"))


SOURCES = [
    (EntityKind.CREDIT_NOTE, EntityKind.INVOICE, ID),
    (EntityKind.SUPPLIER_CREDIT, EntityKind.BILL, ID),
    (EntityKind.PAYMENT, EntityKind.INVOICE, f"overpayment:{ID}"),
    (EntityKind.SUPPLIER_PAYMENT, EntityKind.BILL, f"prepayment:{ID}"),
]


@settings(deadline=None)
@given(st.sampled_from(SOURCES), amounts, st.none() | days)
def test_an_allocation_comes_back_as_it_was_sent(
    source: tuple[EntityKind, EntityKind, str], amount: Decimal, allocated_on: date | None
) -> None:
    entity = Settlement(
        source_kind=source[0],
        source=source[2],
        allocation=Allocation(kind=source[1], document=ID, amount=amount),
        contact=ID,
        allocated_on=allocated_on,
        currency="GBP",
    )
    operation = create(EntityKind.ALLOCATION, entity)
    answered = settlement_answer(entity, {"AllocationID": "a-1"})
    assert back(operation, **answered).entity == replace(entity, id="a-1")


@settings(deadline=None)
@given(
    st.builds(
        BankTransaction,
        direction=st.sampled_from(Direction),
        account=st.just("090"),
        contact=st.just(ID),
        happened_on=days,
        currency=st.just("GBP"),
        lines=st.lists(lines, min_size=1, max_size=3).map(tuple),
        reference=maybe,
        marker=marks | st.just(""),
        tax_mode=st.sampled_from(TaxMode),
        is_reconciled=st.booleans(),
    )
)
def test_a_bank_transaction_comes_back_as_it_was_sent(entity: BankTransaction) -> None:
    seen = back(create(EntityKind.BANK_TRANSACTION, entity), BankTransactionID=ID, CurrencyCode="GBP", Total=1)
    after = seen.entity
    assert isinstance(after, BankTransaction)
    assert replace(after, lines=(), gross=None) == replace(entity, id=ID, lines=())
    assert come_to(after.lines) == come_to(entity.lines)
    assert said(after.lines) == said(entity.lines)


@settings(deadline=None)
@given(
    st.builds(
        Transfer,
        from_account=st.just("090"),
        to_account=st.just("091"),
        happened_on=days,
        currency=st.just("GBP"),
        amount=amounts,
        reference=maybe,
        marker=marks | st.just(""),
    )
)
def test_a_transfer_comes_back_as_it_was_sent(transfer: Transfer) -> None:
    assert back(create(EntityKind.TRANSFER, transfer), BankTransferID=ID).entity == replace(transfer, id=ID)


journal_lines = st.builds(JournalLine, account=texts, amount=amounts, description=maybe, tracking=options)


@settings(deadline=None)
@given(
    st.builds(
        Journal,
        entered_on=days,
        currency=st.just("GBP"),
        lines=st.lists(journal_lines, min_size=2, max_size=3).map(tuple),
        number=st.text("abc-19", max_size=8),
        narration=maybe,
        marker=marks | st.just(""),
        status=st.sampled_from([DocumentStatus.DRAFT, DocumentStatus.OPEN]),
    ),
    st.booleans(),
)
def test_a_journal_comes_back_as_it_was_sent(journal: Journal, taxed: bool) -> None:
    made = replace(journal, lines=tuple(replace(line, tax_code="INPUT2") for line in journal.lines)) if taxed else journal
    operation = create(EntityKind.JOURNAL, made)
    status = translate.written(operation, known=BASE)["Status"]
    assert back(operation, ManualJournalID=ID, Status=status).entity == replace(made, id=ID)


@pytest.mark.parametrize("place", sorted(MANIFEST.loses))
def test_every_loss_that_is_named_is_of_a_field_that_exists(place: str) -> None:
    owners: dict[str, type[Written]] = {
        "document": Document,
        "contact": Contact,
        "item": Item,
        "payment": Payment,
        "allocation": Settlement,
        "bank_transaction": BankTransaction,
        "transfer": Transfer,
        "journal": Journal,
        "account": Account,
        "tax_rate": TaxRate,
        "tracking_category": TrackingCategory,
    }
    owner, field = place.split(".")[:2]
    assert field in {each.name for each in fields(owners[owner])}

"""What is written to QuickBooks and read back is the same."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.accounting.accounts import Account, TrackingCategory
from tieout.accounting.banking import BankTransaction, Direction, Transfer
from tieout.accounting.contacts import Address, Contact, ContactStatus, Phone, Terms
from tieout.accounting.documents import Allocation, Document, Line, Payment, Settlement, TaxMode
from tieout.accounting.items import Item, ItemType
from tieout.accounting.journal import Journal, JournalLine
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import round_half_up
from tieout.accounting.serial import Written
from tieout.connectors.contract import Action, Entity, Operation
from tieout.connectors.http import dump, parse
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.translate import seen, written, written_name
from unit.connectors.quickbooks.golden_pairs import KNOWN

D = Decimal


words = st.text("abc déß’'\"\\&+#,.-1", max_size=20).map(lambda text: " ".join(text.split()))
names = words.filter(bool)
codes = st.text("ABC123-", min_size=1, max_size=10)
money = st.decimals(min_value=-1000, max_value=1000, places=2, allow_nan=False)
amounts = st.decimals(min_value="0.01", max_value=1000, places=2, allow_nan=False)
classes = st.sampled_from([(), (("Class", "5"),)])
PHONES = tuple(Phone(kind=kind, number=f"0{place}") for place, kind in enumerate(("mobile", "direct", "fax")))
addresses = st.builds(
    Address,
    kind=st.just("billing"),
    lines=st.lists(names, min_size=1, max_size=4).map(tuple),
    city=words,
    region=words,
    postal_code=words,
    country=words,
)
contacts = st.builds(
    Contact,
    kind=st.sampled_from([EntityKind.CUSTOMER, EntityKind.SUPPLIER]),
    name=names,
    account_number=codes | st.just(""),
    first_name=words,
    last_name=words,
    email=words,
    phone=words,
    phones=st.lists(st.sampled_from(PHONES), unique=True).map(lambda some: tuple(one for one in PHONES if one in some)),
    website=words,
    notes=words,
    sale_terms=st.sampled_from([None, Terms(days=30)]),
    purchase_terms=st.sampled_from([None, Terms(days=30)]),
    currency=st.sampled_from(["", "GBP"]),
    addresses=st.lists(addresses, max_size=1).map(tuple),
    status=st.sampled_from(ContactStatus),
)
lines = st.builds(
    Line,
    description=words,
    quantity=st.decimals(min_value=1, max_value=500, places=2, allow_nan=False),
    unit_price=st.decimals(min_value=-100, max_value=100, places=4, allow_nan=False),
    item=codes,
    tax_code=st.sampled_from(["6", "7"]),
    tracking=classes,
)
documents = st.builds(
    Document,
    kind=st.sampled_from([EntityKind.INVOICE, EntityKind.CREDIT_NOTE, EntityKind.BILL, EntityKind.SUPPLIER_CREDIT]),
    contact=codes,
    issued_on=st.dates(),
    currency=st.just("GBP"),
    lines=st.lists(lines, min_size=1, max_size=4).map(tuple),
    number=codes,
    reference=words,
    notes=words,
    rate=st.none() | st.decimals(min_value="0.01", max_value=9, places=7, allow_nan=False),
    tax_mode=st.just(TaxMode.EXCLUSIVE),
)
payments = st.builds(
    Payment,
    kind=st.just(EntityKind.PAYMENT),
    contact=codes,
    account=codes,
    paid_on=st.dates(),
    currency=st.just("GBP"),
    amount=st.decimals(min_value=1, max_value=1000, places=2, allow_nan=False),
    allocations=st.lists(
        st.builds(Allocation, kind=st.just(EntityKind.INVOICE), document=codes, amount=money.map(abs)), max_size=3
    ).map(tuple),
    reference=words,
    marker=codes,
)
items = st.builds(
    Item,
    code=codes,
    name=names,
    type=st.sampled_from([ItemType.SERVICE, ItemType.GOODS, ItemType.STOCK]),
    description=words,
    is_purchased=st.just(True),
    sale_price=st.none() | money.map(abs),
    sale_account=codes,
    sale_tax=codes,
    purchase_price=st.none() | money.map(abs),
    purchase_account=codes,
    purchase_tax=codes,
    stock_account=codes,
    is_active=st.booleans(),
).map(lambda item: item if item.type is ItemType.STOCK else replace(item, stock_account=""))
bank_lines = st.builds(
    Line,
    description=words,
    quantity=st.just(D(1)),
    unit_price=amounts,
    account=codes,
    tax_code=st.sampled_from(["6", "7"]),
    tracking=classes,
)
bank_transactions = st.builds(
    BankTransaction,
    direction=st.sampled_from(Direction),
    account=st.sampled_from(["35", "41"]),
    happened_on=st.dates(),
    currency=st.just("GBP"),
    lines=st.lists(bank_lines, min_size=1, max_size=3).map(tuple) | st.lists(lines, min_size=1, max_size=3).map(tuple),
    contact=st.sampled_from(["", "58", "61"]),
    reference=words,
    marker=codes,
    tax_mode=st.sampled_from([TaxMode.EXCLUSIVE, TaxMode.NONE]),
)
transfers = st.builds(
    Transfer,
    from_account=codes,
    to_account=codes,
    happened_on=st.dates(),
    currency=st.just("GBP"),
    amount=amounts,
    reference=words,
    marker=codes,
)
sides = st.sampled_from([(EntityKind.CREDIT_NOTE, EntityKind.INVOICE), (EntityKind.SUPPLIER_CREDIT, EntityKind.BILL)])
settlements = st.builds(
    lambda side, **rest: Settlement(
        source_kind=side[0],
        allocation=Allocation(kind=side[1], document=rest.pop("document"), amount=rest.pop("amount")),
        **rest,
    ),
    side=sides,
    source=codes,
    document=codes,
    amount=amounts,
    contact=codes,
    allocated_on=st.dates(),
    currency=st.just("GBP"),
    marker=codes,
)
journal_lines = st.builds(
    JournalLine,
    account=codes,
    amount=money.filter(bool),
    description=words,
    contact=st.sampled_from(["", "58", "61"]),
    tracking=st.sampled_from([(), (("Class", "5"),), (("Class", "5"), ("Department", "7"))]),
)
journals = st.builds(
    Journal,
    entered_on=st.dates(),
    currency=st.just("GBP"),
    number=codes,
    narration=words,
    marker=codes,
    lines=st.lists(journal_lines, min_size=1, max_size=3).map(
        lambda some: (*some, JournalLine(account="1", amount=-sum((line.amount for line in some), D(0))))
    ),
)


def there_and_back(entity: Written, kind: EntityKind, **computed: object) -> Entity:
    """What goes over the wire, read back as JSON and as QuickBooks would tell it."""
    operation = Operation(key="run-7:step:1", action=Action.CREATE, kind=kind, entity=entity)
    name = written_name(operation, known=KNOWN)
    found = seen(kind, parse(dump(written(operation, known=KNOWN))) | {"Id": "77"} | computed, name=name, known=KNOWN)
    assert found.entity is not None, found.problem
    return found.entity


@given(contacts)
def test_a_contact_is_the_same_there_and_back(contact: Contact) -> None:
    customer = contact.kind is EntityKind.CUSTOMER
    of_its_side = replace(contact, is_customer=customer, is_supplier=not customer)
    if customer:
        of_its_side = replace(of_its_side, purchase_terms=None)
    else:
        of_its_side = replace(of_its_side, sale_terms=None, notes="")
    assert there_and_back(of_its_side, contact.kind) == replace(of_its_side, id="77")


@given(items.filter(lambda item: not item.name.endswith(f" ({item.code})")))
def test_an_item_is_the_same_there_and_back(item: Item) -> None:
    assert there_and_back(item, EntityKind.ITEM) == replace(item, id="77")


@given(documents)
def test_a_document_is_the_same_there_and_back_and_its_lines_multiply(document: Document) -> None:
    if document.kind not in {EntityKind.INVOICE, EntityKind.CREDIT_NOTE}:
        document = replace(document, notes="")
    back = there_and_back(document, document.kind, TotalAmt=D("1.00"), Balance=D("1.00"))
    assert isinstance(back, Document)
    for line, original in zip(back.lines, document.lines, strict=True):
        assert line.net == round_half_up(original.quantity * original.unit_price, places=2)
        assert round_half_up(line.quantity * line.unit_price, places=2) == line.net
        assert replace(line, net=None) == original
    assert replace(back, id=None, net=None, tax=None, gross=None, due=None, lines=document.lines) == document


@given(documents, st.sampled_from(["7", "8"]))
def test_the_location_of_all_lines_is_the_same_there_and_back(document: Document, place: str) -> None:
    lines = tuple(replace(line, tracking=(*line.tracking, ("Department", place))) for line in document.lines)
    back = there_and_back(replace(document, lines=lines), document.kind, TotalAmt=D("1.00"), Balance=D("1.00"))
    assert isinstance(back, Document)
    assert [line.tracking for line in back.lines] == [line.tracking for line in lines]


@given(payments)
def test_a_payment_is_the_same_there_and_back(payment: Payment) -> None:
    assert there_and_back(payment, EntityKind.PAYMENT) == replace(payment, id="77")


@given(bank_transactions)
def test_money_at_the_bank_is_the_same_there_and_back(entity: BankTransaction) -> None:
    back = there_and_back(entity, EntityKind.BANK_TRANSACTION, TotalAmt=D("1.00"))
    assert isinstance(back, BankTransaction)
    no_codes = entity.tax_mode is TaxMode.NONE
    for line, original in zip(back.lines, entity.lines, strict=True):
        expected = replace(original, tax_code="") if no_codes else original
        assert line.net == round_half_up(original.quantity * original.unit_price, places=2)
        assert replace(line, net=None) == expected
    assert replace(back, net=None, tax=None, gross=None, lines=entity.lines) == replace(entity, id=back.id)


@given(transfers)
def test_a_transfer_is_the_same_there_and_back(transfer: Transfer) -> None:
    assert there_and_back(transfer, EntityKind.TRANSFER) == replace(transfer, id="77")


@given(settlements)
def test_an_allocation_is_the_same_there_and_back(settlement: Settlement) -> None:
    back = there_and_back(settlement, EntityKind.ALLOCATION)
    assert isinstance(back, Settlement)
    assert back == replace(settlement, id=back.id)


@given(journals)
def test_a_journal_is_the_same_there_and_back(journal: Journal) -> None:
    assert there_and_back(journal, EntityKind.JOURNAL) == replace(journal, id="77")


OWNERS: dict[str, type[Written]] = {
    "contact": Contact,
    "item": Item,
    "document": Document,
    "payment": Payment,
    "allocation": Settlement,
    "bank_transaction": BankTransaction,
    "transfer": Transfer,
    "journal": Journal,
    "account": Account,
    "tracking_category": TrackingCategory,
}


@pytest.mark.parametrize("place", sorted(MANIFEST.loses))
def test_every_loss_that_is_named_is_of_a_field_that_exists(place: str) -> None:
    owner, field, *inner = place.split(".")
    assert field in {each.name for each in fields(OWNERS[owner])}
    of_lines = {each.name for each in (*fields(Line), *fields(JournalLine))}
    assert set(inner) <= of_lines
    assert MANIFEST.loses[place].endswith(".")

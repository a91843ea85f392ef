"""What is written to Sage and read back is the same, or the loss is named in the manifest."""

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tieout.accounting.accounts import Account, TaxRate, TrackingCategory
from tieout.accounting.banking import BankTransaction, Direction, Transfer
from tieout.accounting.contacts import Address, Contact, Phone, Terms, TermsBasis
from tieout.accounting.documents import Allocation, Document, DocumentStatus, Line, Payment, Settlement, TaxMode
from tieout.accounting.items import Item, ItemType
from tieout.accounting.journal import Journal, JournalLine
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import round_half_up
from tieout.accounting.serial import Written
from tieout.accounting.totals import totals
from tieout.connectors.contract import Action, Entity, Operation
from tieout.connectors.http import dump, parse
from tieout.connectors.sage.manifest import LISTS, MANIFEST
from tieout.connectors.sage.translate import name_of, seen, written
from tieout.connectors.sage.translate.marks import short
from unit.connectors.sage.golden_pairs import RATES, known

D = Decimal
words = st.text("abc déß’'\"\\&+#,.-1", max_size=20).map(lambda text: " ".join(text.split()))
names = words.filter(bool)
FAX = Phone(kind="fax", number="01")
one_word = st.text("abcdéß’-", min_size=1, max_size=15)
codes = st.text("ABC123-", min_size=1, max_size=10)
amounts = st.decimals(min_value="0.01", max_value=1000, places=2, allow_nan=False)
days = st.dates()
rates = st.none() | st.decimals(min_value="0.01", max_value=9, places=10, allow_nan=False)
addresses = st.builds(
    Address,
    lines=st.lists(names, min_size=1, max_size=2).map(tuple),
    city=words,
    region=words,
    postal_code=st.text("AB1 2", max_size=10).map(lambda text: " ".join(text.split())),
    country=st.sampled_from(["", "GB", "IE", "US"]),
)
terms = st.builds(Terms, days=st.integers(0, 90), basis=st.sampled_from([TermsBasis.INVOICE_DATE, TermsBasis.MONTH_END]))
contacts = st.builds(
    Contact,
    kind=st.just(EntityKind.CONTACT),
    name=names,
    account_number=codes | st.just(""),
    first_name=words,
    last_name=one_word,
    email=words,
    phone=words,
    phones=st.sampled_from([(), (Phone(kind="mobile", number="07"), FAX), (FAX,)]),
    tax_number=words,
    currency=st.sampled_from(["", "GBP"]),
    addresses=st.lists(addresses, max_size=1).map(tuple) | addresses.map(lambda one: (one, replace(one, kind="delivery"))),
    notes=words,
    sale_terms=st.none() | terms,
    credit_limit=st.none() | amounts,
    is_customer=st.just(True),
)
items = st.builds(
    Item,
    code=codes,
    name=names,
    type=st.sampled_from([ItemType.GOODS, ItemType.SERVICE, ItemType.STOCK]),
    description=words,
    is_purchased=st.just(True),
    sale_price=st.none() | amounts,
    sale_account=codes,
    sale_tax=st.sampled_from(["", *RATES]),
    purchase_price=st.none() | amounts,
    purchase_account=codes,
    purchase_tax=st.sampled_from(["", *RATES]),
    is_active=st.booleans(),
)
lines = st.builds(
    Line,
    description=names,
    quantity=st.decimals(min_value=-500, max_value=500, places=3, allow_nan=False),
    unit_price=st.decimals(min_value=-100, max_value=100, places=5, allow_nan=False),
    item=st.sampled_from(["", "product:p1", "service:s1"]),
    account=codes,
    tax_code=st.sampled_from(["GB_STANDARD", "GB_LOWER", "GB_ZERO"]),
    discount_percent=st.just(D(0)) | st.decimals(min_value=0, max_value=100, places=2, allow_nan=False),
)
documents = st.builds(
    Document,
    kind=st.sampled_from([EntityKind.INVOICE, EntityKind.CREDIT_NOTE, EntityKind.BILL, EntityKind.SUPPLIER_CREDIT]),
    contact=codes,
    issued_on=days,
    currency=st.just("GBP"),
    lines=st.lists(lines, min_size=1, max_size=4).map(tuple),
    number=codes,
    reference=words,
    notes=words,
    rate=rates,
    tax_mode=st.sampled_from([TaxMode.EXCLUSIVE, TaxMode.INCLUSIVE]),
    status=st.sampled_from([DocumentStatus.DRAFT, DocumentStatus.OPEN]),
)
references = st.text("abcdé1-", max_size=8)
payments = st.builds(
    Payment,
    kind=st.sampled_from([EntityKind.PAYMENT, EntityKind.SUPPLIER_PAYMENT]),
    contact=codes,
    account=codes,
    paid_on=days,
    currency=st.just("GBP"),
    amount=amounts,
    allocations=st.just(()),
    reference=references,
    marker=codes,
    rate=rates,
    is_refund=st.booleans(),
)
bank_lines = st.builds(
    Line,
    description=names,
    quantity=st.just(D(1)),
    unit_price=amounts,
    account=codes,
    tax_code=st.sampled_from(["GB_STANDARD", "GB_ZERO"]),
)
bank_transactions = st.builds(
    BankTransaction,
    direction=st.sampled_from(Direction),
    account=st.just("b12"),
    happened_on=days,
    currency=st.just("GBP"),
    lines=st.lists(bank_lines, min_size=1, max_size=3).map(tuple),
    contact=codes | st.just(""),
    reference=references,
    marker=codes,
)
transfers = st.builds(
    Transfer,
    from_account=st.sampled_from(["b12", "b13", "b14"]),
    to_account=st.sampled_from(["b12", "b13"]),
    happened_on=days,
    currency=st.just("GBP"),
    amount=amounts,
    reference=words.filter(lambda text: not text.endswith("]")),
    marker=st.text("ab:1-", min_size=1, max_size=60),
)
settlements = st.builds(
    Settlement,
    source_kind=st.just(EntityKind.CREDIT_NOTE),
    source=codes.map(lambda code: f"c{code}"),
    allocation=st.builds(Allocation, kind=st.just(EntityKind.INVOICE), document=codes.map(lambda code: f"i{code}"), amount=amounts),
    contact=codes,
    allocated_on=days,
)
journal_lines = st.builds(JournalLine, account=st.sampled_from(["b12", "l75", "l40"]), amount=amounts, description=words)
journals = st.builds(
    Journal,
    entered_on=days,
    currency=st.just("GBP"),
    number=codes,
    narration=words,
    marker=codes,
    lines=st.lists(journal_lines, min_size=1, max_size=3).map(
        lambda some: (*some, JournalLine(account="l1", amount=-sum((line.amount for line in some), D(0))))
    ),
)


def there_and_back(entity: Written, kind: EntityKind, **computed: object) -> Entity:
    """What Sage would tell of what it was sent: ids become objects, the rest stays."""
    operation = Operation(key="run-7:step:1", action=Action.CREATE, kind=kind, entity=entity)
    name, _ = name_of(operation, known=known())
    body = parse(dump(written(operation, name, known=known())))
    status = {"id": "DRAFT" if body.get("status_id") else "UNPAID"}
    found = seen(kind, {"status": status, **_shown(body, kind), "id": "77", **computed}, name=name, known=known())
    assert found.entity is not None, found.problem
    return found.entity


def _shown(value: Any, kind: EntityKind) -> Any:
    if isinstance(value, list):
        return [_shown(one, kind) for one in value]
    if not isinstance(value, dict):
        return value
    shown: dict[str, Any] = {}
    for field, inner in value.items():
        if field == "contact_type_ids":
            shown["contact_types"] = [{"id": one} for one in inner]
        elif field == "artefact_id":
            plural = "sales_credit_notes" if inner.startswith("c") else "sales_invoices"
            shown["artefact"] = {"id": inner, "$path": f"/{plural}/{inner}"}
        elif field.endswith("_id"):
            shown[field.removesuffix("_id")] = {"id": inner}
        else:
            shown[field] = _shown(inner, kind)
    return shown


@given(contacts)
def test_a_contact_is_the_same_there_and_back(contact: Contact) -> None:
    assert there_and_back(contact, EntityKind.CONTACT) == replace(contact, id="77")


@given(items)
def test_an_item_is_the_same_there_and_back(item: Item) -> None:
    back = there_and_back(item, EntityKind.ITEM)
    assert isinstance(back, Item)
    assert back == replace(item, id=back.id)


@given(documents)
def test_a_document_is_the_same_there_and_back_and_its_lines_come_to_our_totals(document: Document) -> None:
    expected = totals(document, RATES, rule=MANIFEST.rounding)
    back = there_and_back(document, document.kind)
    assert isinstance(back, Document)
    due_on = document.issued_on if document.kind is EntityKind.BILL else None
    assert replace(back, lines=document.lines, contact_name="") == replace(document, id="77", due_on=due_on)
    for line, original, total in zip(back.lines, document.lines, expected.lines, strict=True):
        assert (line.net, line.tax) == (total.net, total.tax)
        assert (line.description, line.item, line.account, line.tax_code) == (
            original.description, original.item, original.account, original.tax_code
        )  # fmt: skip
        amount = line.quantity * line.unit_price * (100 - line.discount_percent) / 100
        # However a line is said, it comes to the same money.
        assert round_half_up(amount, places=2) == (total.gross if document.tax_mode is TaxMode.INCLUSIVE else total.net)


@given(payments)
def test_a_payment_is_the_same_there_and_back(payment: Payment) -> None:
    assert there_and_back(payment, payment.kind) == replace(payment, id="77")


@given(bank_transactions)
def test_a_bank_transaction_is_the_same_there_and_back(entity: BankTransaction) -> None:
    assume(any(line.tax_code for line in entity.lines))
    back = there_and_back(entity, EntityKind.BANK_TRANSACTION)
    assert isinstance(back, BankTransaction)
    plain = tuple(replace(line, net=None, tax=None) for line in back.lines)
    assert replace(back, lines=plain, net=None, tax=None, gross=None) == replace(entity, id="77")


@given(transfers)
def test_a_transfer_is_the_same_there_and_back(transfer: Transfer) -> None:
    back = there_and_back(transfer, EntityKind.TRANSFER)
    assert isinstance(back, Transfer)
    assert back == replace(transfer, id=back.id, marker=short(transfer.marker, longest=255))


@given(settlements)
def test_an_allocation_is_the_same_there_and_back(settlement: Settlement) -> None:
    assert there_and_back(settlement, EntityKind.ALLOCATION) == replace(settlement, id="77")


@given(journals)
def test_a_journal_is_the_same_there_and_back(journal: Journal) -> None:
    assert there_and_back(journal, EntityKind.JOURNAL) == replace(journal, id="77")


ODD: list[object] = [None, "", "x", 0, -1, True, [], [1], {}, [{}], {"id": 3}, [{"price": "x"}], D("NaN"), "Infinity", "1e5"]


names_of_parts = st.sampled_from(
    ["id", "name", "date", "status", "links", "updated_at", "contact_types", "sales_prices", "invoice_lines", "total_amount"]
) | st.sampled_from(["transaction_type", "allocated_artefacts", "journal_lines", "deleted_at"])


@given(st.sampled_from(list(LISTS)), st.dictionaries(names_of_parts, st.sampled_from(ODD)))
def test_no_body_however_odd_is_lost(kind: EntityKind, body: dict[str, object]) -> None:
    for name in LISTS[kind]:
        found = seen(kind, body, name=name, known=known())
        assert found.body == body
        assert found.deleted or bool(found.problem) is (found.entity is None)


@pytest.mark.parametrize("place", sorted(MANIFEST.loses))
def test_every_loss_that_is_named_is_of_a_field_that_exists(place: str) -> None:
    owners: dict[str, type[Written]] = {
        "document": Document,
        "contact": Contact,
        "item": Item,
        "payment": Payment,
        "allocation": Settlement,
        "bank_transaction": BankTransaction,
        "journal": Journal,
        "account": Account,
        "tax_rate": TaxRate,
        "tracking_category": TrackingCategory,
    }
    owner, field = place.split(".")[:2]
    assert field in {each.name for each in fields(owners[owner])}

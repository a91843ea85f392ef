"""Money at the bank, allocations, journals and files as QuickBooks' objects: the odd cases, and what is refused with its reason."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tieout.accounting.attachments import Attachment
from tieout.accounting.banking import BankTransaction, Direction, Transfer
from tieout.accounting.contacts import Contact, Terms, TermsBasis
from tieout.accounting.documents import Allocation, DocumentStatus, Line, Payment, PaymentStatus, Settlement, TaxMode
from tieout.accounting.items import Item, ItemType
from tieout.accounting.journal import Journal, JournalLine
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Written
from tieout.connectors.contract import Action, Operation
from tieout.connectors.errors import Rejected
from tieout.connectors.http import dump, parse
from tieout.connectors.quickbooks.translate import gone, receipt, rewritten, seen, sight, written
from tieout.connectors.quickbooks.translate.contacts import renumbered
from tieout.connectors.quickbooks.translate.files import check, upload
from tieout.connectors.quickbooks.translate.known import Known, sayable, term_body, terms
from tieout.connectors.quickbooks.translate.reference import tracking
from tieout.connectors.quickbooks.wire import WireError, their_id
from unit.connectors.quickbooks.golden_pairs import KNOWN, golden

D = Decimal
DAY = date(2026, 3, 1)
BANK = EntityKind.BANK_TRANSACTION


def money(*lines: Line, direction: Direction = Direction.SPENT, account: str = "35") -> BankTransaction:
    return BankTransaction(direction=direction, account=account, happened_on=DAY, currency="GBP", lines=lines)


def line(**changes: Any) -> Line:
    plain: dict[str, Any] = {"description": "Fee", "quantity": D(1), "unit_price": D("12.00"), "account": "51", "tax_code": "6"}
    return Line(**(plain | changes))


def sent(entity: Written, kind: EntityKind, *, known: Known = KNOWN) -> Any:
    return parse(dump(written(Operation(key="k", action=Action.CREATE, kind=kind, entity=entity), known=known)))


def refused(entity: Written, kind: EntityKind, *, known: Known = KNOWN) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as raised:
        sent(entity, kind, known=known)
    return [(problem.cause, problem.field) for problem in raised.value.problems]


# ---- Which object of which kind


def test_a_payment_of_nothing_for_one_credit_and_one_document_is_an_allocation_and_no_payment() -> None:
    body = golden("credit_applied", "body")
    assert sight(EntityKind.PAYMENT, body, name="Payment") is None
    found = sight(EntityKind.ALLOCATION, body, name="Payment")
    assert found is not None
    assert (found.external_id, isinstance(found.entity, Settlement)) == ("payment:190", True)
    for other in (golden("payment", "body"), body | {"TotalAmt": 1}, body | {"Line": body["Line"][:1]}, body | {"Line": "odd"}):
        assert sight(EntityKind.ALLOCATION, other, name="Payment") is None
        assert sight(EntityKind.PAYMENT, other, name="Payment") is not None


def test_two_documents_or_unequal_amounts_are_no_allocation() -> None:
    body = golden("credit_applied", "body")
    invoice, credit = body["Line"]
    for lines in ([invoice, invoice], [credit, credit], [invoice, credit | {"Amount": 1}], [invoice, invoice, credit]):
        assert sight(EntityKind.ALLOCATION, body | {"Line": lines}, name="Payment") is None


def test_a_voided_payment_is_a_payment_and_no_allocation_any_more() -> None:
    body = golden("credit_applied", "body") | {"Line": [], "PrivateNote": "Voided - Posting: run-7:settle:1"}
    payment = sight(EntityKind.PAYMENT, body, name="Payment")
    allocation = sight(EntityKind.ALLOCATION, body, name="Payment")
    assert payment is not None
    assert isinstance(payment.entity, Payment)
    assert payment.entity.status is PaymentStatus.DELETED
    assert allocation is not None
    assert (allocation.external_id, allocation.deleted, allocation.body) == ("payment:190", True, body)


def test_a_deletion_is_told_for_every_kind_that_the_object_may_have_been() -> None:
    stub = {"status": "Deleted", "domain": "QBO", "Id": "190"}
    found = [sight(kind, stub, name="Payment") for kind in (EntityKind.PAYMENT, EntityKind.ALLOCATION)]
    assert [(each.external_id, each.deleted) for each in found if each] == [("190", True), ("payment:190", True)]
    assert gone(EntityKind.PAYMENT, golden("payment", "body"), name="Payment").deleted


@pytest.mark.parametrize("odd", ["", "12", "purchase:", "payment:12", "invoice:12"])
def test_an_id_of_no_object_is_refused(odd: str) -> None:
    with pytest.raises(WireError):
        their_id(BANK, odd)


# ---- Money at the bank


def test_a_voided_purchase_and_transfer_are_gone() -> None:
    body = golden("purchase", "body") | {"TotalAmt": 0, "TxnTaxDetail": None, "PrivateNote": "Voided"}
    found = seen(BANK, body, name="Purchase").entity
    assert isinstance(found, BankTransaction)
    assert found.status is PaymentStatus.DELETED
    moved = seen(EntityKind.TRANSFER, golden("transfer", "body") | {"Amount": 0, "PrivateNote": "Voided - x"}).entity
    assert isinstance(moved, Transfer)
    assert (moved.status, moved.reference) == (PaymentStatus.DELETED, "x")


def test_a_deposit_says_what_it_banks_and_what_was_taken_out_of_it() -> None:
    banked = {"Amount": 100, "LinkedTxn": [{"TxnId": "150", "TxnType": "Payment", "TxnLineId": "0"}]}
    back = {"AccountRef": {"value": "37"}, "Amount": 20, "Memo": "Float"}
    body = golden("deposit", "body") | {"Line": [banked], "CashBack": back, "TotalAmt": 80}
    found = seen(BANK, body, name="Deposit").entity
    assert isinstance(found, BankTransaction)
    assert [(one.account, one.net, one.description) for one in found.lines] == [
        ("", D("100.00"), ""),
        ("37", D("-20.00"), "Float"),
    ]


def test_a_card_pays_and_takes_money_back_by_purchases() -> None:
    spent, back = (sent(money(line(), direction=way, account="41"), BANK) for way in (Direction.SPENT, Direction.RECEIVED))
    assert [(each["PaymentType"], each["Credit"]) for each in (spent, back)] == [("CreditCard", False), ("CreditCard", True)]
    paid = Payment(
        kind=EntityKind.SUPPLIER_PAYMENT,
        contact="61",
        account="41",
        paid_on=DAY,
        currency="GBP",
        amount=D(5),
        allocations=(Allocation(kind=EntityKind.BILL, document="160", amount=D(5)),),
    )
    assert sent(paid, EntityKind.SUPPLIER_PAYMENT)["CreditCardPayment"] == {"CCAccountRef": {"value": "41"}}


def test_prices_with_tax_are_taken_apart_by_the_rates_of_their_side() -> None:
    known = replace(KNOWN, rates={"6": D(0)}, purchase_rates={"6": D(20)})
    body = sent(replace(money(line()), tax_mode=TaxMode.INCLUSIVE), BANK, known=known)
    (found,) = body["Line"]
    assert (found["Amount"], found["AccountBasedExpenseLineDetail"]["TaxInclusiveAmt"]) == (D("10.00"), D("12.00"))
    received = replace(money(line(), direction=Direction.RECEIVED), tax_mode=TaxMode.INCLUSIVE)
    assert sent(received, BANK, known=known)["GlobalTaxCalculation"] == "TaxExcluded"


def test_what_money_at_the_bank_cannot_be_is_said() -> None:
    product = line(item="19", account="")
    received = money(product, line(), direction=Direction.RECEIVED)
    assert refused(received, BANK) == [("other", "lines")]
    taxed = money(line(), direction=Direction.RECEIVED)
    assert refused(taxed, BANK, known=replace(KNOWN, rates={"6": (D(5), D(7))})) == [("tax_code_invalid", "lines.1.tax_code")]
    assert refused(money(line(account=""), account=""), BANK) == [
        ("account_missing", "account"),
        ("account_missing", "lines.1.account"),
    ]
    assert refused(money(line(account="", unit_price=D(0))), BANK) == [("other", "lines")]
    apart = money(line(tracking=(("Department", "7"),)), line(tracking=(("Department", "8"),)))
    assert refused(apart, BANK) == [("other", "lines.tracking")]
    transfer = Transfer(from_account="", to_account="36", happened_on=DAY, currency="GBP", amount=D(1), received=D("1.10"))
    assert refused(transfer, EntityKind.TRANSFER) == [("account_missing", "from_account"), ("currency_not_enabled", "received")]
    file = Attachment(owner_kind=BANK, owner="purchase:1", file_name="a.pdf", media_type="application/pdf")
    assert refused(file, EntityKind.ATTACHMENT) == [("other", "")]


# ---- Allocations and payments


def test_what_an_allocation_cannot_be_is_said() -> None:
    good = Settlement(
        source_kind=EntityKind.CREDIT_NOTE,
        source="146",
        allocation=Allocation(kind=EntityKind.INVOICE, document="145", amount=D(5)),
        contact="58",
    )
    assert "TxnDate" not in sent(good, EntityKind.ALLOCATION)
    assert refused(replace(good, source_kind=EntityKind.PAYMENT), EntityKind.ALLOCATION) == [("other", "source")]
    bill = replace(good.allocation, kind=EntityKind.BILL)
    assert refused(replace(good, contact="", allocation=bill), EntityKind.ALLOCATION) == [
        ("other", "allocation"),
        ("contact_missing", "contact"),
    ]
    supplier = replace(good, source_kind=EntityKind.SUPPLIER_CREDIT, allocation=bill)
    assert refused(supplier, EntityKind.ALLOCATION, known=Known()) == [("account_missing", "account")]


def test_what_a_payment_cannot_be_is_said() -> None:
    pair = (
        Allocation(kind=EntityKind.INVOICE, document="145", amount=D(5)),
        Allocation(kind=EntityKind.CREDIT_NOTE, document="146", amount=D(5)),
    )
    nothing = Payment(
        kind=EntityKind.PAYMENT, contact="58", account="35", paid_on=DAY, currency="GBP", amount=D(0), allocations=pair
    )
    assert refused(nothing, EntityKind.PAYMENT) == [("other", "amount")]
    refund = replace(nothing, amount=D(5), is_refund=True, allocations=pair[1:])
    assert refused(refund, EntityKind.PAYMENT) == [("other", "is_refund")]
    strange = replace(nothing, amount=D(5), allocations=(replace(pair[0], kind=BANK, document="sales_receipt:5"),))
    assert refused(strange, EntityKind.PAYMENT) == [("other", "allocations")]
    unsettled = replace(nothing, kind=EntityKind.SUPPLIER_PAYMENT, amount=D(5), allocations=())
    assert refused(unsettled, EntityKind.SUPPLIER_PAYMENT) == [("other", "allocations")]


# ---- Journals


def test_what_a_journal_cannot_be_is_said() -> None:
    lines = (JournalLine(account="84", amount=D(5)), JournalLine(account="", amount=D(-4), tax_code="6"))
    entity = Journal(entered_on=DAY, currency="GBP", lines=lines, number="J" * 22, status=DocumentStatus.DRAFT)
    assert refused(entity, EntityKind.JOURNAL) == [
        ("other", "status"),
        ("too_long", "number"),
        ("tax_code_invalid", "lines.tax_code"),
        ("totals_differ", "lines"),
        ("account_missing", "lines.2.account"),
    ]


def test_the_tax_of_a_journals_line_is_read_on_its_side() -> None:
    body = golden("journal_entry", "body")
    detail = {**body["Line"][1]["JournalEntryLineDetail"], "TaxCodeRef": {"value": "6"}, "TaxAmount": 5}
    found = seen(EntityKind.JOURNAL, body | {"Line": [body["Line"][0], {**body["Line"][1], "JournalEntryLineDetail": detail}]})
    assert isinstance(found.entity, Journal)
    assert [(one.tax_code, one.tax) for one in found.entity.lines] == [("", None), ("6", D("-5.00"))]


# ---- Names


def test_terms_are_said_as_far_as_they_can_be() -> None:
    for days, basis in ((14, TermsBasis.INVOICE_DATE), (31, TermsBasis.DAY_OF_MONTH), (10, TermsBasis.DAY_OF_NEXT_MONTH)):
        wanted = Terms(days=days, basis=basis)
        assert sayable(wanted) == wanted
        assert terms(parse(dump(term_body(wanted)))) == wanted
    for unsaid in (Terms(days=1000), Terms(days=0, basis=TermsBasis.DAY_OF_MONTH), Terms(days=5, basis=TermsBasis.MONTH_END)):
        assert sayable(unsaid) is None
        assert "SalesTermRef" not in sent(Contact(kind=EntityKind.CUSTOMER, name="A", sale_terms=unsaid), EntityKind.CUSTOMER)
    unknown = Contact(kind=EntityKind.CUSTOMER, name="A", sale_terms=Terms(days=7))
    assert refused(unknown, EntityKind.CUSTOMER) == [("other", "terms")]


def test_notes_and_the_account_number_in_them_are_changed_apart() -> None:
    assert renumbered("Pays late", "Account number: 2") == "Pays late\nAccount number: 2"
    assert renumbered("Account number: 1", "Rings twice\nAccount number: 2") == "Rings twice\nAccount number: 2"


def test_an_item_that_is_in_stock_keeps_its_count_and_no_other_gets_one() -> None:
    stock = Item(
        code="A", name="A", type=ItemType.STOCK, sale_account="79", purchase_account="80", stock_account="81", is_purchased=True
    )
    change = written(Operation(key="k", action=Action.UPDATE, kind=EntityKind.ITEM, entity=stock, external_id="19"))
    there = golden("item", "body") | {"Type": "Inventory", "QtyOnHand": 5, "InvStartDate": "2025-01-01", "TrackQtyOnHand": True}
    counted = rewritten(EntityKind.ITEM, there, change=change, version="1")
    assert (counted["QtyOnHand"], counted["InvStartDate"]) == (5, "2025-01-01")
    plain = rewritten(EntityKind.ITEM, golden("item", "body"), change=change, version="1")
    assert (plain["Type"], "QtyOnHand" in plain, plain["TrackQtyOnHand"]) == ("NonInventory", False, False)
    assert refused(replace(stock, stock_account="", purchase_account=""), EntityKind.ITEM) == [
        ("account_missing", "purchase_account"),
        ("account_missing", "stock_account"),
    ]
    assert refused(replace(stock, type=ItemType.OTHER), EntityKind.ITEM) == [("other", "type")]
    assert [
        each.type
        for each in (seen(EntityKind.ITEM, golden("item", "body") | {"Type": name}).entity for name in ("Group", "Category"))
        if isinstance(each, Item)
    ] == [ItemType.OTHER] * 2


def test_tracking_that_is_on_is_offered_even_before_it_has_options() -> None:
    is_on = {"AccountingInfoPrefs": {"ClassTrackingPerTxnLine": True, "TrackDepartments": False}}
    assert [each.entity for each in tracking("Department", (), preferences=is_on)] == []
    (found,) = tracking("Class", (), preferences=is_on)
    assert (found.external_id, found.problem) == ("Class", "")


# ---- Changes, receipts and files


def test_a_change_keeps_the_marker_of_the_posting() -> None:
    entity = seen(EntityKind.TRANSFER, golden("transfer", "body")).entity
    assert isinstance(entity, Transfer)
    unmarked = replace(entity, marker="", reference="Put back")
    change = written(Operation(key="change", action=Action.UPDATE, kind=EntityKind.TRANSFER, entity=unmarked, external_id="184"))
    body = rewritten(EntityKind.TRANSFER, golden("transfer", "body"), change=change, version="0")
    assert body["PrivateNote"] == "Put back\nPosting: run-7:move:1"


def test_receipts_have_the_totals_of_their_kind() -> None:
    spent = receipt(BANK, golden("purchase", "body"), name="Purchase")
    assert (spent.net, spent.tax, spent.gross) == (D("25.00"), D("4.00"), D("29.00"))
    assert receipt(EntityKind.TRANSFER, golden("transfer", "body")).gross == D("120.00")
    assert receipt(EntityKind.ALLOCATION, golden("credit_applied", "body"), name="Payment").gross == D("15.50")
    journal = receipt(EntityKind.JOURNAL, golden("journal_entry", "body"))
    assert (journal.number, journal.gross) == ("J-3", None)


def test_an_upload_says_what_the_file_is_and_holds_its_bytes() -> None:
    file = Attachment(owner_kind=BANK, owner="purchase:252", file_name='a"\r\nX: 1.pdf', media_type="application/pdf\r\nX: 1")
    media_type, body = upload(file, content=b"\x00\r\n--bytes")
    boundary = media_type.partition("boundary=")[2].encode()
    head, described, content, end = body.split(b"--" + boundary)
    assert (head, end) == (b"", b"--\r\n")
    assert parse(described.split(b"\r\n\r\n", 1)[1])["AttachableRef"] == [{"EntityRef": {"type": "Purchase", "value": "252"}}]
    headers, held = content.split(b"\r\n\r\n", 1)
    assert held == b"\x00\r\n--bytes\r\n"
    assert [each.partition(b":")[0] for each in headers.strip().split(b"\r\n")] == [b"Content-Disposition", b"Content-Type"]
    with pytest.raises(Rejected) as raised:
        check(replace(file, file_name="film.mp4", owner_kind=EntityKind.ATTACHMENT), content=b"")
    assert [problem.field for problem in raised.value.problems] == ["owner_kind", "file_name"]
    with pytest.raises(Rejected):
        upload(replace(file, owner="252"), content=b"")

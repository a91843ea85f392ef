"""Documents that are paid, voided and credited, and the bills of purchases, at the three providers."""

from decimal import Decimal
from uuid import uuid4

import pytest

from integration.engine.desk import EDITOR, FINANCE, ON, SECOND, ask, bought, cups, only, open_quantities, pay, ready, wish
from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.accounting.kinds import EntityKind
from tieout.engine import document_endings, documents, filing, read
from tieout.engine.document_ground import ground
from tieout.engine.document_plan import plan
from tieout.engine.documents import Order, Person
from tieout.engine.record_documents import RecordDocument
from tieout.engine.surface import NotPossible
from tieout.store import document_requests
from tieout.store.document_requests import DocumentRequest
from tieout.store.records import Record


@pytest.fixture(params=["xero", "quickbooks", "sage"])
def by_hand(shop: Shop, request: pytest.FixtureRequest) -> Shop:
    """A shop whose customers and products are in the ledger, and whose orders nobody posts but people."""
    return ready(shop, request.param)


@pytest.fixture
def at_xero(shop: Shop) -> Shop:
    return ready(shop, "xero")


@pytest.mark.feature("X-29")
def test_what_is_paid_shows_on_each_document_and_on_the_record_and_bars_voiding(by_hand: Shop) -> None:
    order = cups(by_hand)
    ask(by_hand, order, (1, "10"), status="open", number="1001-P")
    ask(by_hand, order, (2, "4"), status="open", number="1001-Q")
    by_hand.settle()
    first, second = ground(by_hand.workspace_id, order.id).documents
    assert (first.payment(ON), second.payment(ON)) == ("open", "open")
    pay(by_hand, first, amount="20.00")
    here = ground(by_hand.workspace_id, order.id)
    assert [one.payment(ON) for one in here.documents] == ["part_paid", "open"]
    assert by_hand.record(order.id).values["payment_status"] == "part_paid"
    action, said = document_endings.ending_of(here, here.documents[0])
    assert (action, said.startswith("Something is paid on it")) == (None, True)
    pay(by_hand, first, amount="22.00")
    pay(by_hand, second, amount="6.00")
    assert [one.payment(ON) for one in ground(by_hand.workspace_id, order.id).documents] == ["paid", "paid"]
    assert by_hand.record(order.id).values["payment_status"] == "paid"


@pytest.mark.feature("X-29")
def test_a_draft_is_owed_by_nobody_before_it_is_approved_there(by_hand: Shop) -> None:
    order = cups(by_hand)
    has_drafts = ground(by_hand.workspace_id, order.id).has_drafts
    ask(by_hand, order, (1, "10"), (2, "4"), number="1001-F")
    by_hand.settle()
    one = only(by_hand, order)
    assert one.payment(ON) == by_hand.record(order.id).values["payment_status"] == ("draft" if has_drafts else "open")
    assert by_hand.record(order.id).values["amount_paid"] == "0.00"
    if "xero" in by_hand.ledgers:
        assert one.link is not None
        by_hand.edit("Invoices", one.link.external_id, change={"Status": "AUTHORISED"})
        read.read_ledger(by_hand.connection(), [EntityKind.INVOICE])
        assert by_hand.record(order.id).values["payment_status"] == "open"


@pytest.mark.feature("T-05")
def test_how_it_can_be_undone_is_said_before_and_done_after(by_hand: Shop) -> None:
    order = cups(by_hand)
    here = ground(by_hand.workspace_id, order.id)
    planned = plan(here, wish((1, "7"), (2, "4"), number="1001-V", status="open", here=here))
    assert planned.undo.startswith("Reversible by compensation: it can be ")
    if here.has_drafts:
        assert plan(here, wish((1, "7"), number="1001-D", here=here)).undo.startswith("Reversible: a draft can be deleted again")
    ask(by_hand, order, (1, "7"), (2, "4"), status="open", number="1001-V")
    by_hand.settle()
    one = only(by_hand, order)
    assert (one.state, by_hand.exceptions()) == ("posted", [])
    assert by_hand.record(order.id).values["payment_status"] == "open"
    action, said = document_endings.ending_of(ground(by_hand.workspace_id, order.id), one)
    assert action is not None
    assert "lines can be put on another" in said
    document_endings.end(by_hand.workspace_id, order.id, document_id=one.id, actor=ACTOR)
    by_hand.settle()
    assert only(by_hand, order).state in ("voided", "deleted")
    assert open_quantities(by_hand, order) == [10, 4]
    assert by_hand.exceptions() == []
    assert by_hand.record(order.id).values["payment_status"] == "not_posted"


def test_returned_quantities_are_credited_and_open_again(by_hand: Shop) -> None:
    order = cups(by_hand)
    ask(by_hand, order, (1, "10"), (2, "4"), status="open", number="1001-C")
    by_hand.settle()
    invoice = only(by_hand, order)
    here = ground(by_hand.workspace_id, order.id)
    back = wish((1, "3"), number="CN-1001", status="open", here=here, credited=invoice.id)
    documents.ask(by_hand.workspace_id, order.id, order=Order(key="credit", wish=back), by=FINANCE)
    by_hand.settle()
    assert open_quantities(by_hand, order) == [3, 0]
    credit = next(one for one in ground(by_hand.workspace_id, order.id).documents if one.is_credit_back)
    assert (credit.kind, credit.document and credit.document.gross) == ("credit_note", Decimal("12.60"))
    too_much = plan(ground(by_hand.workspace_id, order.id), wish((1, "8"), number="CN-2", here=here, credited=invoice.id))
    assert [problem.cause for problem in too_much.problems] == ["over_invoiced"]
    ask(by_hand, order, (1, "3"), status="open", number="1001-D")
    by_hand.settle()
    action, said = document_endings.ending_of(ground(by_hand.workspace_id, order.id), credit)
    assert (action, said) == (None, "What it gave back was invoiced again since. Void that invoice first.")


def invoiced(shop: Shop, order: Record) -> RecordDocument:
    ask(shop, order, (1, "10"), (2, "4"), status="open", number=f"{order.key}-I")
    shop.settle()
    return only(shop, order)


def credit(shop: Shop, order: Record, invoice: RecordDocument, *, by: Person = FINANCE) -> DocumentRequest:
    """Three of the cups came back."""
    here = ground(shop.workspace_id, order.id)
    back = wish((1, "3"), number=f"CN-{order.key}", status="open", here=here, credited=invoice.id)
    return documents.ask(shop.workspace_id, order.id, order=Order(key=uuid4().hex, wish=back), by=by)


def test_an_invoice_is_not_voided_under_its_credit_nor_credited_after_it_is_gone(at_xero: Shop) -> None:
    order = cups(at_xero)
    invoice = invoiced(at_xero, order)
    waiting = credit(at_xero, order, invoice, by=EDITOR)
    here = ground(at_xero.workspace_id, order.id)
    said = "A credit note of it waits for approval. Decline or withdraw that one first."
    assert document_endings.ending_of(here, invoice) == (None, said)
    with pytest.raises(NotPossible, match="waits for approval"):
        document_endings.end(at_xero.workspace_id, order.id, document_id=invoice.id, actor=ACTOR)
    # The bookkeeper voids it there, and then somebody approves.
    void_there(at_xero, invoice)
    with pytest.raises(NotPossible, match=r"not in Xero any more\. Decline it"):
        documents.approve(at_xero.workspace_id, waiting.id, by=SECOND)
    assert at_xero.objects("CreditNotes") == []
    assert open_quantities(at_xero, order) == [10, 4]


def test_a_credit_whose_invoice_was_voided_there_opens_nothing_and_is_said(at_xero: Shop) -> None:
    order = cups(at_xero)
    invoice = invoiced(at_xero, order)
    credit(at_xero, order, invoice)
    at_xero.settle()
    assert open_quantities(at_xero, order) == [3, 0]
    here = ground(at_xero.workspace_id, order.id)
    there = next(one for one in here.documents if one.id == invoice.id)
    said = "A credit note takes back a part of it. Void that one first, or credit the rest."
    assert document_endings.ending_of(here, there) == (None, said)
    void_there(at_xero, invoice)
    assert open_quantities(at_xero, order) == [10, 4]
    here = ground(at_xero.workspace_id, order.id)
    again = plan(here, wish((1, "10"), number="1001-J", here=here))
    assert [(one.cause, one.rows) for one in again.warnings] == [("credit_left_over", (1,))]
    too_much = plan(here, wish((1, "13"), number="1001-J", here=here))
    assert [one.cause for one in too_much.problems] == ["over_invoiced"]


def void_there(shop: Shop, one: RecordDocument) -> None:
    """The bookkeeper voids it in Xero itself."""
    assert one.link is not None
    shop.edit("Invoices", one.link.external_id, change={"Status": "VOIDED"})
    read.read_ledger(shop.connection(), [EntityKind.INVOICE])


@pytest.mark.feature("X-30")
def test_a_bill_is_made_of_a_purchase_with_its_paper_attached(by_hand: Shop) -> None:
    provider = next(iter(by_hand.ledgers))
    purchase = bought(by_hand, provider)
    paper = filing.add(purchase, name="delivery note.pdf", content=b"%PDF-1.4 note", actor=ACTOR)
    here = ground(by_hand.workspace_id, purchase.id)
    order = Order(key=uuid4().hex, wish=wish((1, "2"), number="B-1-A", here=here), file_ids=(paper.id,))
    row = documents.ask(by_hand.workspace_id, purchase.id, order=order, by=FINANCE)
    by_hand.settle()
    one = only(by_hand, purchase)
    assert (one.kind, one.state, one.document and one.document.gross) == ("bill", "posted", Decimal("24.00"))
    assert open_quantities(by_hand, purchase) == [3]
    assert one.payment(ON) == ("draft" if here.has_drafts else "open")
    if here.has_drafts:
        ask(by_hand, purchase, (1, "3"), status="open", number="B-1-B")
        by_hand.settle()
    billed = ground(by_hand.workspace_id, purchase.id).documents[-1]
    pay(by_hand, billed, amount=str(billed.document.gross if billed.document is not None else 0))
    assert ground(by_hand.workspace_id, purchase.id).documents[-1].payment(ON) == "paid"

    def sent() -> bool:
        found = document_requests.request_by_id(by_hand.workspace_id, row.id)
        return found is not None and found.files[0]["state"] == "attached"

    wait_until(sent, "the file hangs on the bill")
    assert by_hand.exceptions() == []

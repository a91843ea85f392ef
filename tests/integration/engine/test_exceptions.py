"""Exceptions: tried again, dismissed with a reason, opened again, closed when the record says what can be posted."""

import pytest

import main_job
from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.engine import actions
from tieout.engine.actions import NotPossible
from tieout.store import exceptions
from tieout.store.exceptions import ExceptionItem
from tieout.store.postings import PostingState

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
FEE = {"code": "BANK CHARGES", "description": "Fee", "quantity": "1", "unit_price": "15.00", "row": 1}


@pytest.fixture
def fee(connected: Shop) -> ExceptionItem:
    """The exception of an order that is no sale."""
    connected.customer()
    connected.order(lines=[FEE])
    connected.settle()
    (trouble,) = connected.exceptions()
    return trouble


def test_an_order_that_is_no_sale_is_an_exception_with_cause_remedy_and_the_sum_that_waits(fee: ExceptionItem) -> None:
    assert (fee.cause, str(fee.amount), fee.currency) == ("not_a_sale", "15.0000", "GBP")
    assert fee.message == "A fee of a bank or a marketplace is a cost, not a sale."
    assert fee.remedy.startswith("Enter it as a bill or a bank payment")


def test_a_retry_that_fails_again_opens_the_exception_again(connected: Shop, fee: ExceptionItem) -> None:
    actions.retry_exception(connected.workspace_id, fee.id, actor=ACTOR)
    connected.settle()
    assert [one.id for one in connected.exceptions()] == [fee.id]
    assert "exception.retried" in connected.actions()


def test_a_dismissal_needs_a_reason_and_keeps_it(connected: Shop, fee: ExceptionItem) -> None:
    with pytest.raises(NotPossible, match="Say why it is dismissed"):
        actions.dismiss_exception(connected.workspace_id, fee.id, actor=ACTOR, reason="  ")
    actions.dismiss_exception(connected.workspace_id, fee.id, actor=ACTOR, reason="Entered as a bill.")
    assert connected.exceptions() == []
    (dismissed,) = connected.exceptions("dismissed")
    assert (dismissed.reason, dismissed.closed_by) == ("Entered as a bill.", ACTOR)
    assert "exception.dismissed" in connected.actions()
    with pytest.raises(NotPossible, match="not open any more"):
        actions.retry_exception(connected.workspace_id, fee.id, actor=ACTOR)


def test_a_dismissed_exception_is_opened_again_when_the_same_fails_again(connected: Shop, fee: ExceptionItem) -> None:
    actions.dismiss_exception(connected.workspace_id, fee.id, actor=ACTOR, reason="Entered as a bill.")
    connected.order(lines=[{**FEE, "unit_price": "16.00"}])
    connected.settle()
    (again,) = connected.exceptions()
    assert (again.id, str(again.amount), again.reason) == (fee.id, "16.0000", "")


def test_all_exceptions_of_a_cause_are_tried_again_together(connected: Shop) -> None:
    connected.lock("2026-12-31")
    connected.sale("1001")
    connected.order("1002")
    connected.settle()
    assert exceptions.count_by_cause(connected.workspace_id)["period_locked"][0] == 2
    connected.lock("")
    assert actions.retry_cause(connected.workspace_id, "period_locked", actor=ACTOR) == 2
    connected.settle()
    assert connected.exceptions() == []
    assert sorted(one["InvoiceNumber"] for one in connected.objects("Invoices")) == ["1001", "1002"]


def test_an_order_changed_after_posting_is_told_and_closed_when_it_is_put_back(connected: Shop) -> None:
    order = connected.sale()
    connected.settle()
    lines = list(order.values["lines"])
    actions.change_record(connected.workspace_id, order.id, changes={"lines": [{**lines[0], "quantity": "3"}]}, actor=ACTOR)
    connected.settle()
    (trouble,) = connected.exceptions()
    assert trouble.cause == "changed_after_posting"
    assert trouble.message == "1001 was changed after its document had been posted; the ledger still has what was posted."
    assert str(connected.objects("Invoices")[0]["Total"]) == "8.4"
    actions.retry_exception(connected.workspace_id, trouble.id, actor=ACTOR)
    connected.settle()
    assert [one.id for one in connected.exceptions()] == [trouble.id]
    actions.change_record(connected.workspace_id, order.id, changes={"lines": lines}, actor=ACTOR)
    connected.settle()
    assert connected.exceptions() == []
    assert [one.id for one in connected.exceptions("resolved")] == [trouble.id]


def test_a_posted_order_that_became_something_that_cannot_be_posted_is_told_too(connected: Shop) -> None:
    order = connected.sale()
    connected.settle()
    actions.change_record(connected.workspace_id, order.id, changes={"lines": [FEE]}, actor=ACTOR)
    connected.settle()
    assert [one.cause for one in connected.exceptions()] == ["changed_after_posting"]


def test_an_order_changed_on_its_way_to_the_ledger_is_told_when_it_has_arrived(connected: Shop) -> None:
    connected.fault("slow", provider="xero", method="PUT", path="/api.xro/2.0/Invoices", seconds=1.5)
    order = connected.sale()
    wait_until(lambda: connected.states()["invoice", PostingState.SENDING], "the invoice is on its way")
    line = {**dict(order.values["lines"][0]), "quantity": "3"}
    actions.change_record(connected.workspace_id, order.id, changes={"lines": [line]}, actor=ACTOR)
    connected.settle()
    assert [one.cause for one in connected.exceptions()] == ["changed_after_posting"]
    assert str(connected.objects("Invoices")[0]["Total"]) == "8.4"


def test_a_refusal_by_the_ledger_gives_way_to_what_the_record_itself_now_lacks(connected: Shop) -> None:
    connected.lock("2026-12-31")
    order = connected.sale()
    connected.settle()
    assert [one.cause for one in connected.exceptions()] == ["period_locked"]
    actions.change_record(connected.workspace_id, order.id, changes={"lines": [FEE]}, actor=ACTOR)
    connected.settle()
    assert [one.cause for one in connected.exceptions()] == ["not_a_sale"]
    assert connected.exceptions("retrying") == []


def test_an_order_corrected_by_a_second_import_is_posted(connected: Shop) -> None:
    wrong = HEADER + "2001,BANK CHARGES,Fee,1,2026-10-05 10:00:00,15.00,17850,United Kingdom\n"
    main_job.import_orders(connected.workspace_id, wrong.encode())
    connected.settle()
    assert [one.cause for one in connected.exceptions()] == ["not_a_sale"]
    right = HEADER + "2001,MUG,Mug,1,2026-10-05 10:00:00,15.00,17850,United Kingdom\n"
    main_job.import_orders(connected.workspace_id, right.encode())
    connected.settle()
    assert connected.exceptions() == []
    assert [one["InvoiceNumber"] for one in connected.objects("Invoices")] == ["2001"]

"""Prepayments and overpayments: made by the bank, set against invoices, refunded."""

from decimal import Decimal

import pytest

from tieout.sandbox.xero import errors
from unit.sandbox.xero.ledger import Json, Ledger, draft, open_ledger

KINDS = {"PREPAYMENT": ("Prepayments", "PrepaymentID"), "OVERPAYMENT": ("Overpayments", "OverpaymentID")}


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


@pytest.fixture
def contact(ledger: Ledger) -> str:
    return ledger.contact()


def bank(ledger: Ledger, contact: str, *, kind: str, amount: str) -> str:
    """The path of the credit that the bank transaction leaves."""
    body = {**draft(contact, amount), "Type": kind, "BankAccount": {"Code": "090"}}
    plural, id_field = KINDS[kind.partition("-")[2]]
    return f"{plural}/{ledger.make('BankTransactions', body)[id_field]}"


def allocate(ledger: Ledger, path: str, *allocations: tuple[Json, str], **query: str) -> Json:
    body = [{"Amount": amount, "Invoice": {"InvoiceID": invoice["InvoiceID"]}} for invoice, amount in allocations]
    return ledger.call("PUT", f"{path}/Allocations", body={"Allocations": body}, query=query)


@pytest.mark.parametrize("kind", ["RECEIVE-PREPAYMENT", "RECEIVE-OVERPAYMENT", "SPEND-PREPAYMENT", "SPEND-OVERPAYMENT"])
def test_credit_is_set_against_a_document_and_taken_back(ledger: Ledger, contact: str, kind: str) -> None:
    path = bank(ledger, contact, kind=kind, amount="60")
    invoice = ledger.invoice(contact, "100", Type="ACCREC" if kind.startswith("RECEIVE") else "ACCPAY")
    made = allocate(ledger, path, (invoice, "60"))["Allocations"][0]
    assert ledger.again(invoice)["AmountDue"] == Decimal("60.00")
    credit = ledger.one(path)
    assert (credit["Status"], credit["RemainingCredit"], len(credit["Allocations"])) == ("PAID", Decimal("0.00"), 1)
    gone = ledger.call("DELETE", f"{path}/Allocations/{made['AllocationID']}")
    assert (gone["IsDeleted"], ledger.again(invoice)["AmountDue"]) == (True, Decimal("120.00"))
    assert ledger.one(path)["RemainingCredit"] == Decimal("60.00")


def test_an_invoice_shows_which_credit_was_set_against_it(ledger: Ledger, contact: str) -> None:
    invoice = ledger.invoice(contact, "100")
    before = bank(ledger, contact, kind="RECEIVE-PREPAYMENT", amount="30")
    over = bank(ledger, contact, kind="RECEIVE-OVERPAYMENT", amount="40")
    allocate(ledger, before, (invoice, "10"))
    allocate(ledger, over, (invoice, "20"))
    shown = ledger.again(invoice)
    assert [one["AppliedAmount"] for one in shown["Prepayments"] + shown["Overpayments"]] == [Decimal("10.00"), Decimal("20.00")]
    assert (shown["CreditNotes"], shown["AmountCredited"]) == ([], Decimal("30.00"))


def test_credit_stays_on_its_side_with_its_contact_and_within_its_amount(ledger: Ledger, contact: str) -> None:
    path = bank(ledger, contact, kind="RECEIVE-OVERPAYMENT", amount="60")
    bill, other = ledger.invoice(contact, "100", Type="ACCPAY"), ledger.invoice(ledger.contact("Another"), "100")
    abroad, own = ledger.invoice(contact, "100", CurrencyCode="EUR"), ledger.invoice(contact, "100")
    wishes = ((bill, "1"), (other, "1"), (abroad, "1"), (own, "60.01"), (own, "0"))
    told = allocate(ledger, path, *wishes, (own, "60"), summarizeErrors="false")["Allocations"]
    assert [one["StatusAttributeString"] for one in told] == ["ERROR"] * 5 + ["OK"]
    assert told[0]["ValidationErrors"][0]["Message"] == errors.ALLOCATE_STATUS
    assert told[3]["ValidationErrors"][0]["Message"] == errors.ALLOCATE_TOO_MUCH


def test_a_batch_of_allocations_keeps_the_good_and_tells_the_bad(ledger: Ledger, contact: str) -> None:
    path = bank(ledger, contact, kind="RECEIVE-OVERPAYMENT", amount="60")
    invoice = ledger.invoice(contact, "100")
    told = allocate(ledger, path, (invoice, "50"), (invoice, "50"))
    assert (ledger.last.status, len(told["Elements"])) == (400, 1)
    assert ledger.one(path)["RemainingCredit"] == Decimal("10.00")


def test_an_allocation_of_another_credit_is_not_found(ledger: Ledger, contact: str) -> None:
    first, second = (bank(ledger, contact, kind="RECEIVE-OVERPAYMENT", amount="60") for _ in range(2))
    made = allocate(ledger, first, (ledger.invoice(contact, "100"), "5"))["Allocations"][0]
    ledger.call("DELETE", f"{second}/Allocations/{made['AllocationID']}")
    assert ledger.last.status == 404


def test_what_is_left_is_refunded_and_not_a_cent_more(ledger: Ledger, contact: str) -> None:
    path = bank(ledger, contact, kind="SPEND-PREPAYMENT", amount="60")
    target = {"Prepayment": {"PrepaymentID": path.partition("/")[2]}, "Account": {"Code": "090"}}
    assert ledger.refusal("Payments", {**target, "Amount": "60.01"}, method="PUT") == [errors.OVERPAID]
    paid = ledger.make("Payments", {**target, "Amount": "60"})
    assert (paid["PaymentType"], ledger.one(path)["Status"]) == ("APPREPAYMENTPAYMENT", "PAID")
    ledger.call("POST", f"Payments/{paid['PaymentID']}", body={"Status": "DELETED"})
    assert ledger.one(path)["Status"] == "AUTHORISED"


def test_credit_is_neither_written_nor_deleted_at_its_own_address(ledger: Ledger, contact: str) -> None:
    path = bank(ledger, contact, kind="RECEIVE-PREPAYMENT", amount="60")
    for method in ("PUT", "POST", "DELETE"):
        ledger.call(method, path if method != "PUT" else "Prepayments", body={"Total": 1})
        assert ledger.last.status == 501


def test_an_invoice_with_credit_on_it_cannot_be_voided(ledger: Ledger, contact: str) -> None:
    invoice = ledger.invoice(contact, "100")
    allocate(ledger, bank(ledger, contact, kind="RECEIVE-OVERPAYMENT", amount="60"), (invoice, "5"))
    assert ledger.refusal("Invoices", {"InvoiceID": invoice["InvoiceID"], "Status": "VOIDED"}) == [errors.VOID_WITH_PAYMENTS]


def test_credit_is_found_by_its_reference(ledger: Ledger, contact: str) -> None:
    for reference in ("one", "two", "three"):
        body = {**draft(contact, "5"), "Type": "RECEIVE-PREPAYMENT", "BankAccount": {"Code": "090"}, "Reference": reference}
        ledger.make("BankTransactions", body)
    assert [one["Reference"] for one in ledger.get("Prepayments", References="one,three")] == ["one", "three"]

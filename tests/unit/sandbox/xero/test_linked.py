"""Linked transactions: what may be linked with what, and what the link says of itself."""

import pytest

from unit.sandbox.xero.ledger import Json, Ledger, draft, open_ledger


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


def link(bill: Json, **more: Json) -> Json:
    line = bill["LineItems"][0]["LineItemID"]
    return {"SourceTransactionID": bill.get("InvoiceID"), "SourceLineItemID": line, **more}


def status(ledger: Ledger, made: Json) -> str:
    return str(ledger.one(f"LinkedTransactions/{made['LinkedTransactionID']}")["Status"])


def test_a_link_says_what_became_of_its_documents(ledger: Ledger) -> None:
    customer = ledger.contact("Customer")
    bill = ledger.make("Invoices", draft(ledger.contact(), "10", Type="ACCPAY"))
    made = ledger.make("LinkedTransactions", link(bill, ContactID=customer))
    assert status(ledger, made) == "DRAFT"
    ledger.write("Invoices", {"InvoiceID": bill["InvoiceID"], "Status": "AUTHORISED"})
    assert status(ledger, made) == "APPROVED"
    invoice = ledger.make("Invoices", draft(customer, "12"))
    ledger.call("POST", f"LinkedTransactions/{made['LinkedTransactionID']}", body={"TargetTransactionID": invoice["InvoiceID"]})
    assert status(ledger, made) == "ONDRAFT"
    ledger.write("Invoices", {"InvoiceID": invoice["InvoiceID"], "Status": "AUTHORISED"})
    assert status(ledger, made) == "BILLED"
    ledger.call("DELETE", f"LinkedTransactions/{made['LinkedTransactionID']}")
    assert ledger.last.status == 400
    ledger.write("Invoices", {"InvoiceID": bill["InvoiceID"], "Status": "VOIDED"})
    assert status(ledger, made) == "VOIDED"


def test_money_that_was_spent_can_be_billed_on(ledger: Ledger) -> None:
    spent = ledger.make("BankTransactions", {**draft(ledger.contact(), "10"), "Type": "SPEND", "BankAccount": {"Code": "090"}})
    made = ledger.make("LinkedTransactions", {**link(spent), "SourceTransactionID": spent["BankTransactionID"]})
    assert (made["SourceTransactionTypeCode"], made["Status"]) == ("SPEND", "APPROVED")


def test_a_line_of_another_document_or_side_is_refused(ledger: Ledger) -> None:
    contact, customer = ledger.contact(), ledger.contact("Customer")
    first, second = (ledger.invoice(contact, "10", Type="ACCPAY") for _ in range(2))
    sale = ledger.invoice(contact, "10")
    mismatch = ["The SourceLineItemID and SourceTransactionID do not match"]
    assert (
        ledger.refusal("LinkedTransactions", {**link(first), "SourceTransactionID": second["InvoiceID"]}, method="PUT") == mismatch
    )
    assert ledger.refusal("LinkedTransactions", link(sale), method="PUT") == mismatch
    other = link(first, ContactID=customer, TargetTransactionID=sale["InvoiceID"])
    assert ledger.refusal("LinkedTransactions", other, method="PUT")
    own = link(first, ContactID=contact, TargetTransactionID=sale["InvoiceID"], TargetLineItemID="x")
    assert ledger.refusal("LinkedTransactions", own, method="PUT") == ["The TargetLineItemID and TargetTransactionID do not match"]

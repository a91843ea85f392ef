"""Credit in all its forms, and payments alone and in batches, through Xero's own Python client."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from xero_python.accounting import (
    Account,
    Allocation,
    Allocations,
    BankTransaction,
    BankTransactions,
    BatchPayment,
    BatchPaymentDelete,
    BatchPaymentDeleteByUrlParam,
    BatchPayments,
    Contact,
    CreditNote,
    CreditNotes,
    Invoice,
    Overpayment,
    Payment,
    PaymentDelete,
    Prepayment,
)
from xero_python.exceptions import AccountingBadRequestException

from contract.xero_official import Client, contact_of, line, make_contact, make_invoice, one_client


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    yield from one_client()


def receive(client: Client, contact: Contact, *, kind: str, amount: str) -> BankTransaction:
    sent = BankTransaction(
        type=kind, contact=contact_of(contact), date=date(2026, 4, 3), line_items=[line(amount)], bank_account=Account(code="090")
    )
    answer = client.api.create_bank_transactions(
        xero_tenant_id=client.uk, bank_transactions=BankTransactions(bank_transactions=[sent])
    )
    return answer.bank_transactions[0]


def against(invoice: Invoice, amount: str) -> Allocations:
    wish = Allocation(amount=Decimal(amount), invoice=Invoice(invoice_id=invoice.invoice_id), date=date(2026, 4, 3))
    return Allocations(allocations=[wish])


def due(client: Client, invoice: Invoice) -> Decimal:
    read = client.api.get_invoice(xero_tenant_id=client.uk, invoice_id=invoice.invoice_id).invoices[0]
    return Decimal(read.amount_due)


def test_it_allocates_an_overpayment_and_refunds_the_rest(client: Client) -> None:
    own, contact = {"xero_tenant_id": client.uk}, make_contact(client, "Paid too much")
    received = receive(client, contact, kind="RECEIVE-OVERPAYMENT", amount="100")
    key = {**own, "overpayment_id": received.overpayment_id}
    invoice = make_invoice(client, contact, line("50"))
    done = client.api.create_overpayment_allocations(**key, allocations=against(invoice, "60")).allocations[0]
    read = client.api.get_overpayment(**key).overpayments[0]
    assert (read.type, read.remaining_credit, read.status, len(read.allocations)) == ("RECEIVE-OVERPAYMENT", 40, "AUTHORISED", 1)
    assert due(client, invoice) == 0
    refund = Payment(
        overpayment=Overpayment(overpayment_id=received.overpayment_id), account=Account(code="090"), amount=Decimal(40)
    )
    paid = client.api.create_payment(**own, payment=refund).payments[0]
    assert paid.payment_type == "AROVERPAYMENTPAYMENT"
    assert client.api.get_overpayment(**key).overpayments[0].status == "PAID"
    gone = client.api.delete_overpayment_allocations(**key, allocation_id=done.allocation_id)
    assert gone.is_deleted
    assert client.api.get_overpayment(**key).overpayments[0].remaining_credit == 60
    assert due(client, invoice) == 60
    assert [one.overpayment_id for one in client.api.get_overpayments(**own).overpayments] == [received.overpayment_id]


def test_it_allocates_a_prepayment_and_takes_it_back(client: Client) -> None:
    own, contact = {"xero_tenant_id": client.uk}, make_contact(client, "Paid before")
    received = receive(client, contact, kind="RECEIVE-PREPAYMENT", amount="60")
    key = {**own, "prepayment_id": received.prepayment_id}
    invoice = make_invoice(client, contact, line("100"))
    done = client.api.create_prepayment_allocations(**key, allocations=against(invoice, "60")).allocations[0]
    read = client.api.get_prepayment(**key).prepayments[0]
    assert (read.remaining_credit, read.status, read.total_tax) == (0, "PAID", 10)
    shown = client.api.get_invoice(**own, invoice_id=invoice.invoice_id).invoices[0]
    assert [one.applied_amount for one in shown.prepayments] == [60]
    assert shown.amount_credited == 60
    assert client.api.delete_prepayment_allocations(**key, allocation_id=done.allocation_id).is_deleted
    assert due(client, invoice) == 120
    with pytest.raises(AccountingBadRequestException):
        client.api.create_prepayment_allocations(**key, allocations=against(invoice, "60.01"))
    assert len(client.api.get_prepayments(**own).prepayments) == 1
    refund = Payment(prepayment=Prepayment(prepayment_id=received.prepayment_id), account=Account(code="090"), amount=Decimal(60))
    assert client.api.create_payment(**own, payment=refund).payments[0].payment_type == "ARPREPAYMENTPAYMENT"


def test_it_refunds_a_credit_note_and_takes_the_refund_back(client: Client) -> None:
    own, contact = {"xero_tenant_id": client.uk}, make_contact(client, "Refunded")
    note = CreditNote(type="ACCRECCREDIT", contact=contact_of(contact), date=date(2026, 4, 2), line_items=[line("50")])
    note.status = "AUTHORISED"
    made = client.api.create_credit_notes(**own, credit_notes=CreditNotes(credit_notes=[note])).credit_notes[0]
    refund = Payment(credit_note=CreditNote(credit_note_id=made.credit_note_id), account=Account(code="090"), amount=Decimal(60))
    paid = client.api.create_payment(**own, payment=refund).payments[0]
    assert paid.payment_type == "ARCREDITPAYMENT"
    assert client.api.get_credit_note(**own, credit_note_id=made.credit_note_id).credit_notes[0].status == "PAID"
    client.api.delete_payment(**own, payment_id=paid.payment_id, payment_delete=PaymentDelete(status="DELETED"))
    read = client.api.get_payment(**own, payment_id=paid.payment_id).payments[0]
    assert read.status == "DELETED"
    assert client.api.get_credit_note(**own, credit_note_id=made.credit_note_id).credit_notes[0].remaining_credit == 60


def batch_of(client: Client, *invoices: Invoice) -> BatchPayment:
    bank = client.api.get_accounts(xero_tenant_id=client.uk, where='Code=="090"').accounts[0].account_id
    payments = [Payment(invoice=Invoice(invoice_id=one.invoice_id), amount=Decimal(120)) for one in invoices]
    sent = BatchPayment(account=Account(account_id=bank), date=date(2026, 4, 5), reference="run 1", payments=payments)
    answer = client.api.create_batch_payment(xero_tenant_id=client.uk, batch_payments=BatchPayments(batch_payments=[sent]))
    return answer.batch_payments[0]


def test_it_pays_in_a_batch_and_deletes_the_batch_whole(client: Client) -> None:
    own, contact = {"xero_tenant_id": client.uk}, make_contact(client, "Batched")
    invoices = [make_invoice(client, contact) for _ in range(2)]
    made = batch_of(client, *invoices)
    assert (made.type, made.status, made.total_amount) == ("RECBATCH", "AUTHORISED", Decimal(240))
    assert [due(client, one) for one in invoices] == [0, 0]
    with pytest.raises(AccountingBadRequestException):
        client.api.delete_payment(**own, payment_id=made.payments[0].payment_id, payment_delete=PaymentDelete(status="DELETED"))
    wish = BatchPaymentDelete(batch_payment_id=made.batch_payment_id, status="DELETED")
    assert client.api.delete_batch_payment(**own, batch_payment_delete=wish).batch_payments[0].status == "DELETED"
    assert [due(client, one) for one in invoices] == [120, 120]
    second = batch_of(client, invoices[0])
    gone = client.api.delete_batch_payment_by_url_param(
        **own,
        batch_payment_id=second.batch_payment_id,
        batch_payment_delete_by_url_param=BatchPaymentDeleteByUrlParam(status="DELETED"),
    )
    assert gone.batch_payments[0].status == "DELETED"
    read = client.api.get_batch_payment(**own, batch_payment_id=made.batch_payment_id).batch_payments[0]
    assert (read.reference, len(read.payments)) == ("run 1", 2)
    assert len(client.api.get_batch_payments(**own).batch_payments) == 2


def test_it_refuses_a_batch_of_invoices_and_bills_together(client: Client) -> None:
    contact = make_contact(client, "Both sides")
    bill = make_invoice(client, contact, line("100", code="429"), kind="ACCPAY")
    invoice = make_invoice(client, contact)
    with pytest.raises(AccountingBadRequestException):
        batch_of(client, invoice, bill)
    assert due(client, invoice) == 120

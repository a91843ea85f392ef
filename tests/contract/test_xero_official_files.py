"""Files and notes through Xero's own Python client, on every kind of object that takes them."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from xero_python.accounting import (
    Account,
    AccountType,
    BankTransaction,
    BankTransactions,
    BankTransfer,
    BankTransfers,
    BatchPayment,
    BatchPayments,
    Contact,
    CreditNote,
    CreditNotes,
    HistoryRecord,
    HistoryRecords,
    Invoice,
    Item,
    Items,
    ManualJournal,
    ManualJournalLine,
    ManualJournals,
    Payment,
    PurchaseOrder,
    PurchaseOrders,
    Quote,
    Quotes,
)
from xero_python.exceptions import AccountingBadRequestException, NotFoundException

from contract.xero_official import Client, contact_of, line, make_contact, make_invoice, one_client, pay

PICTURE = bytes(range(256))


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    yield from one_client()


@pytest.fixture(scope="module")
def contact(client: Client) -> Contact:
    return make_contact(client)


def account(client: Client, _contact: Contact) -> str:
    made = Account(code="298", name="Deliveries", type=AccountType.REVENUE, tax_type="OUTPUT2")
    return str(client.api.create_account(xero_tenant_id=client.uk, account=made).accounts[0].account_id)


def bank_transaction(client: Client, contact: Contact, kind: str = "SPEND") -> str:
    made = BankTransaction(
        type=kind, contact=contact_of(contact), line_items=[line("12", code="429")], bank_account=Account(code="090")
    )
    answer = client.api.create_bank_transactions(
        xero_tenant_id=client.uk, bank_transactions=BankTransactions(bank_transactions=[made])
    )
    return str(answer.bank_transactions[0].bank_transaction_id)


def overpayment(client: Client, contact: Contact) -> str:
    bank_transaction(client, contact, kind="RECEIVE-OVERPAYMENT")
    return str(client.api.get_overpayments(xero_tenant_id=client.uk).overpayments[-1].overpayment_id)


def prepayment(client: Client, contact: Contact) -> str:
    bank_transaction(client, contact, kind="RECEIVE-PREPAYMENT")
    return str(client.api.get_prepayments(xero_tenant_id=client.uk).prepayments[-1].prepayment_id)


def bank_transfer(client: Client, _contact: Contact) -> str:
    made = BankTransfer(from_bank_account=Account(code="090"), to_bank_account=Account(code="091"), amount=Decimal(5))
    answer = client.api.create_bank_transfer(xero_tenant_id=client.uk, bank_transfers=BankTransfers(bank_transfers=[made]))
    return str(answer.bank_transfers[0].bank_transfer_id)


def batch_payment(client: Client, contact: Contact) -> str:
    payment = Payment(invoice=Invoice(invoice_id=make_invoice(client, contact).invoice_id), amount=Decimal(10))
    made = BatchPayment(account=Account(account_id=bank(client)), date=date(2026, 4, 3), payments=[payment])
    answer = client.api.create_batch_payment(xero_tenant_id=client.uk, batch_payments=BatchPayments(batch_payments=[made]))
    return str(answer.batch_payments[0].batch_payment_id)


def bank(client: Client) -> str:
    return str(client.api.get_accounts(xero_tenant_id=client.uk, where='Code=="090"').accounts[0].account_id)


def credit_note(client: Client, contact: Contact) -> str:
    made = CreditNote(type="ACCRECCREDIT", contact=contact_of(contact), line_items=[line("9")], status="AUTHORISED")
    answer = client.api.create_credit_notes(xero_tenant_id=client.uk, credit_notes=CreditNotes(credit_notes=[made]))
    return str(answer.credit_notes[0].credit_note_id)


def invoice(client: Client, contact: Contact) -> str:
    return str(make_invoice(client, contact).invoice_id)


def item(client: Client, _contact: Contact) -> str:
    answer = client.api.create_items(xero_tenant_id=client.uk, items=Items(items=[Item(code="NOTED", name="Noted")]))
    return str(answer.items[0].item_id)


def manual_journal(client: Client, _contact: Contact) -> str:
    lines = [ManualJournalLine(line_amount=Decimal(amount), account_code=code) for amount, code in ((7, "429"), (-7, "200"))]
    made = ManualJournal(narration="Accrual", journal_lines=lines)
    answer = client.api.create_manual_journals(xero_tenant_id=client.uk, manual_journals=ManualJournals(manual_journals=[made]))
    return str(answer.manual_journals[0].manual_journal_id)


def payment(client: Client, contact: Contact) -> str:
    return str(pay(client, make_invoice(client, contact), amount="1.00").payment_id)


def purchase_order(client: Client, contact: Contact) -> str:
    made = PurchaseOrder(contact=contact_of(contact), line_items=[line("3")])
    answer = client.api.create_purchase_orders(xero_tenant_id=client.uk, purchase_orders=PurchaseOrders(purchase_orders=[made]))
    return str(answer.purchase_orders[0].purchase_order_id)


def quote(client: Client, contact: Contact) -> str:
    made = Quote(contact=contact_of(contact), date=date(2026, 4, 1), line_items=[line("3")])
    return str(client.api.create_quotes(xero_tenant_id=client.uk, quotes=Quotes(quotes=[made])).quotes[0].quote_id)


def the_contact(_client: Client, contact: Contact) -> str:
    return str(contact.contact_id)


Maker = Callable[[Client, Contact], str]
WITH_FILES: dict[str, Maker] = {
    "account": account,
    "bank_transaction": bank_transaction,
    "bank_transfer": bank_transfer,
    "contact": the_contact,
    "credit_note": credit_note,
    "invoice": invoice,
    "manual_journal": manual_journal,
    "purchase_order": purchase_order,
    "quote": quote,
}
# The name in the client's methods for notes: what writes, what reads.
WITH_NOTES: dict[str, tuple[Maker, str, str]] = {
    "bank_transaction": (bank_transaction, "create_bank_transaction_history_record", "get_bank_transactions_history"),
    "bank_transfer": (bank_transfer, "create_bank_transfer_history_record", "get_bank_transfer_history"),
    "batch_payment": (batch_payment, "create_batch_payment_history_record", "get_batch_payment_history"),
    "contact": (the_contact, "create_contact_history", "get_contact_history"),
    "credit_note": (credit_note, "create_credit_note_history", "get_credit_note_history"),
    "invoice": (invoice, "create_invoice_history", "get_invoice_history"),
    "item": (item, "create_item_history", "get_item_history"),
    "manual_journal": (manual_journal, "create_manual_journal_history_record", "get_manual_journals_history"),
    "overpayment": (overpayment, "create_overpayment_history", "get_overpayment_history"),
    "payment": (payment, "create_payment_history", "get_payment_history"),
    "prepayment": (prepayment, "create_prepayment_history", "get_prepayment_history"),
    "purchase_order": (purchase_order, "create_purchase_order_history", "get_purchase_order_history"),
    "quote": (quote, "create_quote_history", "get_quote_history"),
}


def read_and_remove(path: str) -> bytes:
    """The client writes what it downloads to a file and gives its path."""
    content = Path(path).read_bytes()
    Path(path).unlink()
    return content


@pytest.mark.parametrize("kind", WITH_FILES)
def test_it_keeps_files_byte_for_byte(client: Client, contact: Contact, kind: str) -> None:
    own: dict[str, Any] = {"xero_tenant_id": client.uk, f"{kind}_id": WITH_FILES[kind](client, contact)}

    def ask(method: str, **more: Any) -> Any:
        return getattr(client.api, method)(**own, **more)

    name = "delivery note 1.png"
    made = ask(f"create_{kind}_attachment_by_file_name", file_name=name, body=PICTURE).attachments[0]
    assert (made.file_name, made.mime_type, made.content_length) == (name, "image/png", 256)
    listed = ask(f"get_{kind}_attachments").attachments
    assert [one.attachment_id for one in listed] == [made.attachment_id]
    by_id = ask(f"get_{kind}_attachment_by_id", attachment_id=made.attachment_id, content_type="image/png")
    assert read_and_remove(by_id) == PICTURE
    replaced = ask(f"update_{kind}_attachment_by_file_name", file_name=name, body=b"another").attachments[0]
    assert (replaced.attachment_id, replaced.content_length) == (made.attachment_id, 7)
    by_name = ask(f"get_{kind}_attachment_by_file_name", file_name=name, content_type="image/png")
    assert read_and_remove(by_name) == b"another"
    with pytest.raises(NotFoundException):
        ask(f"get_{kind}_attachment_by_file_name", file_name="nothing.png", content_type="image/png")


@pytest.mark.parametrize("kind", WITH_NOTES)
def test_it_adds_notes_and_reads_them(client: Client, contact: Contact, kind: str) -> None:
    make, write, read = WITH_NOTES[kind]
    own: dict[str, Any] = {"xero_tenant_id": client.uk, f"{kind}_id": make(client, contact)}
    records = HistoryRecords(history_records=[HistoryRecord(details="Asked by telephone")])
    added = getattr(client.api, write)(**own, history_records=records).history_records[0]
    assert (added.details, added.changes) == ("Asked by telephone", "Note")
    second = HistoryRecords(history_records=[HistoryRecord(details="Answered")])
    getattr(client.api, write)(**own, history_records=second)
    assert [one.details for one in getattr(client.api, read)(**own).history_records] == ["Answered", "Asked by telephone"]


def test_it_shows_that_there_are_files_and_which_the_customer_sees(client: Client, contact: Contact) -> None:
    made = make_invoice(client, contact)
    assert made.has_attachments is False
    own = {"xero_tenant_id": client.uk, "invoice_id": made.invoice_id}
    file = client.api.create_invoice_attachment_by_file_name(**own, file_name="a.txt", body=b"a", include_online=True)
    assert file.attachments[0].include_online is True
    assert client.api.get_invoice(**own).invoices[0].has_attachments is True


def test_it_takes_ten_files_and_no_more(client: Client, contact: Contact) -> None:
    own = {"xero_tenant_id": client.uk, "invoice_id": invoice(client, contact)}
    for number in range(10):
        client.api.create_invoice_attachment_by_file_name(**own, file_name=f"{number}.txt", body=b"a")
    with pytest.raises(AccountingBadRequestException):
        client.api.create_invoice_attachment_by_file_name(**own, file_name="eleventh.txt", body=b"a")
    assert len(client.api.get_invoice_attachments(**own).attachments) == 10


def test_it_prints_documents(client: Client, contact: Contact) -> None:
    printed = (
        client.api.get_invoice_as_pdf(xero_tenant_id=client.uk, invoice_id=invoice(client, contact)),
        client.api.get_credit_note_as_pdf(xero_tenant_id=client.uk, credit_note_id=credit_note(client, contact)),
        client.api.get_quote_as_pdf(xero_tenant_id=client.uk, quote_id=quote(client, contact)),
        client.api.get_purchase_order_as_pdf(xero_tenant_id=client.uk, purchase_order_id=purchase_order(client, contact)),
    )
    titles = (b"(Invoice)", b"(Credit note)", b"(Quote)", b"(Purchase order)")
    for path, title in zip(printed, titles, strict=True):
        content = read_and_remove(path)
        assert content.startswith(b"%PDF-1.")
        assert content.rstrip().endswith(b"%%EOF")
        assert title in content
        assert b"(Thornfield School)" in content

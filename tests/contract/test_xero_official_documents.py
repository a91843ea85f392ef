"""Invoices on their way out, quotes and purchase orders through Xero's own Python client."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from xero_python.accounting import (
    Contact,
    Contacts,
    CreditNote,
    CreditNotes,
    Invoice,
    Invoices,
    LinkedTransaction,
    LinkedTransactions,
    PurchaseOrder,
    PurchaseOrders,
    Quote,
    QuoteLineAmountTypes,
    Quotes,
    QuoteStatusCodes,
    RequestEmpty,
)
from xero_python.exceptions import AccountingBadRequestException

from contract.xero_official import Client, contact_of, line, make_contact, make_invoice, one_client


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    yield from one_client()


def test_it_marks_an_invoice_as_sent_when_it_is_mailed(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    sent = Contacts(contacts=[Contact(name="Mailed", email_address="office@mailed.example")])
    contact = client.api.create_contacts(**own, contacts=sent).contacts[0]
    invoice = make_invoice(client, contact)
    assert invoice.sent_to_contact is False
    client.api.email_invoice(**own, invoice_id=invoice.invoice_id, request_empty=RequestEmpty())
    assert client.api.get_invoice(**own, invoice_id=invoice.invoice_id).invoices[0].sent_to_contact is True
    silent = make_invoice(client, make_contact(client, "Without an address"))
    with pytest.raises(AccountingBadRequestException):
        client.api.email_invoice(**own, invoice_id=silent.invoice_id, request_empty=RequestEmpty())


def test_it_shows_a_sales_invoice_online_and_no_bill(client: Client) -> None:
    own, contact = {"xero_tenant_id": client.uk}, make_contact(client, "Online")
    online = client.api.get_online_invoice(**own, invoice_id=make_invoice(client, contact).invoice_id).online_invoices
    assert online[0].online_invoice_url.startswith("https://")
    bill = make_invoice(client, contact, line("5", code="429"), kind="ACCPAY")
    with pytest.raises(AccountingBadRequestException):
        client.api.get_online_invoice(**own, invoice_id=bill.invoice_id)


def test_it_takes_a_quote_from_draft_to_accepted(client: Client) -> None:
    own, contact = {"xero_tenant_id": client.uk}, make_contact(client, "Quoted")
    sent = Quote(
        contact=contact_of(contact),
        date=date(2026, 4, 1),
        expiry_date=date(2026, 5, 1),
        title="Shelves",
        line_amount_types=QuoteLineAmountTypes.INCLUSIVE,
        line_items=[line("120", discount_rate=Decimal(10))],
    )
    made = client.api.create_quotes(**own, quotes=Quotes(quotes=[sent])).quotes[0]
    assert (made.quote_number, made.status, made.total, made.total_tax) == ("QU-0001", QuoteStatusCodes.DRAFT, 108, 18)
    assert (made.line_amount_types, made.total_discount) == (QuoteLineAmountTypes.INCLUSIVE, 12)
    change = Quote(contact=contact_of(contact), date=date(2026, 4, 1), status=QuoteStatusCodes.SENT)
    client.api.update_quote(**own, quote_id=made.quote_id, quotes=Quotes(quotes=[change]))
    yes = Quote(quote_id=made.quote_id, contact=contact_of(contact), date=date(2026, 4, 1), status=QuoteStatusCodes.ACCEPTED)
    client.api.update_or_create_quotes(**own, quotes=Quotes(quotes=[yes]))
    read = client.api.get_quote(**own, quote_id=made.quote_id).quotes[0]
    assert (read.status, read.expiry_date, read.title) == (QuoteStatusCodes.ACCEPTED, date(2026, 5, 1), "Shelves")
    assert [one.quote_id for one in client.api.get_quotes(**own, status="ACCEPTED").quotes] == [made.quote_id]
    assert client.api.get_quotes(**own, status="SENT").quotes == []
    assert client.api.get_quotes(**own, date_from=date(2026, 4, 2)).quotes == []
    back = Quote(quote_id=made.quote_id, contact=contact_of(contact), date=date(2026, 4, 1), status=QuoteStatusCodes.DRAFT)
    with pytest.raises(AccountingBadRequestException):
        client.api.update_or_create_quotes(**own, quotes=Quotes(quotes=[back]))


def test_it_takes_a_purchase_order_from_draft_to_billed(client: Client) -> None:
    own, contact = {"xero_tenant_id": client.uk}, make_contact(client, "Ordered from")
    sent = PurchaseOrder(
        contact=contact_of(contact), date=date(2026, 4, 1), delivery_date=date(2026, 4, 20), line_items=[line("50", code="429")]
    )
    made = client.api.create_purchase_orders(**own, purchase_orders=PurchaseOrders(purchase_orders=[sent])).purchase_orders[0]
    assert (made.purchase_order_number, made.status, made.total) == ("PO-0001", "DRAFT", 60)
    change = PurchaseOrders(purchase_orders=[PurchaseOrder(status="AUTHORISED", attention_to="Stores")])
    client.api.update_purchase_order(**own, purchase_order_id=made.purchase_order_id, purchase_orders=change)
    billed = PurchaseOrders(purchase_orders=[PurchaseOrder(purchase_order_id=made.purchase_order_id, status="BILLED")])
    client.api.update_or_create_purchase_orders(**own, purchase_orders=billed)
    read = client.api.get_purchase_order_by_number(**own, purchase_order_number="PO-0001").purchase_orders[0]
    assert (read.status, read.attention_to, read.delivery_date) == ("BILLED", "Stores", date(2026, 4, 20))
    by_id = client.api.get_purchase_order(**own, purchase_order_id=made.purchase_order_id).purchase_orders[0]
    assert by_id.purchase_order_number == "PO-0001"
    page = client.api.get_purchase_orders(**own, status="BILLED", date_from="2026-04-01", date_to="2026-04-30")
    assert [one.purchase_order_id for one in page.purchase_orders] == [made.purchase_order_id]
    assert page.pagination.item_count == 1
    assert client.api.get_purchase_orders(**own, date_to="2026-03-31").purchase_orders == []


def test_it_changes_a_credit_note_and_makes_another_in_one_call(client: Client) -> None:
    own, contact = {"xero_tenant_id": client.uk}, make_contact(client, "Credited")
    draft = CreditNote(type="ACCRECCREDIT", contact=contact_of(contact), date=date(2026, 4, 2), line_items=[line("50")])
    made = client.api.create_credit_notes(**own, credit_notes=CreditNotes(credit_notes=[draft])).credit_notes[0]
    approve = CreditNotes(credit_notes=[CreditNote(status="AUTHORISED")])
    approved = client.api.update_credit_note(**own, credit_note_id=made.credit_note_id, credit_notes=approve).credit_notes[0]
    assert (approved.status, approved.remaining_credit) == ("AUTHORISED", 60)
    both = CreditNotes(credit_notes=[CreditNote(credit_note_id=made.credit_note_id, reference="agreed"), draft])
    changed, new = client.api.update_or_create_credit_notes(**own, credit_notes=both).credit_notes
    assert (changed.reference, new.credit_note_number) == ("agreed", "CN-0002")
    listed = client.api.get_credit_notes(**own, where='Status=="AUTHORISED"').credit_notes
    assert [one.credit_note_id for one in listed] == [made.credit_note_id]


def test_it_counts_an_orders_bad_elements_apart(client: Client) -> None:
    own, contact = {"xero_tenant_id": client.uk}, make_contact(client, "Half right")
    good = PurchaseOrder(contact=contact_of(contact), line_items=[line("1")], purchase_order_number="PO-A")
    bad = PurchaseOrder(contact=Contact(name="Nobody we know"), line_items=[line("1")])
    batch = PurchaseOrders(purchase_orders=[good, bad])
    told = client.api.create_purchase_orders(**own, purchase_orders=batch, summarize_errors=False).purchase_orders
    assert [one.status_attribute_string for one in told] == ["OK", "ERROR"]
    batch = PurchaseOrders(purchase_orders=[PurchaseOrder(contact=contact_of(contact), line_items=[line("1")]), bad])
    with pytest.raises(AccountingBadRequestException) as refused:
        client.api.create_purchase_orders(**own, purchase_orders=batch)
    assert len(refused.value.error_data["Elements"]) == 1


def test_it_deletes_a_draft_invoice(client: Client) -> None:
    own, contact = {"xero_tenant_id": client.uk}, make_contact(client, "Drafted")
    draft = Invoice(type="ACCREC", contact=contact_of(contact), line_items=[line("1")])
    made = client.api.create_invoices(**own, invoices=Invoices(invoices=[draft])).invoices[0]
    gone = Invoices(invoices=[Invoice(status="DELETED")])
    assert client.api.update_invoice(**own, invoice_id=made.invoice_id, invoices=gone).invoices[0].status == "DELETED"


def test_it_links_an_expense_to_the_invoice_that_bills_it(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    supplier, customer = make_contact(client, "Courier"), make_contact(client, "Billed on")
    bill = make_invoice(client, supplier, line("30", code="429"), kind="ACCPAY")
    sent = LinkedTransaction(
        source_transaction_id=bill.invoice_id,
        source_line_item_id=bill.line_items[0].line_item_id,
        contact_id=customer.contact_id,
    )
    made = client.api.create_linked_transaction(**own, linked_transaction=sent).linked_transactions[0]
    assert (made.status, made.source_transaction_type_code) == ("APPROVED", "ACCPAY")
    key = {**own, "linked_transaction_id": made.linked_transaction_id}
    invoice = make_invoice(client, customer, line("36"))
    target = LinkedTransaction(target_transaction_id=invoice.invoice_id, target_line_item_id=invoice.line_items[0].line_item_id)
    client.api.update_linked_transaction(**key, linked_transactions=LinkedTransactions(linked_transactions=[target]))
    assert client.api.get_linked_transaction(**key).linked_transactions[0].status == "BILLED"
    listed = client.api.get_linked_transactions(**own, contact_id=customer.contact_id, status="BILLED").linked_transactions
    assert [one.linked_transaction_id for one in listed] == [made.linked_transaction_id]
    assert client.api.get_linked_transactions(**own, status="DRAFT").linked_transactions == []
    void = Invoices(invoices=[Invoice(status="VOIDED")])
    client.api.update_invoice(**own, invoice_id=invoice.invoice_id, invoices=void)
    client.api.delete_linked_transaction(**key)
    assert client.api.get_linked_transactions(**own).linked_transactions == []

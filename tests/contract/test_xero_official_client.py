"""The provider's own Python client, unmodified but for its host, against the sandbox: it is the judge of the sandbox."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from xero_python.accounting import (
    Account,
    AccountType,
    Address,
    Allocation,
    Allocations,
    Contact,
    Contacts,
    CreditNote,
    CreditNotes,
    Invoice,
    Invoices,
    Item,
    Items,
    LineAmountTypes,
    LineItemTracking,
    Payment,
    PaymentDelete,
    Payments,
    Purchase,
    TaxComponent,
    TaxRate,
    TaxRates,
    TrackingCategory,
    TrackingOption,
)
from xero_python.exceptions import AccountingBadRequestException, HTTPStatusException, NotFoundException, RateLimitException

from contract.xero_official import Client, line, make_contact, make_invoice, one_client, open_client, pay


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    with open_client(monkeypatch, seed="empty") as made:
        yield made


@pytest.fixture(scope="module")
def demo() -> Iterator[Client]:
    yield from one_client(seed="demo")


def test_it_lists_connections_and_deletes_one(client: Client) -> None:
    connections = client.identity.get_connections()
    assert {one.tenant_name for one in connections} == set(client.tenants)
    assert {one.tenant_type for one in connections} == {"ORGANISATION"}
    gone = connections[0]
    client.identity.delete_connection(gone.id)
    assert gone.tenant_id not in {one.tenant_id for one in client.identity.get_connections()}
    with pytest.raises(HTTPStatusException) as refused:
        client.api.get_organisations(xero_tenant_id=gone.tenant_id)
    assert refused.value.status == 403


def test_it_reads_what_documents_are_written_against(client: Client) -> None:
    organisation = client.api.get_organisations(xero_tenant_id=client.uk).organisations[0]
    assert (organisation.name, organisation.base_currency.value, organisation.country_code.value) == (
        "Demo Company (UK)",
        "GBP",
        "GB",
    )
    accounts = {account.code: account for account in client.api.get_accounts(xero_tenant_id=client.uk).accounts}
    assert accounts["610"].system_account == "DEBTORS"
    assert accounts["090"].type == AccountType.BANK
    rates = {rate.tax_type: rate.effective_rate for rate in client.api.get_tax_rates(xero_tenant_id=client.uk).tax_rates}
    assert (rates["OUTPUT2"], rates["SROUTPUT"], rates["ECZROUTPUT"]) == (Decimal(20), Decimal("17.5"), 0)
    tracking = client.api.get_tracking_categories(xero_tenant_id=client.uk).tracking_categories
    assert [category.name for category in tracking] == ["Region", "Channel"]
    chosen = client.api.get_accounts(xero_tenant_id=client.uk, where='SystemAccount=="ROUNDING"').accounts
    assert [account.code for account in chosen] == ["860"]


def test_it_adds_accounts_tax_rates_and_tracking(client: Client) -> None:
    account = Account(code="299", name="Workshops", type=AccountType.REVENUE, tax_type="OUTPUT2")
    made = client.api.create_account(xero_tenant_id=client.uk, account=account).accounts[0]
    assert made._class == "REVENUE"
    assert client.api.delete_account(xero_tenant_id=client.uk, account_id=made.account_id).accounts[0].status == "DELETED"
    rate = TaxRate(name="Local 3%", tax_components=[TaxComponent(name="Local", rate=Decimal(3))])
    new = client.api.create_tax_rates(xero_tenant_id=client.uk, tax_rates=TaxRates(tax_rates=[rate])).tax_rates[0]
    assert (new.tax_type, new.effective_rate) == ("TAX001", 3)
    third = TrackingCategory(name="Project")
    with pytest.raises(AccountingBadRequestException):
        client.api.create_tracking_category(xero_tenant_id=client.uk, tracking_category=third)
    region = client.api.get_tracking_categories(xero_tenant_id=client.uk).tracking_categories[0]
    option = client.api.create_tracking_options(
        xero_tenant_id=client.uk, tracking_category_id=region.tracking_category_id, tracking_option=TrackingOption(name="Isles")
    ).options[0]
    assert option.name == "Isles"


def test_it_creates_reads_updates_and_archives_contacts(client: Client) -> None:
    place = Address(address_type="POBOX", address_line1="1 Mill Lane", city="Thornfield", postal_code="TF1 1AA")
    sent = Contact(name="Thornfield School", email_address="office@thornfield.example", contact_number="C-1", addresses=[place])
    made = client.api.create_contacts(xero_tenant_id=client.uk, contacts=Contacts(contacts=[sent])).contacts[0]
    read = client.api.get_contact(xero_tenant_id=client.uk, contact_id=made.contact_id).contacts[0]
    assert (read.name, read.contact_number, read.is_customer) == ("Thornfield School", "C-1", False)
    assert {address.address_type: address.city for address in read.addresses} == {"POBOX": "Thornfield", "STREET": None}
    assert len(read.phones) == 4
    change = Contacts(contacts=[Contact(email_address="bursar@thornfield.example")])
    changed = client.api.update_contact(xero_tenant_id=client.uk, contact_id=made.contact_id, contacts=change).contacts[0]
    assert (changed.name, changed.email_address) == ("Thornfield School", "bursar@thornfield.example")
    assert changed.updated_date_utc > made.updated_date_utc
    archive = Contacts(contacts=[Contact(contact_id=made.contact_id, contact_status="ARCHIVED")])
    client.api.update_or_create_contacts(xero_tenant_id=client.uk, contacts=archive)
    assert client.api.get_contacts(xero_tenant_id=client.uk).contacts == []
    assert len(client.api.get_contacts(xero_tenant_id=client.uk, include_archived=True).contacts) == 1


def test_it_filters_searches_orders_and_pages_contacts(demo: Client) -> None:
    found = demo.api.get_contacts(xero_tenant_id=demo.us, where='Name=="BAYSIDE CAFE"').contacts
    assert [contact.name for contact in found] == ["Bayside Cafe"]
    assert len(demo.api.get_contacts(xero_tenant_id=demo.us, where='Name.StartsWith("G") AND IsCustomer==true').contacts) == 1
    everyone = len(demo.api.get_contacts(xero_tenant_id=demo.us).contacts)
    page = demo.api.get_contacts(xero_tenant_id=demo.us, page=2, page_size=7, order="Name DESC")
    assert (page.pagination.item_count, page.pagination.page_count, len(page.contacts)) == (everyone, -(-everyone // 7), 7)
    assert [contact.name for contact in page.contacts] == sorted((contact.name for contact in page.contacts), reverse=True)
    assert page.contacts[0].balances is not None or page.contacts[1].balances is not None
    assert [contact.name for contact in demo.api.get_contacts(xero_tenant_id=demo.us, search_term="libr").contacts] == [
        "Central Library Trust"
    ]
    chosen = [page.contacts[0].contact_id, page.contacts[1].contact_id]
    assert len(demo.api.get_contacts(xero_tenant_id=demo.us, i_ds=chosen).contacts) == 2
    assert demo.api.get_contacts(xero_tenant_id=demo.us, if_modified_since=datetime(2999, 1, 1, tzinfo=UTC)).contacts == []


def test_it_creates_updates_and_deletes_items(client: Client) -> None:
    item = Item(
        code="SKU-1", name="Widget", sales_details=Purchase(unit_price=Decimal("1.2345"), account_code="200", tax_type="OUTPUT2")
    )
    made = client.api.create_items(xero_tenant_id=client.uk, items=Items(items=[item]), unitdp=4).items[0]
    assert made.sales_details.unit_price == Decimal("1.2345")
    assert client.api.get_item(xero_tenant_id=client.uk, item_id="SKU-1").items[0].sales_details.unit_price == Decimal("1.23")
    with pytest.raises(AccountingBadRequestException) as refused:
        client.api.create_items(xero_tenant_id=client.uk, items=Items(items=[item]))
    assert refused.value.reason == "Price List Item with Code 'SKU-1' already exists"
    renamed = Items(items=[Item(code="SKU-1", name="Widget, large")])
    assert client.api.update_item(xero_tenant_id=client.uk, item_id=made.item_id, items=renamed).items[0].name == "Widget, large"
    client.api.delete_item(xero_tenant_id=client.uk, item_id=made.item_id)
    assert client.api.get_items(xero_tenant_id=client.uk).items == []


@pytest.mark.feature("T-01")
@pytest.mark.feature("T-01")
def test_it_creates_a_sales_invoice_with_the_totals_of_the_official_vector(client: Client) -> None:
    contact = make_contact(client)
    tax = client.api.create_tax_rates(
        xero_tenant_id=client.uk,
        tax_rates=TaxRates(tax_rates=[TaxRate(name="15%", tax_components=[TaxComponent(name="15", rate=Decimal(15))])]),
    ).tax_rates[0]
    lines = [line(amount, tax_type=tax.tax_type) for amount in ("25.06", "25.61", "25.63")]
    invoice = make_invoice(client, contact, *lines, reference="order 7", line_amount_types=LineAmountTypes.EXCLUSIVE)
    assert (invoice.sub_total, invoice.total_tax, invoice.total) == (Decimal("76.30"), Decimal("11.44"), Decimal("87.74"))
    read = client.api.get_invoice(xero_tenant_id=client.uk, invoice_id=invoice.invoice_id).invoices[0]
    assert (read.date, read.due_date, read.status, read.amount_due) == (
        date(2026, 3, 29),
        date(2026, 4, 28),
        "AUTHORISED",
        Decimal("87.74"),
    )
    assert [one.tax_amount for one in read.line_items] == [Decimal("3.76"), Decimal("3.84"), Decimal("3.84")]
    assert read.invoice_number == "INV-0001"
    assert client.api.get_contact(xero_tenant_id=client.uk, contact_id=contact.contact_id).contacts[0].is_customer is True


def test_it_creates_bills_whose_numbers_may_repeat(client: Client) -> None:
    contact = make_contact(client)
    first, second = (make_invoice(client, contact, line("10", code="429"), kind="ACCPAY", invoice_number="77") for _ in range(2))
    assert first.invoice_id != second.invoice_id
    assert (first.total, second.total_tax) == (Decimal("12.00"), Decimal("2.00"))
    tracked = line("5", code="429", tracking=[LineItemTracking(name="Region", option="North")])
    bill = make_invoice(client, contact, tracked, kind="ACCPAY")
    assert bill.line_items[0].tracking[0].option == "North"


def test_it_lists_invoices_by_page_filter_number_and_status(demo: Client) -> None:
    page = demo.api.get_invoices(
        xero_tenant_id=demo.us, page=1, page_size=10, where='Type=="ACCREC" AND Date>=DateTime(2026, 7, 1)'
    )
    assert page.pagination.page == 1
    assert all(invoice.line_items for invoice in page.invoices)
    assert all(invoice.date >= date(2026, 7, 1) for invoice in page.invoices)
    numbers = [page.invoices[0].invoice_number, page.invoices[1].invoice_number]
    assert len(demo.api.get_invoices(xero_tenant_id=demo.us, invoice_numbers=numbers).invoices) == 2
    paid = demo.api.get_invoices(xero_tenant_id=demo.us, statuses=["PAID"]).invoices
    assert paid
    assert all(invoice.amount_due == 0 for invoice in paid)
    slim = demo.api.get_invoices(xero_tenant_id=demo.us, summary_only=True).invoices
    assert all(not invoice.line_items for invoice in slim)
    contact = paid[0].contact.contact_id
    of_contact = demo.api.get_invoices(xero_tenant_id=demo.us, contact_i_ds=[contact]).invoices
    assert {invoice.contact.contact_id for invoice in of_contact} == {contact}
    same = demo.api.get_invoices(xero_tenant_id=demo.us, where=f'Contact.ContactID==Guid("{contact}")').invoices
    assert len(same) == len(of_contact)


def test_it_updates_voids_and_deletes_invoices(client: Client) -> None:
    contact = make_contact(client)
    invoice = make_invoice(client, contact)
    change = Invoices(invoices=[Invoice(invoice_id=invoice.invoice_id, reference="changed", line_items=[line("30", quantity="2")])])
    changed = client.api.update_or_create_invoices(xero_tenant_id=client.uk, invoices=change).invoices[0]
    assert (changed.reference, changed.sub_total, len(changed.line_items)) == ("changed", Decimal("60.00"), 1)
    void = Invoices(invoices=[Invoice(status="VOIDED")])
    voided = client.api.update_invoice(xero_tenant_id=client.uk, invoice_id=invoice.invoice_id, invoices=void).invoices[0]
    assert voided.status == "VOIDED"
    with pytest.raises(AccountingBadRequestException) as refused:
        client.api.update_invoice(xero_tenant_id=client.uk, invoice_id=invoice.invoice_id, invoices=void)
    assert refused.value.reason == "Invoice not of valid status for modification"


def test_it_allocates_a_credit_note_and_takes_the_allocation_back(client: Client) -> None:
    contact = make_contact(client)
    invoice = make_invoice(client, contact, line("100"))
    note = CreditNote(
        type="ACCRECCREDIT",
        contact=Contact(contact_id=contact.contact_id),
        date=date(2026, 4, 2),
        line_items=[line("50")],
        status="AUTHORISED",
    )
    made = client.api.create_credit_notes(xero_tenant_id=client.uk, credit_notes=CreditNotes(credit_notes=[note])).credit_notes[0]
    assert made.remaining_credit == Decimal("60.00")
    wish = Allocation(amount=Decimal("60.00"), invoice=Invoice(invoice_id=invoice.invoice_id), date=date(2026, 1, 1))
    done = client.api.create_credit_note_allocation(
        xero_tenant_id=client.uk, credit_note_id=made.credit_note_id, allocations=Allocations(allocations=[wish])
    ).allocations[0]
    assert done.date == date(2026, 4, 2)
    read = client.api.get_credit_note(xero_tenant_id=client.uk, credit_note_id=made.credit_note_id).credit_notes[0]
    assert (read.status, read.remaining_credit, len(read.allocations)) == ("PAID", 0, 1)
    due = client.api.get_invoice(xero_tenant_id=client.uk, invoice_id=invoice.invoice_id).invoices[0]
    assert (due.amount_due, due.amount_credited) == (Decimal("60.00"), Decimal("60.00"))
    undone = client.api.delete_credit_note_allocations(
        xero_tenant_id=client.uk, credit_note_id=made.credit_note_id, allocation_id=done.allocation_id
    )
    assert undone.is_deleted
    assert client.api.get_invoice(xero_tenant_id=client.uk, invoice_id=invoice.invoice_id).invoices[0].amount_due == Decimal(
        "120.00"
    )


def test_it_pays_an_invoice_and_deletes_the_payment(client: Client) -> None:
    invoice = make_invoice(client, make_contact(client))
    payment = pay(client, invoice, amount="120.00")
    assert (payment.payment_type, payment.status, payment.invoice.invoice_number) == (
        "ACCRECPAYMENT",
        "AUTHORISED",
        invoice.invoice_number,
    )
    paid = client.api.get_invoice(xero_tenant_id=client.uk, invoice_id=invoice.invoice_id).invoices[0]
    assert (paid.status, paid.amount_paid, paid.fully_paid_on_date) == ("PAID", Decimal("120.00"), date(2026, 4, 1))
    deleted = client.api.delete_payment(
        xero_tenant_id=client.uk, payment_id=payment.payment_id, payment_delete=PaymentDelete(status="DELETED")
    )
    assert deleted.payments[0].status == "DELETED"
    open_again = client.api.get_invoice(xero_tenant_id=client.uk, invoice_id=invoice.invoice_id).invoices[0]
    assert (open_again.status, open_again.amount_due) == ("AUTHORISED", Decimal("120.00"))
    with pytest.raises(AccountingBadRequestException) as refused:
        pay(client, invoice, amount="120.01")
    assert refused.value.reason == "Payment amount exceeds the amount outstanding on this document"
    many = [
        Payment(invoice=Invoice(invoice_id=invoice.invoice_id), account=Account(code="090"), amount=Decimal(10)) for _ in range(2)
    ]
    assert len(client.api.create_payments(xero_tenant_id=client.uk, payments=Payments(payments=many)).payments) == 2
    assert len(client.api.get_payments(xero_tenant_id=client.uk, where='Status=="AUTHORISED"').payments) == 2


@pytest.mark.feature("T-01")
def test_it_keeps_the_good_half_of_a_batch_and_tells_the_bad_half(client: Client) -> None:
    contact = make_contact(client)
    make_invoice(client, contact, invoice_number="A-1")
    good, bad = (
        Invoice(type="ACCREC", contact=Contact(contact_id=contact.contact_id), line_items=[line("1")], invoice_number=number)
        for number in ("A-2", "A-1")
    )
    batch = Invoices(invoices=[good, bad])
    with pytest.raises(AccountingBadRequestException) as refused:
        client.api.create_invoices(xero_tenant_id=client.uk, invoices=batch)
    assert refused.value.reason == "Invoice # must be unique."
    assert len(refused.value.error_data["Elements"]) == 1
    assert client.api.get_invoice(xero_tenant_id=client.uk, invoice_id="A-2").invoices[0].invoice_number == "A-2"
    good.invoice_number = "A-3"
    told = client.api.create_invoices(xero_tenant_id=client.uk, invoices=batch, summarize_errors=False).invoices
    assert [one.status_attribute_string for one in told] == ["OK", "ERROR"]
    assert told[1].validation_errors[0].message == "Invoice # must be unique."


def test_it_answers_a_repeated_key_once(client: Client) -> None:
    contacts = Contacts(contacts=[Contact(name="Once Only")])
    first, again = (
        client.api.create_contacts(xero_tenant_id=client.uk, contacts=contacts, idempotency_key="k-1").contacts[0] for _ in range(2)
    )
    assert first.contact_id == again.contact_id
    other = Contacts(contacts=[Contact(name="Another")])
    with pytest.raises(AccountingBadRequestException) as refused:
        client.api.create_contacts(xero_tenant_id=client.uk, contacts=other, idempotency_key="k-1")
    assert "Idempotency Key: k-1 is used with a different request." in str(refused.value)


def test_it_says_not_found_and_unauthorised_in_the_classes_of_the_client(client: Client) -> None:
    with pytest.raises(NotFoundException):
        client.api.get_invoice(xero_tenant_id=client.uk, invoice_id="00000000-0000-0000-0000-000000000001")
    client.control("clock", {"advance_seconds": 1801})
    with pytest.raises(HTTPStatusException) as refused:
        client.api.get_accounts(xero_tenant_id=client.uk)
    assert refused.value.status == 401
    assert "TokenExpired" in str(refused.value)


@pytest.mark.feature("T-01")
@pytest.mark.feature("T-01")
def test_it_raises_the_rate_limit_with_its_name(client: Client) -> None:
    client.raw.rest_client.pool_manager.connection_pool_kw["retries"] = False
    client.control("clock", {"frozen": True})
    for _ in range(60):
        client.api.get_tax_rates(xero_tenant_id=client.uk)
    with pytest.raises(RateLimitException) as refused:
        client.api.get_tax_rates(xero_tenant_id=client.uk)
    assert refused.value.rate_limit == "minute"
    assert refused.value.headers["Retry-After"] == "60"
    client.api.get_tax_rates(xero_tenant_id=client.us)


@pytest.mark.feature("T-01")
@pytest.mark.feature("T-01")
def test_it_refreshes_and_revokes(client: Client) -> None:
    before = client.token["refresh_token"]
    renewed = client.raw.refresh_oauth2_token()
    assert renewed["refresh_token"] != before
    assert client.saved
    assert client.api.get_organisations(xero_tenant_id=client.uk).organisations
    client.raw.revoke_oauth2_token()
    client.token = renewed
    with pytest.raises(HTTPStatusException):
        client.raw.refresh_oauth2_token()


def test_it_serves_a_custom_connection_by_client_credentials(client: Client) -> None:
    scope = "accounting.settings accounting.contacts"
    client.control(
        "clients", {"provider": "xero", "client_id": "app", "secret": "secret", "organisation": client.uk, "scope": scope}
    )
    client.raw.get_client_credentials_token()
    connections = client.identity.get_connections()
    assert [one.tenant_id for one in connections] == [client.uk]
    assert client.api.get_organisations(xero_tenant_id="").organisations[0].organisation_id == client.uk

"""Contacts' groups, items in stock, and what an organisation is set up with, through Xero's own Python client."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from xero_python.accounting import (
    Account,
    Accounts,
    AccountType,
    Contact,
    ContactGroup,
    ContactGroups,
    Contacts,
    Currency,
    CurrencyCode,
    Item,
    Items,
    PaymentService,
    PaymentServices,
    Purchase,
    TaxComponent,
    TaxRate,
    TaxRates,
    TrackingCategory,
    TrackingOption,
)
from xero_python.exceptions import AccountingBadRequestException, NotFoundException

from contract.xero_official import Client, line, make_contact, make_invoice, one_client


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    yield from one_client()


def test_it_groups_contacts(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    contacts = [make_contact(client, f"Member {number}") for number in range(3)]
    group = client.api.create_contact_group(**own, contact_groups=ContactGroups(contact_groups=[ContactGroup(name="VIP")]))
    key = group.contact_groups[0].contact_group_id
    members = Contacts(contacts=[Contact(contact_id=one.contact_id) for one in contacts])
    client.api.create_contact_group_contacts(**own, contact_group_id=key, contacts=members)
    client.api.delete_contact_group_contact(**own, contact_group_id=key, contact_id=contacts[0].contact_id)
    read = client.api.get_contact_group(**own, contact_group_id=key).contact_groups[0]
    assert {one.name for one in read.contacts} == {"Member 1", "Member 2"}
    grouped = client.api.get_contact(**own, contact_id=contacts[1].contact_id).contacts[0]
    assert [one.name for one in grouped.contact_groups] == ["VIP"]
    client.api.delete_contact_group_contacts(**own, contact_group_id=key)
    assert not client.api.get_contact_group(**own, contact_group_id=key).contact_groups[0].contacts
    change = ContactGroups(contact_groups=[ContactGroup(name="Regulars")])
    assert client.api.update_contact_group(**own, contact_group_id=key, contact_groups=change).contact_groups[0].name == "Regulars"
    gone = ContactGroups(contact_groups=[ContactGroup(status="DELETED")])
    client.api.update_contact_group(**own, contact_group_id=key, contact_groups=gone)
    assert client.api.get_contact_groups(**own).contact_groups == []


def test_it_finds_a_contact_by_its_number_and_says_what_it_owes(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    sent = Contacts(contacts=[Contact(name="Numbered", contact_number="K-17")])
    made = client.api.create_contacts(**own, contacts=sent).contacts[0]
    make_invoice(client, made, line("100"))
    make_invoice(client, made, line("10", code="429"), kind="ACCPAY")
    read = client.api.get_contact_by_contact_number(**own, contact_number="K-17").contacts[0]
    assert read.contact_id == made.contact_id
    assert (read.balances.accounts_receivable.outstanding, read.balances.accounts_payable.outstanding) == (120, 12)
    assert (read.is_customer, read.is_supplier) == (True, True)


def test_it_tells_that_nobody_has_joined_the_construction_scheme(client: Client) -> None:
    contact = make_contact(client, "Builder")
    settings = client.api.get_contact_cis_settings(xero_tenant_id=client.uk, contact_id=contact.contact_id)
    assert [one.cis_enabled for one in settings.cis_settings] == [False]
    whole = client.api.get_organisation_cis_settings(xero_tenant_id=client.uk, organisation_id=client.uk)
    assert [one.cis_contractor_enabled for one in whole.cis_settings] == [False]


def test_it_moves_the_stock_of_tracked_items(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    client.api.create_account(**own, account=Account(code="631", name="Stock in trade", type=AccountType.INVENTORY))
    sent = Item(
        code="STOCKED",
        name="Stocked",
        inventory_asset_account_code="631",
        purchase_details=Purchase(unit_price=Decimal("4.00"), cogs_account_code="310", tax_type="INPUT2"),
        sales_details=Purchase(unit_price=Decimal("10.00"), account_code="200", tax_type="OUTPUT2"),
    )
    made = client.api.update_or_create_items(**own, items=Items(items=[sent])).items[0]
    assert (made.is_tracked_as_inventory, made.quantity_on_hand) == (True, 0)
    contact = make_contact(client, "Trader")
    make_invoice(client, contact, line("3.33", quantity="3", code="", item_code="STOCKED"), kind="ACCPAY")
    make_invoice(client, contact, line("10", quantity="1", code="", item_code="STOCKED"))
    left = client.api.get_item(**own, item_id="STOCKED").items[0]
    assert (left.quantity_on_hand, left.total_cost_pool) == (2, Decimal("6.66"))
    with pytest.raises(AccountingBadRequestException):
        make_invoice(client, contact, line("10", quantity="3", code="", item_code="STOCKED"))


def test_it_changes_and_archives_an_account(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    made = client.api.create_account(
        **own, account=Account(code="297", name="Lessons", type=AccountType.REVENUE, tax_type="NONE")
    ).accounts[0]
    change = Accounts(accounts=[Account(name="Music lessons")])
    assert client.api.update_account(**own, account_id=made.account_id, accounts=change).accounts[0].name == "Music lessons"
    archive = Accounts(accounts=[Account(status="ARCHIVED")])
    client.api.update_account(**own, account_id=made.account_id, accounts=archive)
    assert client.api.get_account(**own, account_id=made.account_id).accounts[0].status == "ARCHIVED"


def test_it_changes_a_tax_rate_and_finds_it_by_its_type(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    rate = TaxRate(name="Local 4%", tax_components=[TaxComponent(name="Local", rate=Decimal(4))])
    made = client.api.create_tax_rates(**own, tax_rates=TaxRates(tax_rates=[rate])).tax_rates[0]
    five = TaxRate(name="Local 4%", tax_type=made.tax_type, tax_components=[TaxComponent(name="Local", rate=Decimal(5))])
    client.api.update_tax_rate(**own, tax_rates=TaxRates(tax_rates=[five]))
    read = client.api.get_tax_rate_by_tax_type(**own, tax_type=made.tax_type).tax_rates[0]
    assert (read.tax_type, read.effective_rate) == (made.tax_type, 5)


def test_it_renames_archives_and_deletes_tracking(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    region = client.api.get_tracking_categories(**own).tracking_categories[0]
    key = {**own, "tracking_category_id": region.tracking_category_id}
    option = client.api.create_tracking_options(**key, tracking_option=TrackingOption(name="Coast")).options[0]
    renamed = client.api.update_tracking_options(
        **key, tracking_option_id=option.tracking_option_id, tracking_option=TrackingOption(name="Seaside")
    ).options[0]
    assert renamed.name == "Seaside"
    gone = client.api.delete_tracking_options(**key, tracking_option_id=option.tracking_option_id).options[0]
    assert gone.status == "DELETED"
    client.api.update_tracking_category(**key, tracking_category=TrackingCategory(name="Area"))
    read = client.api.get_tracking_category(**key).tracking_categories[0]
    assert (read.name, len(read.options)) == ("Area", 4)
    client.api.delete_tracking_category(**key)
    assert [one.name for one in client.api.get_tracking_categories(**own).tracking_categories] == ["Channel"]
    made = client.api.create_tracking_category(**own, tracking_category=TrackingCategory(name="Project")).tracking_categories[0]
    assert (made.name, made.status) == ("Project", "ACTIVE")


def test_it_subscribes_to_a_currency(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    before = {one.code for one in client.api.get_currencies(**own).currencies}
    client.api.create_currency(**own, currency=Currency(code=CurrencyCode.CHF, description="Swiss Franc"))
    assert {one.code for one in client.api.get_currencies(**own).currencies} - before == {CurrencyCode.CHF}
    contact = make_contact(client, "Alpine")
    assert make_invoice(client, contact, line("10"), currency_code=CurrencyCode.CHF).currency_code == CurrencyCode.CHF


def test_it_lists_users_and_what_the_organisation_may_do(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    users = client.api.get_users(**own).users
    assert {one.organisation_role for one in users} == {"FINANCIALADVISER", "STANDARD"}
    assert client.api.get_user(**own, user_id=users[0].user_id).users[0].email_address == users[0].email_address
    actions = {one.name: one.status for one in client.api.get_organisation_actions(**own).actions}
    assert actions["CreateApprovedInvoice"] == "ALLOWED"
    assert [one.enabled for one in client.api.get_invoice_reminders(**own).invoice_reminders] == [False]


def test_it_hangs_a_payment_service_on_a_branding_theme(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    themes = client.api.get_branding_themes(**own).branding_themes
    assert [one.sort_order for one in themes] == [0, 1]
    theme = {**own, "branding_theme_id": themes[1].branding_theme_id}
    assert client.api.get_branding_theme(**theme).branding_themes[0].name == themes[1].name
    service = PaymentService(
        payment_service_name="Card desk",
        payment_service_url="https://pay.example.com/?id=[INVOICENUMBER]",
        pay_now_text="Pay by card",
    )
    made = client.api.create_payment_service(**own, payment_services=PaymentServices(payment_services=[service]))
    key = made.payment_services[0].payment_service_id
    assert [one.payment_service_id for one in client.api.get_payment_services(**own).payment_services] == [key]
    assert client.api.get_branding_theme_payment_services(**theme).payment_services == []
    chosen = PaymentServices(payment_services=[PaymentService(payment_service_id=key)])
    client.api.create_branding_theme_payment_services(**theme, payment_services=chosen)
    held = client.api.get_branding_theme_payment_services(**theme).payment_services
    assert [one.pay_now_text for one in held] == ["Pay by card"]


def test_it_keeps_a_number_of_a_contact_unique_over_a_batch(client: Client) -> None:
    batch = Contacts(contacts=[Contact(name="First of two", contact_number="B-1"), Contact(name="Second", contact_number="B-1")])
    told = client.api.create_contacts(xero_tenant_id=client.uk, contacts=batch, summarize_errors=False).contacts
    assert [one.status_attribute_string for one in told] == ["OK", "ERROR"]
    with pytest.raises(NotFoundException):
        client.api.get_contact_by_contact_number(xero_tenant_id=client.uk, contact_number="B-2")


def test_it_reads_a_document_dated_in_the_past_as_overdue(client: Client) -> None:
    contact = make_contact(client, "Late payer")
    made = make_invoice(client, contact, line("50"))
    assert made.due_date == date(2026, 4, 28)
    read = client.api.get_contact(xero_tenant_id=client.uk, contact_id=contact.contact_id).contacts[0]
    assert read.balances.accounts_receivable.overdue == 60

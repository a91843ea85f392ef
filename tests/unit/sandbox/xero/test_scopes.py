"""Which scope opens which endpoint: granular and broad, for reading and for writing."""

import pytest

from tieout.sandbox.xero.resources import RESOURCES
from tieout.sandbox.xero.routes import READ_ONLY
from tieout.sandbox.xero.scopes import FULL_SCOPE, SCOPES, needed
from unit.sandbox.xero.ledger import open_ledger

BROAD = {
    "accounting.transactions",
    "accounting.transactions.read",
    "accounting.reports.read",
}


@pytest.mark.parametrize("name", [*RESOURCES, *READ_ONLY])
def test_every_endpoint_asks_for_a_scope_that_can_be_had(name: str) -> None:
    for method in ("GET", "PUT"):
        asked = needed([name], method=method)
        assert asked
        assert asked <= SCOPES
        assert asked & set(FULL_SCOPE.split())


@pytest.mark.parametrize("name", [*RESOURCES])
def test_a_read_scope_opens_reading_only(name: str) -> None:
    writing = {scope for scope in needed([name], method="PUT") if scope.endswith(".read")}
    assert writing == set()


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("Invoices", "accounting.invoices.read"),
        ("Quotes", "accounting.invoices.read"),
        ("PurchaseOrders", "accounting.invoices"),
        ("Items", "accounting.settings.read"),
        ("Items", "accounting.invoices.read"),
        ("BatchPayments", "accounting.payments.read"),
        ("Prepayments", "accounting.payments.read"),
        ("Overpayments", "accounting.transactions.read"),
        ("BankTransactions", "accounting.banktransactions.read"),
        ("BankTransfers", "accounting.transactions"),
        ("ManualJournals", "accounting.manualjournals.read"),
        ("ContactGroups", "accounting.contacts.read"),
        ("Users", "accounting.settings.read"),
        ("BrandingThemes", "accounting.settings.read"),
        ("PaymentServices", "paymentservices"),
        ("Journals", "accounting.journals.read"),
        ("Reports/TrialBalance", "accounting.reports.trialbalance.read"),
        ("Reports/TrialBalance", "accounting.reports.read"),
        ("InvoiceReminders/Settings", "accounting.settings.read"),
    ],
)
def test_a_scope_opens_its_endpoints_and_no_token_without_it_comes_in(path: str, scope: str) -> None:
    ledger = open_ledger(scope=scope)
    ledger.call("GET", path)
    assert ledger.last.status == 200
    other = "accounting.contacts.read" if path != "ContactGroups" else "accounting.settings.read"
    ledger = open_ledger(scope=other)
    told = ledger.call("GET", path)
    assert (ledger.last.status, told["Detail"]) == (401, "AuthorizationUnsuccessful")


def test_files_need_the_scope_of_files_and_notes_that_of_the_object() -> None:
    ledger = open_ledger(scope="accounting.contacts")
    contact = ledger.contact()
    ledger.call("GET", f"Contacts/{contact}/Attachments")
    assert ledger.last.status == 401
    ledger.call("GET", f"Contacts/{contact}/History")
    assert ledger.last.status == 200


def test_the_full_scope_holds_none_of_the_broad_ones() -> None:
    assert set(FULL_SCOPE.split()) & BROAD == set()
    assert set(FULL_SCOPE.split()) <= SCOPES

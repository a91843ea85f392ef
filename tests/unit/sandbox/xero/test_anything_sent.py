"""Whatever a client sends, it is answered as the provider would: saved, or refused with a reason, never with a fault of ours."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chances import tries
from tieout.sandbox.xero.resources import RESOURCES
from unit.sandbox.xero.ledger import Ledger, open_ledger

FIELDS = [
    "Name",
    "Type",
    "Contact",
    "ContactID",
    "Date",
    "DueDate",
    "Status",
    "LineItems",
    "LineItemID",
    "Quantity",
    "UnitAmount",
    "LineAmount",
    "DiscountRate",
    "AccountCode",
    "TaxType",
    "Tracking",
    "Addresses",
    "Phones",
    "ContactPersons",
    "Invoice",
    "InvoiceID",
    "Amount",
    "Account",
    "Code",
    "SalesDetails",
    "UnitPrice",
    "TaxComponents",
    "Rate",
    "LineAmountTypes",
    "CurrencyCode",
    "CurrencyRate",
    "EmailAddress",
    "Allocations",
    "Payments",
    "BankAccount",
    "FromBankAccount",
    "ToBankAccount",
    "JournalLines",
    "LineAmount",
    "Narration",
    "Date",
    "ExpiryDate",
    "Reference",
    "SourceTransactionID",
    "SourceLineItemID",
    "TargetTransactionID",
    "PaymentServiceName",
    "InventoryAssetAccountCode",
]
WORDS = [
    "ACCREC",
    "AUTHORISED",
    "VOIDED",
    "DELETED",
    "2026-10-01",
    "200",
    "090",
    "1.5",
    "1e5",
    "NaN",
    "",
    "USD",
    "x",
    "NoTax",
    "POBOX",
    "known",
]
leaves = st.one_of(st.none(), st.booleans(), st.integers(-(10**17), 10**17), st.sampled_from(WORDS))
values: st.SearchStrategy[Any] = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)),
    max_leaves=8,
)
bodies = st.dictionaries(st.sampled_from(FIELDS), values, max_size=8)


def standing() -> tuple[Ledger, dict[str, str]]:
    ledger = open_ledger()
    contact = ledger.contact("known")
    part_paid, bill = ledger.invoice(contact, "100"), ledger.invoice(contact, "100", Type="ACCPAY")
    ledger.pay(part_paid, "10")
    note = {"Type": "ACCRECCREDIT", "Contact": {"ContactID": contact}, "Status": "DRAFT"}
    credit = ledger.make("CreditNotes", note)
    return ledger, {
        "part_paid": part_paid["InvoiceID"],
        "bill": bill["InvoiceID"],
        "contact": contact,
        "credit": credit["CreditNoteID"],
    }


LEDGER, IDS = standing()
ONLY_READ = ("organisation", "organisations", "users", "brandingthemes", "prepayments", "overpayments")


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("path", [RESOURCES[name].kind.plural for name in RESOURCES if name not in ONLY_READ])
@settings(max_examples=tries(10, 300), deadline=None)
@given(body=bodies)
def test_any_object_is_saved_or_refused(method: str, path: str, body: dict[str, Any]) -> None:
    LEDGER.call(method, path, body=body)
    assert LEDGER.last.status in (200, 400, 404, 501)
    LEDGER.call("GET", path, query={"page": "1"})
    assert LEDGER.last.status == 200


@pytest.mark.parametrize(
    ("kind", "key"), [("Invoices", "part_paid"), ("Invoices", "bill"), ("Contacts", "contact"), ("CreditNotes", "credit")]
)
@settings(max_examples=tries(20, 300), deadline=None)
@given(body=bodies)
def test_any_change_is_saved_or_refused(kind: str, key: str, body: dict[str, Any]) -> None:
    LEDGER.call("POST", f"{kind}/{IDS[key]}", body=body)
    assert LEDGER.last.status in (200, 400)
    LEDGER.call("GET", f"{kind}/{IDS[key]}")
    assert LEDGER.last.status == 200


@settings(max_examples=tries(20, 300), deadline=None)
@given(body=bodies)
def test_any_allocation_is_made_or_refused(body: dict[str, Any]) -> None:
    LEDGER.call("PUT", f"CreditNotes/{IDS['credit']}/Allocations", body=body)
    assert LEDGER.last.status in (200, 400)

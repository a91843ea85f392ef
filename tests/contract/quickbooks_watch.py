"""The Python library's classes, whose methods are noted for the reference each time they come back."""

import importlib
from collections.abc import Iterable
from typing import Any

import pytest
from quickbooks import QuickBooks, batch, cdc

from contract import coverage

CLIENT = "python-quickbooks"
# Where the library keeps each class of the entities that the sandbox offers.
PLACES = {
    "Account": "account",
    "Attachable": "attachable",
    "Bill": "bill",
    "BillPayment": "billpayment",
    "Class": "trackingclass",
    "CompanyCurrency": "companycurrency",
    "CompanyInfo": "company_info",
    "CreditMemo": "creditmemo",
    "Customer": "customer",
    "Department": "department",
    "Deposit": "deposit",
    "Employee": "employee",
    "Estimate": "estimate",
    "ExchangeRate": "exchangerate",
    "Invoice": "invoice",
    "Item": "item",
    "JournalEntry": "journalentry",
    "Payment": "payment",
    "PaymentMethod": "paymentmethod",
    "Preferences": "preferences",
    "Purchase": "purchase",
    "PurchaseOrder": "purchaseorder",
    "RefundReceipt": "refundreceipt",
    "SalesReceipt": "salesreceipt",
    "TaxAgency": "taxagency",
    "TaxCode": "taxcode",
    "TaxRate": "taxrate",
    "TaxService": "taxservice",
    "Term": "term",
    "Transfer": "transfer",
    "Vendor": "vendor",
    "VendorCredit": "vendorcredit",
}
CALLS = ("all", "choose", "count", "delete", "download_pdf", "filter", "get", "query", "save", "send", "void", "where")
_CLIENT_CALLS = ("batch_operation", "change_data_capture", "get_report", "query", "validate_webhook_signature")
_BATCHES = {"batch_create": batch, "batch_update": batch, "batch_delete": batch, "change_data_capture": cdc}


def library(kind: str) -> Any:
    return getattr(importlib.import_module(f"quickbooks.objects.{PLACES[kind]}"), kind)


def offers() -> Iterable[str]:
    """Every method of those classes that sends something, and the library's calls beside them."""
    for kind in PLACES:
        owner = library(kind)
        yield from (f"{kind}.{name}" for name in CALLS if hasattr(owner, name))
    yield from (f"QuickBooks.{name}" for name in _CLIENT_CALLS)
    yield from (f"{home.__name__.rpartition('.')[2]}.{name}" for name, home in _BATCHES.items())


def watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes nothing of what is sent or understood: a call that comes back is written down."""
    for kind in PLACES:
        owner = library(kind)
        for name in CALLS:
            if not hasattr(owner, name):
                continue
            call = getattr(owner, name)
            seen = coverage.noted(CLIENT, f"{kind}.{name}", call=call)
            # A class method is bound already; a method of the instances becomes bound as any function of a class does.
            monkeypatch.setattr(owner, name, staticmethod(seen) if hasattr(call, "__self__") else seen)
    for name in _CLIENT_CALLS:
        monkeypatch.setattr(QuickBooks, name, coverage.noted(CLIENT, f"QuickBooks.{name}", call=getattr(QuickBooks, name)))


def noted(name: str) -> Any:
    """One of the library's functions for batches and changes."""
    home = _BATCHES[name]
    return coverage.noted(CLIENT, f"{home.__name__.rpartition('.')[2]}.{name}", call=getattr(home, name))

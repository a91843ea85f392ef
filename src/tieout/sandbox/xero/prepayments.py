"""Prepayments and overpayments: credit that a bank transaction leaves with a contact."""

from tieout.sandbox.books import Body
from tieout.sandbox.xero.allocations import show_allocation
from tieout.sandbox.xero.contacts import mark_used
from tieout.sandbox.xero.lines import show_lines
from tieout.sandbox.xero.settlement import settle
from tieout.sandbox.xero.state import IDS, State
from tieout.sandbox.xero.wire import date_out, moments_out

_TAKEN = (
    "Type",
    "Contact",
    "Date",
    "Status",
    "LineAmountTypes",
    "LineItems",
    "SubTotal",
    "TotalTax",
    "Total",
    "CurrencyCode",
    "CurrencyRate",
    "Reference",
    "BankAccount",
)
_INDEXES = {"Prepayments": "prepayment", "Overpayments": "overpayment"}
_KEPT_ONLY = frozenset({"BankAccount", "BankTransactionID", "FullyPaidOnDate"})


def take(state: State, transaction: Body) -> Body:
    """Keeps the credit that a bank transaction of a -PREPAYMENT or -OVERPAYMENT type makes; gives the transaction with its id."""
    kind = "Prepayments" if transaction["Type"].endswith("-PREPAYMENT") else "Overpayments"
    credit = {field: transaction[field] for field in _TAKEN if field in transaction}
    credit |= {IDS[kind]: state.new_id(), "BankTransactionID": transaction["BankTransactionID"]}
    received = transaction["Type"].startswith("RECEIVE")
    mark_used(state, transaction["Contact"]["ContactID"], flag_field="IsCustomer" if received else "IsSupplier")
    kept = settle(state, kind, document=credit)
    return {**transaction, IDS[kind]: kept[IDS[kind]]}


def show_credit(state: State, kind: str, *, credit: Body, full: bool, places: int = 2) -> Body:
    """A prepayment or an overpayment with what was taken out of it."""
    contact = state.contact(credit["Contact"]["ContactID"])
    shown = {field: value for field, value in credit.items() if value != "" and field not in _KEPT_ONLY}
    own_id, index = credit[IDS[kind]], _INDEXES[kind]
    refunds = [
        {"PaymentID": one["PaymentID"], "Date": date_out(one["Date"]), "Amount": one["Amount"], "Reference": one["Reference"]}
        for one in state.find("Payments", index, key=own_id)
    ]
    return {
        **shown,
        **moments_out(credit["UpdatedDateUTC"]),
        "Date": date_out(credit["Date"]),
        "DateString": f"{credit['Date']}T00:00:00",
        "HasAttachments": False,
        "Contact": {"ContactID": contact["ContactID"], "Name": contact["Name"]},
        "Allocations": [show_allocation(one) for one in state.find("Allocations", index, key=own_id)],
        "Payments": refunds,
        "LineItems": show_lines(credit["LineItems"], places=places) if full else [],
    }


def applied(state: State, kind: str, *, invoice_id: str) -> list[Body]:
    """What of this kind was set against the invoice, as the invoice shows it."""
    name = kind[:-1]
    found = [one for one in state.find("Allocations", "invoice", key=invoice_id) if name in one]
    return [
        {IDS[kind]: one[name][IDS[kind]], "AppliedAmount": one["Amount"], "Date": date_out(one["Date"]), "LineItems": []}
        for one in found
    ]

"""What happens in Sage's own screens: a bookkeeper edits, deletes, pays, looks."""

import random
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.provider import Latest, Overview
from tieout.sandbox.sage import listing
from tieout.sandbox.sage.errors import InvalidError
from tieout.sandbox.sage.resource import Resource, View
from tieout.sandbox.sage.resources import RESOURCES
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import read_date

# What is booked is changed by the rules of its kind, so that the ledger follows.
_BOOKED = (
    "sales_invoices",
    "sales_credit_notes",
    "purchase_invoices",
    "purchase_credit_notes",
    "sales_quick_entries",
    "purchase_quick_entries",
    "contact_payments",
    "contact_allocations",
    "other_payments",
    "bank_transfers",
    "bank_deposits",
    "journals",
)
# What a VAT return or a reconciled bank statement leaves on a document or payment; no client can set either.
_MARKS = {"tax_reconciled": "tax_reconciled", "bank_reconciled": "_reconciled"}
_TITLES = {
    "sales_invoices": "Invoice",
    "sales_credit_notes": "Credit note",
    "purchase_invoices": "Bill",
    "purchase_credit_notes": "Supplier credit",
}
_OPEN = ("UNPAID", "PART_PAID")
_LATEST_MAX = 8


def edit(state: State, *, kind: str, id: str, change: Body) -> Body:
    """Sets attributes; `{"deleted": true}` voids or deletes. Booked documents take what a PUT takes, all else takes anything."""
    before = state.books.get(state.shelf, kind, id=id)
    if before is None:
        raise KeyError(id)
    resource = RESOURCES.get(kind, Resource(path=kind))
    if marks := {kept: bool(change[name]) for name, kept in _MARKS.items() if name in change and kind in _BOOKED}:
        before = state.save(kind, {**before, **marks})
        change = {name: value for name, value in change.items() if name not in _MARKS}
        if not change:
            return listing.show(state, resource, body=before, view=View())
    try:
        if change.get("deleted") is True and resource.remove is not None:
            left = resource.remove(state, before, {"void_reason": "Entered by mistake"})
            return before if left is None else listing.show(state, resource, body=left, view=View())
        if kind in _BOOKED and resource.allows("PUT") and resource.save is not None:
            after = resource.save(state, before, change)
        else:
            after = state.save(kind, {**before, **change})
    except InvalidError as refused:
        raise ValueError(str(refused)) from None
    return listing.show(state, resource, body=after, view=View())


def pay(state: State, wish: Mapping[str, Json]) -> dict[str, Json]:
    """Pays a share of the open sales invoices in full; the same seed picks the same ones."""
    share = Decimal(str(wish.get("share", 1)))
    if not 0 <= share <= 1:
        raise ValueError("share is between 0 and 1")
    on = read_date(wish["on"], source="on") if wish.get("on") else state.today()
    due = [one for one in state.all("sales_invoices") if one["status_id"] in _OPEN]
    due.sort(key=lambda one: (one["displayed_as"], one["id"]))
    number = int((share * len(due)).to_integral_value(ROUND_HALF_UP))
    chosen = sorted(random.Random(int(wish.get("seed", 0))).sample(range(len(due)), number))
    sums: dict[str, Decimal] = {}
    for invoice in (due[index] for index in chosen):
        amount, currency = invoice["outstanding_amount"], invoice["currency_id"]
        _receive(state, invoice, amount=amount, on=on)
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    by_currency = {currency: str(amount) for currency, amount in sums.items()}
    total = str(sum(sums.values(), Decimal(0)))
    return {"open": len(due), "payments": number, "sum": total, "sums": by_currency, "on": on}


def _receive(state: State, invoice: Body, *, amount: Decimal, on: str) -> None:
    receive = RESOURCES["contact_payments"].save
    assert receive is not None
    receipt = {
        "transaction_type_id": "CUSTOMER_RECEIPT",
        "contact_id": invoice["contact_id"],
        "bank_account_id": next(one["id"] for one in state.all("bank_accounts") if one["bank_account_type_id"] == "CHECKING"),
        "date": on,
        "total_amount": amount,
        "allocated_artefacts": [{"artefact_id": invoice["id"], "amount": amount}],
    }
    receive(state, None, receipt)


def overview(state: State) -> Overview:
    """The balances are the open documents, each in its own currency."""
    kinds = state.books.kinds(state.shelf)
    documents = [(kind, one) for kind in _TITLES for one in state.all(kind)]
    balances = {"Receivable": Decimal(0), "Payable": Decimal(0)}
    for kind, one in documents:
        if one["status_id"] in _OPEN:
            side = "Receivable" if kind.startswith("sales") else "Payable"
            balances[side] += one["outstanding_amount"] * (-1 if "credit" in kind else 1)
    documents.sort(key=lambda pair: str(pair[1]["updated_at"]), reverse=True)
    return Overview(
        counts={kind: state.books.count(state.shelf, kind) for kind in kinds if kind != "businesses"},
        balances=balances,
        latest=[_latest(state, kind, one=one) for kind, one in documents[:_LATEST_MAX]],
    )


def _latest(state: State, kind: str, *, one: Body) -> Latest:
    contact = state.reference("contacts", one["contact_id"])
    return Latest(
        kind=_TITLES[kind],
        number=one["displayed_as"],
        contact=contact["displayed_as"] if contact else "",
        on=one["date"],
        status=one["status_id"],
        total=one["total_amount"],
        due=one["outstanding_amount"],
    )

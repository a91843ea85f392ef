"""What is paid, credited and due on a document, and what a contact owes: worked out anew after every movement."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.xero import journals
from tieout.sandbox.xero.rules import round2
from tieout.sandbox.xero.state import IDS, State

ZERO = Decimal("0.00")


def settle(state: State, kind: str, *, document: Body, stamped: bool = True) -> Body:
    """Keeps the document with its figures, status and journal as its payments and allocations have made them.

    `kind` is Invoices, CreditNotes, Prepayments or Overpayments.
    """
    used = {source: _used(state, source, kind=kind, document=document) for source in ("Payments", "Allocations")}
    if kind == "Invoices":
        due = document["Total"] - used["Payments"] - used["Allocations"]
        figures = {"AmountPaid": used["Payments"], "AmountCredited": used["Allocations"], "AmountDue": due}
    else:
        due = document["Total"] - used["Payments"] - used["Allocations"]
        figures = {"RemainingCredit": due}
    status, paid_on = document["Status"], None
    if status in ("AUTHORISED", "PAID"):
        # A document of 0.00 is PAID as soon as it is approved (assumed).
        status = "AUTHORISED" if due else "PAID"
        paid_on = _last_movement(state, kind, document=document) if status == "PAID" else None
    settled = {**document, **figures, "Status": status, "FullyPaidOnDate": paid_on}
    kept = state.save(kind, settled) if stamped else state.keep(kind, settled)
    journals.post(state, kind, body=kept)
    return kept


def _used(state: State, source: str, *, kind: str, document: Body) -> Decimal:
    found = state.find(source, journals.SIDES[kind].index, key=document[IDS[kind]])
    return sum((one["Amount"] for one in found), ZERO)


def _last_movement(state: State, kind: str, *, document: Body) -> str:
    return max((str(one["Date"]) for one in journals.movements(state, kind, document=document)), default=str(document["Date"]))


def balances(state: State, contact_id: str) -> dict[str, dict[str, Decimal]]:
    """What a contact owes and is owed, in base currency; a side without open documents is left out (assumed)."""
    today, found = state.today(), {"AccountsReceivable": [Decimal(0)] * 2, "AccountsPayable": [Decimal(0)] * 2}
    touched = set()
    for kind, due, sign in (
        ("Invoices", "AmountDue", 1),
        ("CreditNotes", "RemainingCredit", -1),
        ("Overpayments", "RemainingCredit", -1),
    ):
        for document in state.find(kind, "open", key=contact_id):
            side = "AccountsReceivable" if document["Type"].startswith(("ACCREC", "RECEIVE")) else "AccountsPayable"
            # Assumed: the document's amount over its rate, rounded half up.
            amount = sign * round2(document[due] / document["CurrencyRate"])
            touched.add(side)
            found[side][0] += amount
            if document.get("DueDate") and document["DueDate"] < today and sign > 0:
                found[side][1] += amount
    return {side: {"Outstanding": sums[0], "Overdue": sums[1]} for side, sums in found.items() if side in touched}

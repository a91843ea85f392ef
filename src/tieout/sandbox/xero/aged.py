"""Aged receivables and payables of one contact: its open documents on a day, in base currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.xero import journals
from tieout.sandbox.xero.errors import refuse
from tieout.sandbox.xero.journals import to_base
from tieout.sandbox.xero.report_rows import Title, Wishes, header, long_day, money, month_end, report, row, section
from tieout.sandbox.xero.state import IDS, State

ZERO = Decimal("0.00")
_NUMBERS = {"Invoices": "InvoiceNumber", "CreditNotes": "CreditNoteNumber"}
_ATTRIBUTES = {"Invoices": "invoiceID", "CreditNotes": "creditNoteID", "Overpayments": "overpaymentID"}


@dataclass(frozen=True)
class Aged:
    """A document with what is open on it; credit is negative."""

    kind: str
    document: Body
    total: Decimal
    paid: Decimal
    credited: Decimal
    due: Decimal


def aged_receivables(wishes: Wishes) -> Body:
    return _aged(wishes, Title("AgedReceivablesByContact", "Aged Receivables By Contact", ("Invoices",)), sales=True)


def aged_payables(wishes: Wishes) -> Body:
    return _aged(wishes, Title("AgedPayablesByContact", "Aged Payables By Contact", ("Bills",)), sales=False)


def open_on(state: State, contact_id: str, *, on: str, sales: bool) -> list[Aged]:
    """What of the contact stands in accounts receivable (or payable) at the end of a day.

    Overpayments count, prepayments do not: those stand on the accounts of their lines (assumed).
    """
    starts = ("ACCREC", "RECEIVE") if sales else ("ACCPAY", "SPEND")
    found = []
    for kind in _ATTRIBUTES:
        for document in state.find(kind, "contact", key=contact_id):
            counts = document["Status"] in ("AUTHORISED", "PAID") and document["Date"] <= on
            if counts and document["Type"].startswith(starts):
                found.append(_one(state, kind, document=document, on=on))
    return sorted((one for one in found if one.due), key=lambda one: (one.document["Date"], one.document[IDS[one.kind]]))


def _one(state: State, kind: str, *, document: Body, on: str) -> Aged:
    sign, rate = 1 if kind == "Invoices" else -1, document["CurrencyRate"]
    moved = [one for one in journals.movements(state, kind, document=document) if one["Date"] <= on]
    paid = sum((one["Amount"] for one in moved if "PaymentID" in one), ZERO)
    left = document["Total"] - sum((one["Amount"] for one in moved), ZERO)
    total, due = to_base(document["Total"], rate), to_base(left, rate)
    paid_base = to_base(paid, rate)
    return Aged(kind, document, sign * total, sign * paid_base, sign * (total - due - paid_base), sign * due)


def _aged(wishes: Wishes, title: Title, *, sales: bool) -> Body:
    contact = wishes.state.get("Contacts", wishes.text("contactid").lower())
    if contact is None:
        raise refuse(400, "Bad Request", detail="contactId is missing or unknown")  # assumed words
    on = wishes.day("date", month_end(wishes.today))
    listed = open_on(wishes.state, contact["ContactID"], on=on.isoformat(), sales=sales)
    first = min((date.fromisoformat(one.document["Date"]) for one in listed), default=on)
    since, until = wishes.day("fromdate", first), wishes.day("todate", on)
    opening = sum((one.due for one in listed if one.document["Date"] < since.isoformat()), ZERO)
    shown = [one for one in listed if since.isoformat() <= one.document["Date"] <= until.isoformat()]
    figures = _sums(shown)
    rows = [
        header("Date", "Number", "Due Date", "", "Total", "Paid", "Credited", "Due"),
        section("", [row([f"{since}T00:00:00", "Opening Balance", "", "", "", "", "", money(opening)])]),
        section("", [*(_row(one, on=on) for one in shown), row(["Total", "", "", "", *map(money, figures)], kind="SummaryRow")]),
        section("", [row(["Closing Balance", "", "", "", *map(money, _closing(figures, opening))], kind="SummaryRow")]),
    ]
    lines = (*title.lines, contact["Name"], f"From {long_day(since)} to {long_day(until)}", f"Showing payments to {long_day(on)}")
    return report(wishes, Title(title.id, title.name, lines), rows=rows)


def _sums(shown: Sequence[Aged]) -> list[Decimal]:
    fields = ("total", "paid", "credited", "due")
    return [sum((getattr(one, field) for one in shown), ZERO) for field in fields]


def _closing(figures: Sequence[Decimal], opening: Decimal) -> list[Decimal]:
    return [*figures[:3], figures[3] + opening]


def _row(one: Aged, *, on: date) -> Body:
    document = one.document
    due_on = document.get("DueDate")
    late = (on - date.fromisoformat(due_on)).days if due_on and one.kind == "Invoices" else 0
    texts = [
        f"{document['Date']}T00:00:00",
        str(document.get(_NUMBERS.get(one.kind, "")) or document.get("Reference") or ""),
        f"{due_on}T00:00:00" if due_on else "",
        f"{late} days overdue" if late > 0 else "",
    ]
    figures = [money(amount) for amount in (one.total, one.paid, one.credited, one.due)]
    return row([*texts, *figures], attributes={_ATTRIBUTES[one.kind]: document[IDS[one.kind]]})

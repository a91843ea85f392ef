"""The journals' lines as reports read them, on the accrual and on the cash basis."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks.ledger import ZERO, cents
from tieout.sandbox.quickbooks.state import Company

# On the cash basis these count when and as far as they are paid.
_ON_ACCOUNT = ("Invoice:", "CreditMemo:", "Bill:", "VendorCredit:")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a journal, in home money; debit is positive."""

    on: str
    document: str
    account: str
    amount: Decimal
    party: str
    target: str
    class_id: str
    item_id: str
    department: str


def accrual(company: Company) -> list[Row]:
    """By day, and of one day in the order of the documents."""
    journals = sorted(company.all("_journal"), key=_place)
    return [_row(journal, line) for journal in journals for line in journal["lines"]]


def _place(journal: Body) -> tuple[str, int, str]:
    kind, _, own_id = journal["document"].partition(":")
    return (journal["on"], int(own_id), kind)


def _row(journal: Body, line: Body) -> Row:
    return Row(
        journal["on"],
        journal["document"],
        line["account"],
        line["home"],
        line["party"],
        line.get("target", ""),
        line.get("class", ""),
        line.get("item", ""),
        journal["department"],
    )


def cash(company: Company) -> list[Row]:
    """What was sold or bought on account appears with each payment, in the payment's share of the document.

    What a payment did not settle stays on the receivable or payable account, as do entries by hand (both assumed).
    """
    rows = accrual(company)
    parts: dict[str, list[Row]] = defaultdict(list)
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.document.startswith(_ON_ACCOUNT):
            if row.target == row.document:
                owed[row.document] += row.amount
            else:
                parts[row.document].append(row)
    paid: dict[str, Decimal] = defaultdict(Decimal)
    found: list[Row] = []
    for row in rows:
        if row.document in owed:
            continue
        if row.target in owed and row.target != row.document:
            found += _share(row, parts[row.target], owed=owed[row.target], before=paid[row.target])
            paid[row.target] -= row.amount
        else:
            found.append(row)
    return found


def _share(payment: Row, parts: list[Row], *, owed: Decimal, before: Decimal) -> list[Row]:
    """The document's lines as far as this payment pays them; together they are the payment's line."""
    until, left, found = before - payment.amount, payment.amount, []
    for place, part in enumerate(parts, start=1):
        amount = cents(part.amount * until / owed) - cents(part.amount * before / owed) if place < len(parts) else left
        left -= amount
        found.append(replace(part, on=payment.on, document=payment.document, amount=amount))
    return [row for row in found if row.amount]


def total(rows: list[Row]) -> Decimal:
    return sum((row.amount for row in rows), ZERO)

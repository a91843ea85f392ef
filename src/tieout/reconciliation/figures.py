"""Documents as figures of one side, their signed sums, and what may be different between two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Cause = Literal[
    "missing_here",
    "missing_there",
    "exception",
    "duplicate",
    "currency",
    "kind",
    "amount",
    "tax",
    "rounding",
    "status",
    "payment",
    "date",
    "number",
    "party",
]

ZERO = Decimal(0)
CENT = Decimal("0.01")
COUNTED = frozenset({"open", "paid"})
NEGATIVE = frozenset({"credit_note", "supplier_credit"})
PAYABLE = frozenset({"bill", "supplier_credit"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One document of one side, with positive amounts as its ledger shows them.

    `group` is what pairs it with its counterparts (equal on all sides; "" leaves it to kind and number), `party` the contact in the
    same sense. `kind` and `status` are words of EntityKind and DocumentStatus. `lines` is how many roundings its totals contain.
    `exception` is the cause of an open exception of the record, "" for none.
    """

    group: str
    id: str
    kind: str
    number: str
    party: str
    party_name: str
    issued_on: date
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    due: Decimal
    status: str
    url: str = ""
    lines: int = 1
    exception: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One set of figures: `key` names it in pairs (`records`, a connection's id), `name` for people."""

    key: str
    name: str
    figures: Sequence[Figure]


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """Signed sums: a credit note counts negative, a bill too (it is owed, not owned); drafts and voided documents count nothing."""

    documents: int = 0
    net: Decimal = ZERO
    tax: Decimal = ZERO
    gross: Decimal = ZERO
    due: Decimal = ZERO

    def plus(self, other: "Totals") -> "Totals":
        return Totals(
            documents=self.documents + other.documents,
            net=self.net + other.net,
            tax=self.tax + other.tax,
            gross=self.gross + other.gross,
            due=self.due + other.due,
        )

    def minus(self, other: "Totals") -> "Totals":
        return Totals(
            documents=self.documents - other.documents,
            net=self.net - other.net,
            tax=self.tax - other.tax,
            gross=self.gross - other.gross,
            due=self.due - other.due,
        )

    def __bool__(self) -> bool:
        return any((self.documents, self.net, self.tax, self.gross, self.due))


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What a document says otherwise on the two sides; `cause` is the first of `causes`, `detail` says it in words.

    `amounts` is left less right in `currency`, signed as in Totals. Where `left` or `right` is None, the document is not there.
    """

    cause: Cause
    causes: tuple[Cause, ...]
    detail: str
    currency: str
    amounts: Totals
    left: Figure | None
    right: Figure | None


def sign_of(figure: Figure) -> int:
    """1, -1, or 0 for a document that counts nothing in its status."""
    if figure.status not in COUNTED:
        return 0
    return -1 if (figure.kind in NEGATIVE) != (figure.kind in PAYABLE) else 1


def counted(figure: Figure) -> Totals:
    """What a figure adds to the control totals."""
    sign = sign_of(figure)
    if not sign:
        return Totals()
    return Totals(documents=1, net=sign * figure.net, tax=sign * figure.tax, gross=sign * figure.gross, due=sign * figure.due)

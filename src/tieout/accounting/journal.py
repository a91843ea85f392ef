"""Journals that a bookkeeper enters by hand: lines on accounts whose debits equal their credits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tieout.accounting.documents import DocumentStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class JournalLine:
    """`amount` is positive for a debit and negative for a credit, tax not included; `account` and `tax_code` are the ledger's
    keys, and so is `contact`, which some ledgers want on receivables and payables."""

    account: str
    amount: Decimal
    description: str = ""
    tax_code: str = ""
    tax: Decimal | None = None
    contact: str = ""
    tracking: tuple[tuple[str, str], ...] = ()
    id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Journal:
    """`status` is DRAFT, OPEN (posted), VOIDED or DELETED. `currency` is the organisation's base currency but where the ledger
    takes another, then with `rate` units of the base for one of it."""

    entered_on: date
    currency: str
    lines: tuple[JournalLine, ...]
    id: str | None = None
    number: str = ""
    narration: str = ""
    marker: str = ""
    rate: Decimal | None = None
    status: DocumentStatus = DocumentStatus.OPEN


def imbalance(lines: Iterable[JournalLine]) -> Decimal:
    """Debits less credits, tax included where it is known; a journal can be posted only where this is zero."""
    return sum((line.amount + (line.tax or Decimal(0)) for line in lines), Decimal(0))

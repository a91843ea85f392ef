"""What must be known of a company before its objects can be read or written: rates, terms, accounts, and who is what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tieout.accounting.contacts import Terms, TermsBasis
from tieout.accounting.totals import Percent
from tieout.connectors.quickbooks.wire import Body, amount

# A due date of next month is said as one that no invoice of this month is early enough for (quickbooks.md §5.13).
_NEXT_MONTH_DAYS = 31
_LAST_DAY = 31
_DAYS_MAX = 999


@dataclass(frozen=True, kw_only=True)
class Known:
    """`rates` and `purchase_rates` are percents by tax code, of either side; `terms` are by the id of the Term, and `term_ids` the
    other way round; `cards` are the ids of credit card accounts, `bank` that of a bank account; `parties` tells by id who is a
    Customer, a Vendor or an Employee."""

    rates: Mapping[str, Percent] = field(default_factory=dict)
    purchase_rates: Mapping[str, Percent] = field(default_factory=dict)
    terms: Mapping[str, Terms] = field(default_factory=dict)
    term_ids: Mapping[Terms, str] = field(default_factory=dict)
    cards: frozenset[str] = frozenset()
    bank: str = ""
    parties: Mapping[str, str] = field(default_factory=dict)


def terms(body: Body) -> Terms:
    """A Term as ours; its discount for early payers is left out."""
    day = amount(body, "DayOfMonthDue")
    if day is None:
        return Terms(days=int(amount(body, "DueDays") or 0))
    is_next = (amount(body, "DueNextMonthDays") or Decimal(0)) >= _NEXT_MONTH_DAYS
    return Terms(days=int(day), basis=TermsBasis.DAY_OF_NEXT_MONTH if is_next else TermsBasis.DAY_OF_MONTH)


def sayable(wanted: Terms | None) -> Terms | None:
    """The terms as QuickBooks can say them, None where it cannot.

    >>> sayable(Terms(days=0, basis=TermsBasis.MONTH_END))
    Terms(days=31, basis=<TermsBasis.DAY_OF_MONTH: 'day_of_month'>)
    >>> sayable(Terms(days=10, basis=TermsBasis.MONTH_END)) is None
    True
    """
    if wanted is None:
        return None
    if wanted.basis is TermsBasis.INVOICE_DATE:
        return wanted if 0 <= wanted.days <= _DAYS_MAX else None
    if wanted.basis is TermsBasis.MONTH_END:
        return None if wanted.days else Terms(days=_LAST_DAY, basis=TermsBasis.DAY_OF_MONTH)
    return wanted if 1 <= wanted.days <= _LAST_DAY else None


def term_body(wanted: Terms) -> dict[str, Any]:
    """A Term that says this."""
    if wanted.basis is TermsBasis.INVOICE_DATE:
        return {"Name": f"Net {wanted.days}", "DueDays": wanted.days}
    is_next = wanted.basis is TermsBasis.DAY_OF_NEXT_MONTH
    return {
        "Name": f"Due on day {wanted.days} of {'next' if is_next else 'the'} month",
        "DayOfMonthDue": wanted.days,
        "DueNextMonthDays": _NEXT_MONTH_DAYS if is_next else 0,
    }

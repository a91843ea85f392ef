"""The chart of accounts, the tax codes and the tracking of a ledger: what everything else is written against."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tieout.accounting.totals import Percent


class AccountClass(StrEnum):
    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    REVENUE = "revenue"
    EXPENSE = "expense"


class AccountType(StrEnum):
    """What a ledger code is for, as X-17 lists it, with the ones that documents and payments need told apart."""

    BANK = "bank"
    CURRENT = "current"
    FIXED = "fixed"
    RECEIVABLE = "receivable"
    PAYABLE = "payable"
    LIABILITY = "liability"
    EQUITY = "equity"
    REVENUE = "revenue"
    DIRECT_COST = "direct_cost"
    EXPENSE = "expense"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """`key` is what a line names (Xero: the code; QuickBooks: the id), `id` the ledger's id of the account; both are "" before it
    has one. `bank_number` is a bank account's own number, where the ledger tells it."""

    id: str
    key: str
    code: str
    name: str
    type: AccountType
    account_class: AccountClass
    currency: str = ""
    system: str = ""
    takes_payments: bool = False
    is_active: bool = True
    bank_number: str = ""


class TaxSide(StrEnum):
    OUTPUT = "output"
    INPUT = "input"
    BOTH = "both"


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxRate:
    """`key` is what a line names (Xero: TaxType; QuickBooks: TaxCode id); `rate` is in percent.

    `parts` are the percents of a code's several taxes where the ledger rounds each by itself; they make `rate` together.
    """

    id: str
    key: str
    name: str
    rate: Decimal
    side: TaxSide
    is_active: bool = True
    parts: tuple[Decimal, ...] = ()

    @property
    def percent(self) -> Percent:
        """As `totals` takes it."""
        return self.parts or self.rate


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackingCategory:
    """`options` are (id, name), in use all of them; the id of one that is to be made is ""."""

    id: str
    name: str
    options: tuple[tuple[str, str], ...] = ()
    is_active: bool = True

"""The bank accounts of a business: two ids each, one for money that moves and one for lines of journals, and a currency."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pydantic import ValidationError

from tieout.connectors.sage import wire
from tieout.connectors.sage.wire import Body

CASH = "CASH_IN_HAND"


@dataclass(frozen=True, kw_only=True)
class Banks:
    """`currency` is the base currency of the business; what is not known has it."""

    currency: str = ""
    accounts: tuple[wire.BankAccount, ...] = ()

    def currency_of(self, bank: str) -> str:
        found = self._account(bank)
        return found.currency.id if found and found.currency.id else self.currency

    def ledger_of(self, key: str) -> str:
        """The ledger account of a bank account; of any other account the key itself."""
        found = self._account(key)
        return found.ledger_account.id or key if found else key

    def key_of(self, ledger_account: str) -> str:
        """The key by which payments name the bank account of a ledger account; else the id itself."""
        return next((one.id for one in self.accounts if one.ledger_account.id == ledger_account), ledger_account)

    def is_cash(self, bank: str) -> bool:
        found = self._account(bank)
        return found is not None and found.bank_account_type.id == CASH

    def _account(self, bank: str) -> wire.BankAccount | None:
        return next((one for one in self.accounts if one.id == bank), None)


NO_BANKS = Banks()


def banks(bodies: Sequence[Body], *, currency: str) -> Banks:
    """Those of the bodies that can be understood."""
    found = []
    for body in bodies:
        try:
            found.append(wire.BankAccount.model_validate(body))
        except ValidationError:
            continue
    return Banks(currency=currency, accounts=tuple(found))


@dataclass(frozen=True, kw_only=True)
class Known:
    """What an object's own body does not say, and translating it needs: the banks, by which id a payment's money on account is
    allocated, the tax percents of a document's date by code, and the accounts of items that lines leave out."""

    banks: Banks = NO_BANKS
    on_account: dict[str, str] = field(default_factory=dict)
    rates: dict[str, Decimal] = field(default_factory=dict)
    item_accounts: dict[str, str] = field(default_factory=dict)
    today: date = date.min


NOTHING_KNOWN = Known()

"""Money that moves at the bank without a document: spent, received or transferred."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tieout.accounting.documents import Line, PaymentStatus, TaxMode


class Direction(StrEnum):
    RECEIVED = "received"
    SPENT = "spent"


@dataclass(frozen=True, kw_only=True, slots=True)
class BankTransaction:
    """Money received or spent at one bank or card account, with lines as a document has them (fees, interest, cash sales,
    expenses).

    `account` is the ledger's key of the bank account; `contact` may be "". Amounts are positive, the direction tells the rest. A
    refund is the opposite direction, not a negative amount. `marker` is our own reference of the posting, as in a payment.
    """

    direction: Direction
    account: str
    happened_on: date
    currency: str
    lines: tuple[Line, ...]
    id: str | None = None
    contact: str = ""
    reference: str = ""
    marker: str = ""
    rate: Decimal | None = None
    tax_mode: TaxMode = TaxMode.EXCLUSIVE
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None
    is_reconciled: bool = False
    status: PaymentStatus = PaymentStatus.POSTED


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer:
    """Money between two bank accounts of the organisation. `amount` leaves `from_account`, in `currency`; `received` is what
    arrives where the other account is kept in another currency, None where it is the same."""

    from_account: str
    to_account: str
    happened_on: date
    currency: str
    amount: Decimal
    id: str | None = None
    received: Decimal | None = None
    reference: str = ""
    marker: str = ""
    status: PaymentStatus = PaymentStatus.POSTED

"""An amount and its currency in one value, exact to the last digit."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import get_currency_precision


class MoneyError(ValueError):
    """Amounts that cannot be read, or currencies that cannot be mixed."""


@dataclass(frozen=True, slots=True)
class Money:
    """A Decimal and an ISO 4217 code; adding or comparing two currencies raises MoneyError.

    >>> Money.parse("12.30 GBP") + Money.parse("0.05 GBP")
    Money(amount=Decimal('12.35'), currency='GBP')
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise MoneyError(f"an amount is a finite Decimal, not {self.amount!r}")

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Reads `"12.30 GBP"`; raises MoneyError."""
        amount, _, currency = text.strip().rpartition(" ")
        return cls(parse_amount(amount), currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        return f"{plain(self.amount, places=decimal_places(self.currency))} {self.currency}"

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise MoneyError(f"{self.currency} and {other.currency} cannot be mixed")
        return other.amount


def decimal_places(currency: str) -> int:
    """Digits after the point that a currency has in use (Unicode CLDR): GBP 2, JPY 0, KWD 3."""
    return int(get_currency_precision(currency))


def round_half_up(amount: Decimal, *, places: int) -> Decimal:
    """Halves go away from zero, as Xero and QuickBooks round.

    >>> round_half_up(Decimal("2.165"), places=2), round_half_up(Decimal("-2.165"), places=2)
    (Decimal('2.17'), Decimal('-2.17'))
    """
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def parse_amount(text: str) -> Decimal:
    """A plain decimal number; raises MoneyError for anything else, an exponent, an infinity or a thousands separator included."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        raise MoneyError(f"{text!r} is no amount; write it like 1234.50") from None
    if not amount.is_finite() or "e" in text.lower() or "_" in text:
        raise MoneyError(f"{text!r} is no amount; write it like 1234.50")
    return amount


def plain(amount: Decimal, *, places: int) -> str:
    """The amount with at least `places` digits after the point and never an exponent: how amounts leave as text."""
    exponent = amount.as_tuple().exponent
    shown = max(places, -exponent if isinstance(exponent, int) else 0)
    return f"{amount:.{shown}f}"


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum; 0 for nothing."""
    return sum(amounts, Decimal(0))

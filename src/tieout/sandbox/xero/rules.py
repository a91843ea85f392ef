"""How Xero computes: unit prices, line totals, tax by line, document totals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT, FOUR = Decimal("0.01"), Decimal("0.0001")
HUNDRED = Decimal(100)
LINE_AMOUNT_MAX = Decimal("9999999999.99")


def round2(amount: Decimal) -> Decimal:
    """Half up, away from zero (assumed for negative halves)."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def round4(amount: Decimal) -> Decimal:
    return amount.quantize(FOUR, ROUND_HALF_UP)


@dataclass(frozen=True)
class Amounts:
    """One line's figures; `expected` differs from `line` when a line total was sent that disagrees."""

    quantity: Decimal
    unit: Decimal
    line: Decimal
    expected: Decimal


@dataclass(frozen=True)
class Sent:
    """The figures of a line as a client sent them, None for what it left out."""

    quantity: Decimal | None
    unit: Decimal | None
    line: Decimal | None
    rate: Decimal | None  # discount in per cent
    discount: Decimal | None


def line_amounts(sent: Sent, *, places: int) -> Amounts:
    """Two of quantity, unit amount and line amount give the third; the unit amount is rounded first, to 2 or 4 places."""
    off, cut = sent.discount or Decimal(0), (HUNDRED - (sent.rate or Decimal(0))) / HUNDRED
    unit = None if sent.unit is None else (round4(sent.unit) if places == 4 else round2(sent.unit))
    quantity = sent.quantity
    if unit is None and sent.line is not None and cut:
        quantity = Decimal(1) if quantity is None else quantity
        unit = round4((sent.line + off) / cut / quantity) if quantity else Decimal(0)
        return Amounts(round4(quantity), unit, round2(sent.line), round2(sent.line))
    if quantity is None and sent.line is not None and unit and cut:
        return Amounts(round4((sent.line + off) / cut / unit), unit, round2(sent.line), round2(sent.line))
    quantity, unit = Decimal(1) if quantity is None else quantity, unit or Decimal(0)
    expected = round2(quantity * unit * cut - off)
    return Amounts(round4(quantity), unit, expected if sent.line is None else round2(sent.line), expected)


def line_tax(line: Decimal, rate: Decimal, *, line_amount_types: str) -> Decimal:
    """The tax of one line, `rate` in per cent."""
    if line_amount_types == "NoTax":
        return Decimal("0.00")
    if line_amount_types == "Inclusive":
        return round2(line * rate / (HUNDRED + rate))
    return round2(line * rate / HUNDRED)


@dataclass(frozen=True)
class Totals:
    subtotal: Decimal
    tax: Decimal
    total: Decimal


def totals(lines: Sequence[tuple[Decimal, Decimal]], line_amount_types: str) -> Totals:
    """From each line's amount and tax."""
    amount, tax = sum((line for line, _ in lines), Decimal("0.00")), sum((tax for _, tax in lines), Decimal("0.00"))
    if line_amount_types == "Inclusive":
        return Totals(amount - tax, tax, amount)
    return Totals(amount, tax, amount + tax)


def shown_unit(places: int) -> Callable[[Decimal], Decimal]:
    """Unit amounts come back with 2 places unless the read asks for 4."""
    return round4 if places == 4 else round2

"""The arithmetic of Sage's documents on plain values: lines, discounts, taxes, base currency, status."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
_CENT = Decimal("0.01")
_RATE_PLACES = Decimal("0.0000000001")
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class LineWish:
    """What a caller says of a line; the tax is the caller's own (Sage's guide to invoicing), the discount at most one of two."""

    quantity: Decimal
    unit_price: Decimal
    tax: Decimal = ZERO
    discount: Decimal = ZERO
    discount_percentage: Decimal = ZERO
    includes_tax: bool = False


@dataclass(frozen=True)
class LineSums:
    net: Decimal
    tax: Decimal
    total: Decimal
    discount: Decimal
    discount_percentage: Decimal


@dataclass(frozen=True)
class Sums:
    net: Decimal
    tax: Decimal
    total: Decimal
    discount: Decimal
    quantity: Decimal


def cents(amount: Decimal) -> Decimal:
    """Half up to two places, the only precision that Sage keeps for money, in every currency."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def line_sums(wish: LineWish) -> LineSums:
    """A percentage wins over an amount (assumed), so that a line which was read can be sent back as it is."""
    full = cents(wish.quantity * wish.unit_price)
    if wish.discount_percentage:
        discount = cents(full * wish.discount_percentage / _HUNDRED)
        percentage = wish.discount_percentage
    else:
        discount = cents(wish.discount)
        percentage = cents(discount * _HUNDRED / full) if full else ZERO
    left, tax = full - discount, cents(wish.tax)
    net = left - tax if wish.includes_tax else left
    return LineSums(net, tax, net + tax, discount, percentage)


def shipping_tax(net: Decimal, percentage: Decimal) -> Decimal:
    """Shipping is the one tax that Sage works out itself."""
    return cents(net * percentage / _HUNDRED)


def document_sums(lines: Sequence[tuple[LineSums, Decimal]], *, shipping_net: Decimal, shipping_tax: Decimal) -> Sums:
    """`lines` come with their quantities."""
    net = sum((one.net for one, _ in lines), ZERO) + shipping_net
    tax = sum((one.tax for one, _ in lines), ZERO) + shipping_tax
    return Sums(
        net,
        tax,
        net + tax,
        sum((one.discount for one, _ in lines), ZERO),
        sum((quantity for _, quantity in lines), Decimal(0)),
    )


def to_base(amount: Decimal, rate: Decimal) -> Decimal:
    """`rate` is how much base currency one unit of the document's currency is worth (assumed)."""
    return amount if rate == 1 else cents(amount * rate)


def inverse(rate: Decimal) -> Decimal:
    """To ten places."""
    return (1 / rate).quantize(_RATE_PLACES, ROUND_HALF_UP)


def shared(amounts: Sequence[Decimal], rate: Decimal, *, whole: Decimal) -> list[Decimal]:
    """The amounts in base currency, so that they add up to `whole`: the largest takes what rounding leaves over."""
    parts = [to_base(amount, rate) for amount in amounts]
    rest = whole - sum(parts, ZERO)
    if rest and parts:
        largest = max(range(len(parts)), key=lambda index: abs(parts[index]))
        parts[largest] += rest
    return parts


def status_of(total: Decimal, outstanding: Decimal) -> str:
    """A posted document of 0.00 owes nothing and is paid at once (assumed)."""
    if not outstanding:
        return "PAID"
    return "UNPAID" if outstanding == total else "PART_PAID"

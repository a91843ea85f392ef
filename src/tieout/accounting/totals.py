"""What a document comes to: lines, tax and total, rounded as the ledgers round."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from tieout.accounting.documents import Document, Line, TaxMode
from tieout.accounting.money import decimal_places, round_half_up, total

HUNDRED = Decimal(100)
# What a tax code comes to: one percent, or those of several taxes, each of which the ledger rounds by itself.
Percent = Decimal | tuple[Decimal, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rounding:
    """How a ledger, or what we write into it, rounds.

    Unit prices are kept to `price_places` digits (None: as they are given). `discount_in_price`: the ledger has no discount of a
    line, so the discounted unit price is what is rounded; otherwise the discount is taken off the line's amount. Amounts have
    `money_places` digits in every currency (None: those of the currency).
    """

    price_places: int | None
    discount_in_price: bool = False
    money_places: int | None = None


# What Xero makes of a price with four digits asked for, and QuickBooks, whose sales lines have no discount. All three ledgers keep
# two digits of an amount, of yen and dinars too (xero.md §5, quickbooks.md §6.3, sage.md §8).
FOUR_DIGIT_PRICES = Rounding(price_places=4, money_places=2)
SEVEN_DIGIT_PRICES = Rounding(price_places=7, discount_in_price=True, money_places=2)
# What a document comes to where the connector writes a line whose price is too fine for the ledger as one of the line's amount.
EXACT_PRICES = Rounding(price_places=None, money_places=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class LineTotals:
    """`net + tax = gross`, each rounded to the currency."""

    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """Sums of the rounded lines, which are in the document's order; `net + tax = gross`."""

    net: Decimal
    tax: Decimal
    gross: Decimal
    lines: tuple[LineTotals, ...]


class UnknownTaxCodeError(ValueError):
    """Lines whose tax code has no rate in the table: their tax cannot be worked out, and is not guessed."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__("no tax rate is known for " + ", ".join(code or "a line without a tax code" for code in codes))
        self.codes = codes


def totals(document: Document, rates: Mapping[str, Percent], *, rule: Rounding) -> Totals:
    """Works every line out by itself, rounds halves away from zero, and sums; `rates` are percents by tax code.

    A document-wide rounding of tax would differ by cents: the ledgers round each line (xero.md §6, quickbooks.md §6.3). Of a code
    with several taxes each is rounded on the line's net amount, so that an inclusive price may come back a cent off.
    Raises UnknownTaxCodeError with every code that is missing in `rates`; an untaxed document needs none, nor does a line of words
    only (no tax code, nothing to pay).
    """
    if document.tax_mode is not TaxMode.NONE:
        missing = {line.tax_code for line in document.lines if line.tax_code not in rates and not _is_words(line)}
        if missing:
            raise UnknownTaxCodeError(tuple(sorted(missing)))
    places = decimal_places(document.currency) if rule.money_places is None else rule.money_places
    lines = tuple(_line_totals(line, document.tax_mode, rates=rates, rule=rule, places=places) for line in document.lines)
    return Totals(
        net=total(line.net for line in lines),
        tax=total(line.tax for line in lines),
        gross=total(line.gross for line in lines),
        lines=lines,
    )


def with_totals(document: Document, found: Totals) -> Document:
    """The document with these totals, and each line with its own."""
    lines = tuple(replace(line, net=part.net, tax=part.tax) for line, part in zip(document.lines, found.lines, strict=True))
    return replace(document, lines=lines, net=found.net, tax=found.tax, gross=found.gross)


def unit_price(line: Line, *, rule: Rounding) -> Decimal:
    """The price of one unit as the ledger keeps it.

    >>> half_off = Line(description="", quantity=Decimal(1), unit_price=Decimal("0.123456789"), discount_percent=Decimal(50))
    >>> unit_price(half_off, rule=SEVEN_DIGIT_PRICES), unit_price(half_off, rule=FOUR_DIGIT_PRICES)
    (Decimal('0.0617284'), Decimal('0.1235'))
    """
    price = line.unit_price
    if rule.discount_in_price and line.discount_percent:
        price = price * (HUNDRED - line.discount_percent) / HUNDRED
    return price if rule.price_places is None else round_half_up(price, places=rule.price_places)


def line_amount(line: Line, *, rule: Rounding, places: int) -> Decimal:
    """Quantity times price less discount, rounded to `places`; with tax where the document's prices have it."""
    amount = line.quantity * unit_price(line, rule=rule)
    if not rule.discount_in_price and line.discount_percent:
        amount = amount * (HUNDRED - line.discount_percent) / HUNDRED
    return round_half_up(amount, places=places)


def _line_totals(line: Line, mode: TaxMode, *, rates: Mapping[str, Percent], rule: Rounding, places: int) -> LineTotals:
    amount = line_amount(line, rule=rule, places=places)
    if mode is TaxMode.NONE or _is_words(line):
        return LineTotals(net=amount, tax=round_half_up(Decimal(0), places=places), gross=amount)
    found = rates[line.tax_code]
    percents = found if isinstance(found, tuple) else (found,)
    net = amount
    if mode is TaxMode.INCLUSIVE:
        whole = total(percents)
        tax = round_half_up(amount * whole / (HUNDRED + whole), places=places)
        net = amount - tax
        if len(percents) == 1:
            return LineTotals(net=net, tax=tax, gross=amount)
    tax = total(round_half_up(net * percent / HUNDRED, places=places) for percent in percents)
    return LineTotals(net=net, tax=tax, gross=net + tax)


def _is_words(line: Line) -> bool:
    return not line.tax_code and line.quantity * line.unit_price == 0

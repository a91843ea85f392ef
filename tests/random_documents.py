"""Random documents that a ledger takes, and where two reckonings of one differ; tests and the benchmark share them."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from tieout.accounting.documents import Document, Line, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.accounting.totals import Percent, Rounding, Totals, totals

SALES = frozenset({EntityKind.INVOICE, EntityKind.CREDIT_NOTE})
KINDS = (EntityKind.INVOICE, EntityKind.INVOICE, EntityKind.BILL, EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT)
MODES = (TaxMode.EXCLUSIVE, TaxMode.EXCLUSIVE, TaxMode.INCLUSIVE, TaxMode.INCLUSIVE, TaxMode.NONE)
# Without digits, with two, with three; every place takes its own besides.
CURRENCIES = ("JPY", "GBP", "KWD")
DAY = date(2026, 3, 31)
LINES_MAX = 6


@dataclass(frozen=True)
class Sums:
    """What a ledger came to: of each line the net amount, and the tax where it says the tax of a line."""

    net: Decimal
    tax: Decimal
    gross: Decimal
    lines: tuple[tuple[Decimal, Decimal | None], ...]


# A way to hand a document to a ledger: how totals are told beforehand, and what the ledger makes of it (None: cannot be said so).
Way = tuple[Rounding, Callable[[Document], Sums | None]]


class Place(Protocol):
    """One organisation of a sandbox, without a server."""

    name: str
    currencies: Sequence[str]
    price_places: int
    rates: Mapping[str, Percent]
    ways: Mapping[str, Way]
    refusals: tuple[type[Exception], ...]
    patterns: Mapping[EntityKind, Line]  # with the account or item that a line needs
    contacts: Mapping[tuple[EntityKind, str], str]  # by kind of document and currency

    def add_tax(self, percent: Decimal) -> str:
        """A tax code of that percent for both sides."""


def random_document(chance: random.Random, place: Place) -> Document:
    """One that comes to zero or more, as all three ledgers ask."""
    kind, currency = chance.choice(KINDS), chance.choice(place.currencies)
    mode = chance.choice(MODES)
    lines = tuple(_line(chance, place, kind=kind, mode=mode) for _ in range(chance.randint(1, LINES_MAX)))
    if kind in SALES and chance.random() < 0.05:
        lines = (*lines, Line(description="Thank you", quantity=Decimal(0), unit_price=Decimal(0)))
    document = Document(
        kind=kind,
        contact=place.contacts[kind, currency],
        issued_on=DAY,
        due_on=None if kind in (EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT) else DAY,
        currency=currency,
        lines=lines,
        tax_mode=mode,
    )
    if min(told(document, place, rule=rule).gross for rule, _ in place.ways.values()) < 0:
        turned = tuple(replace(line, quantity=-line.quantity) for line in lines)
        document = replace(document, lines=turned)
    return document


def told(document: Document, place: Place, *, rule: Rounding) -> Totals:
    return totals(document, place.rates, rule=rule)


def _line(chance: random.Random, place: Place, *, kind: EntityKind, mode: TaxMode) -> Line:
    digits = chance.choice((0, 2, 2, 2, 3, place.price_places, place.price_places + (2 if chance.random() < 0.2 else 0)))
    most = chance.choice((10, 1_000, 100_000))
    price = Decimal(chance.randrange(most * 10**digits)).scaleb(-digits)
    digits = chance.choice((0, 0, 0, 1, 2, 4, 4 + (2 if chance.random() < 0.2 else 0)))
    quantity = Decimal(chance.randrange(1, 300 * 10**digits)).scaleb(-digits)
    percent = Decimal(0)
    if chance.random() < 0.4:
        digits = chance.choice((0, 1, 2))
        percent = Decimal(chance.randint(0, 100 * 10**digits)).scaleb(-digits)
    return replace(
        place.patterns[kind],
        quantity=-quantity if chance.random() < 0.15 else quantity,
        unit_price=price,
        discount_percent=percent,
        tax_code="" if mode is TaxMode.NONE else chance.choice(tuple(place.rates)),
    )


def differences(documents: Iterable[Document], place: Place) -> Iterator[tuple[Document, str]]:
    """The documents on which a way of handing over comes to something else than was told, each with the way."""
    for document in documents:
        for way in place.ways:
            if difference(document, place, way=way):
                yield document, way


def explained(document: Document, place: Place, *, way: str) -> str:
    """A difference as small as it can be made, in words."""
    small = shrunk(document, place, way=way)
    return f"{place.name}, {way}: {spelled(small)}: {difference(small, place, way=way)}"


def difference(document: Document, place: Place, *, way: str) -> str:
    """In words; empty where both agree to the last digit."""
    rule, ledger = place.ways[way]
    expected = told(document, place, rule=rule)
    try:
        found = ledger(document)
    except place.refusals as refused:
        return f"refused: {refused}"
    if found is None:
        return ""
    whole = [
        f"{name} {ours} told, {theirs} found"
        for name, ours, theirs in (
            ("net", expected.net, found.net),
            ("tax", expected.tax, found.tax),
            ("gross", expected.gross, found.gross),
        )
        if ours != theirs
    ]
    lines = [
        f"line {place} {(ours.net, ours.tax)} told, {theirs} found"
        for place, (ours, theirs) in enumerate(zip(expected.lines, found.lines, strict=True), start=1)
        if ours.net != theirs[0] or theirs[1] not in (None, ours.tax)
    ]
    return "; ".join(whole + lines)


def shrunk(document: Document, place: Place, *, way: str) -> Document:
    """A smaller document that still differs: fewer lines, rounder figures."""
    smaller = True
    while smaller:
        smaller = False
        for simpler in _simpler(document):
            if told(simpler, place, rule=place.ways[way][0]).gross >= 0 and difference(simpler, place, way=way):
                document, smaller = simpler, True
                break
    return document


def _simpler(document: Document) -> Iterator[Document]:
    lines = document.lines
    for position, line in enumerate(lines):
        if len(lines) > 1:
            yield replace(document, lines=lines[:position] + lines[position + 1 :])
        rounder = [
            replace(line, discount_percent=Decimal(0)),
            replace(line, quantity=Decimal(1)),
            replace(line, quantity=line.quantity.to_integral_value()),
            replace(line, unit_price=line.unit_price.to_integral_value()),
            replace(line, unit_price=round(line.unit_price, 2)),
        ]
        for simpler in rounder:
            if simpler != line and simpler.quantity:
                yield replace(document, lines=(*lines[:position], simpler, *lines[position + 1 :]))


def spelled(document: Document) -> str:
    """The figures of a document on one line."""
    lines = ", ".join(_figures(line) for line in document.lines)
    return f"{document.kind.value} {document.tax_mode.value} {document.currency}: {lines}"


def _figures(line: Line) -> str:
    off = f" -{line.discount_percent}%" if line.discount_percent else ""
    return f"{line.quantity} x {line.unit_price}{off} {line.tax_code}".rstrip()

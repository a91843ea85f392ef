"""Hand-worked examples of the providers' own pages, for what we say and for what the sandbox makes of the same document."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from random_documents import DAY, Place, told
from sandbox_sums import open_places
from tieout.accounting.documents import Document, TaxMode
from tieout.accounting.kinds import EntityKind

D = Decimal
EXCLUSIVE, INCLUSIVE, UNTAXED = TaxMode.EXCLUSIVE, TaxMode.INCLUSIVE, TaxMode.NONE


@dataclass(frozen=True)
class Example:
    """Of each line quantity, price and discount in percent; `taxes` where the page says those of the lines."""

    source: str
    provider: str
    mode: TaxMode
    percent: str
    lines: tuple[tuple[str, str, str], ...]
    net: str
    tax: str
    gross: str
    taxes: tuple[str, ...] = ()


def one(quantity: str, price: str, *, off: str = "0") -> tuple[tuple[str, str, str], ...]:
    return ((quantity, price, off),)


EXAMPLES = (
    Example(
        "xero.md 6.5, tax exclusive",
        "xero",
        EXCLUSIVE,
        "15",
        (*one("1", "25.06"), *one("1", "25.61"), *one("1", "25.63")),
        *("76.30", "11.44", "87.74"),
        taxes=("3.76", "3.84", "3.84"),
    ),
    Example(
        "xero.md 6.5, tax inclusive with a negative line",
        "xero",
        INCLUSIVE,
        "12.5",
        (*one("1", "177.00"), *one("1", "-79.00")),
        *("87.11", "10.89", "98.00"),
        taxes=("19.67", "-8.78"),
    ),
    Example("xero.md 6.3, a half goes up", "xero", EXCLUSIVE, "10", one("1", "21.65"), "21.65", "2.17", "23.82"),
    Example(
        "Xero's OpenAPI, a quote with 10 % off", "xero", EXCLUSIVE, "15", one("1", "19.95", off="10"), "17.96", "2.69", "20.65"
    ),
    Example("Xero's OpenAPI, 10 % off 2,500", "xero", EXCLUSIVE, "15", one("1", "2500", off="10"), "2250.00", "337.50", "2587.50"),
    Example("Xero's OpenAPI, an invoice", "xero", EXCLUSIVE, "15", one("2", "20.00"), "40.00", "6.00", "46.00"),
    Example("Xero's OpenAPI, no tax", "xero", UNTAXED, "15", one("2", "20.00"), "40.00", "0.00", "40.00"),
    Example(
        "quickbooks.md 6.3, a Canadian user's invoice of 31 lines",
        "quickbooks",
        EXCLUSIVE,
        "12",
        (*one("1", "1.59") * 29, *one("11", "1.59") * 2),
        *("81.09", "9.71", "90.80"),
        taxes=("0.19",) * 29 + ("2.10",) * 2,
    ),
    Example(
        "quickbooks.md 6.2, an Australian price with tax",
        "quickbooks",
        INCLUSIVE,
        "10",
        one("1", "1301.30"),
        "1183.00",
        "118.30",
        "1301.30",
    ),
    Example("quickbooks.md 5.4, a sales line", "quickbooks", UNTAXED, "10", one("2", "50"), "100.00", "0.00", "100.00"),
    Example("sage.md 11, hire of three days", "sage", EXCLUSIVE, "20", one("3.0", "40.0"), "120.00", "24.00", "144.00"),
)
WAYS = [(example, way) for example in EXAMPLES for way in ("written", "plain")]


@pytest.fixture(scope="module")
def places() -> Mapping[str, Place]:
    return {provider: found[0] for provider, found in open_places().items()}


@pytest.fixture(scope="module")
def codes() -> dict[tuple[str, str], str]:
    return {}


def document_of(example: Example, place: Place, *, code: str) -> Document:
    pattern = place.patterns[EntityKind.INVOICE]
    tax_code = "" if example.mode is UNTAXED else code
    return Document(
        kind=EntityKind.INVOICE,
        contact=place.contacts[EntityKind.INVOICE, "GBP"],
        issued_on=DAY,
        due_on=DAY,
        currency="GBP",
        tax_mode=example.mode,
        lines=tuple(
            replace(pattern, quantity=D(quantity), unit_price=D(price), discount_percent=D(off), tax_code=tax_code)
            for quantity, price, off in example.lines
        ),
    )


@pytest.mark.parametrize(("example", "way"), WAYS, ids=lambda each: each.source if isinstance(each, Example) else each)
def test_an_example_of_the_provider_comes_to_what_its_page_says(
    places: Mapping[str, Place], codes: dict[tuple[str, str], str], example: Example, way: str
) -> None:
    place, key = places[example.provider], (example.provider, example.percent)
    codes[key] = codes.get(key) or place.add_tax(D(example.percent))
    document = document_of(example, place, code=codes[key])
    rule, ledger = place.ways[way]
    ours = told(document, place, rule=rule)
    assert (ours.net, ours.tax, ours.gross) == (D(example.net), D(example.tax), D(example.gross))
    if example.taxes:
        assert [line.tax for line in ours.lines] == [D(tax) for tax in example.taxes]
    theirs = ledger(document)
    # QuickBooks has no prices with tax, so that nothing can be handed over plainly there.
    assert (theirs is None) == ((example.provider, example.mode, way) == ("quickbooks", INCLUSIVE, "plain"))
    if theirs is not None:
        assert (theirs.net, theirs.tax, theirs.gross) == (D(example.net), D(example.tax), D(example.gross))
        told_by_line = [tax for _, tax in theirs.lines if tax is not None]
        assert not (told_by_line and example.taxes) or told_by_line == [D(tax) for tax in example.taxes]

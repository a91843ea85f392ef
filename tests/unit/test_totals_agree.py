"""What we say a document comes to is what the sandbox's own arithmetic makes of it, which shares no code with ours."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from chances import tries
from random_documents import SALES, Place, Way, difference, differences, explained, random_document, shrunk, told
from sandbox_sums import open_places
from tieout.accounting.documents import Line, TaxMode
from tieout.accounting.money import round_half_up
from tieout.accounting.totals import EXACT_PRICES, Rounding
from tieout.connectors.quickbooks.translate.reference import percents, tax_rate
from tieout.sandbox.quickbooks.state import Company
from tieout.sandbox.world import World

# The benchmark `totals` runs 100,000 of them.
DOCUMENTS = tries(600, 15_000)


@pytest.fixture(scope="module")
def places() -> Mapping[str, tuple[Place, ...]]:
    return open_places()


@pytest.mark.parametrize("provider", ["xero", "quickbooks", "sage"])
def test_what_we_say_is_what_the_sandbox_makes_of_it(places: Mapping[str, tuple[Place, ...]], provider: str) -> None:
    for place in places[provider]:
        chance = random.Random(place.name)
        documents = (random_document(chance, place) for _ in range(DOCUMENTS // len(places[provider])))
        for document, way in differences(documents, place):
            pytest.fail(explained(document, place, way=way))


def test_the_documents_are_of_every_sort(places: Mapping[str, tuple[Place, ...]]) -> None:
    place, chance = places["quickbooks"][1], random.Random(1)
    found = [random_document(chance, place) for _ in range(500)]
    lines = [line for document in found for line in document.lines]
    assert {document.currency for document in found} == {"JPY", "GBP", "KWD", "CAD"}
    assert {document.tax_mode for document in found} == set(TaxMode)
    assert {document.kind in SALES for document in found} == {True, False}
    assert {line.tax_code for line in lines} >= set(place.rates)
    finer = Decimal("0.0000001")
    sorts = Counter(
        name
        for line in lines
        for name, holds in (
            ("negative", line.quantity < 0),
            ("part of one", line.quantity % 1 != 0),
            ("discounted", line.discount_percent > 0),
            ("seven digits", line.unit_price % Decimal("0.000001") != 0),
            ("too fine", line.unit_price % finer != 0),
            ("words", not line.quantity),
        )
        if holds
    )
    assert min(sorts.values()) >= 5, sorts
    assert len(sorts) == 6


@pytest.mark.parametrize(
    ("provider", "wrong"),
    [
        ("xero", Rounding(price_places=3, money_places=2)),
        ("quickbooks", Rounding(price_places=None)),
        ("sage", Rounding(price_places=None, money_places=1)),
    ],
)
def test_a_wrong_rounding_is_found_and_shrunk_to_one_line(
    places: Mapping[str, tuple[Place, ...]], provider: str, wrong: Rounding
) -> None:
    place = places[provider][0]
    assert place.ways["written"][0] == EXACT_PRICES
    mistaken = _Mistaken(place, wrong)
    chance = random.Random(2)
    document, way = next(differences((random_document(chance, place) for _ in range(200)), mistaken))
    small = shrunk(document, mistaken, way=way)
    assert len(small.lines) == 1
    assert difference(small, mistaken, way=way).startswith(("net", "tax", "line 1"))
    assert difference(small, place, way="written") == ""


class _Mistaken:
    """A place of which something else is told."""

    def __init__(self, place: Place, rule: Rounding) -> None:
        self.name, self.currencies, self.price_places = place.name, place.currencies, place.price_places
        self.rates, self.patterns, self.contacts, self.refusals = place.rates, place.patterns, place.contacts, place.refusals
        self.ways: Mapping[str, Way] = {"written": (rule, place.ways["written"][1])}
        self.add_tax = place.add_tax


def test_a_code_of_two_taxes_rounds_each_by_itself(places: Mapping[str, tuple[Place, ...]]) -> None:
    """quickbooks.md 6.3: per line and per rate."""
    place = places["quickbooks"][1]
    code, parts = next((code, percent) for code, percent in place.rates.items() if isinstance(percent, tuple))
    document = random_document(random.Random(3), place)
    line = Line(description="", quantity=Decimal(1), unit_price=Decimal("1.10"), tax_code=code)
    document = replace(document, lines=(line,), tax_mode=TaxMode.EXCLUSIVE)
    each = [round_half_up(Decimal("1.10") * percent / 100, places=2) for percent in parts]
    assert told(document, place, rule=EXACT_PRICES).tax == sum(each)


def test_the_connector_tells_a_code_of_two_taxes_as_its_parts(places: Mapping[str, tuple[Place, ...]]) -> None:
    world = World(None, seed="empty")
    (realm,) = (one.id for one in world.providers["quickbooks"].organisations() if one.country == "CA")
    company = Company(world.ground.books, realm, at=world.ground.clock.now())
    codes, rates = company.all("TaxCode"), {body["Id"]: body for body in company.all("TaxRate")}
    wanted = places["quickbooks"][1].rates
    assert any(isinstance(percent, tuple) for percent in wanted.values())
    for sales in (True, False):
        found = percents(codes, rates, sales=sales)
        assert {code: found[code] for code in wanted} == wanted
    assert {body["Id"]: tax_rate(body, rates).percent for body in codes if body["Id"] in wanted} == wanted

"""How much of each line stands on documents, whatever is asked for, voided, credited and rewritten."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.mapping.coverage import Claim, LineOf, coverage, fits, moved

QUANTITIES = st.decimals(min_value="-20", max_value="20", places=2)
WORDS = st.lists(st.sampled_from(["cup", "plate", "fork", "spoon", "knife"]), max_size=6)


@dataclass
class Desk:
    """Somebody asks, voids and credits, and is let do what is allowed."""

    lines: list[LineOf]
    claims: dict[str, Claim] = field(default_factory=dict)
    count: int = 0

    @property
    def identities(self) -> tuple[str, ...]:
        return tuple(line.identity for line in self.lines)

    def ask(self, number: int, quantity: Decimal) -> None:
        line = coverage(self.lines, list(self.claims.values())).by_number[number]
        if fits(quantity, line):
            self._keep({number: quantity}, gives_back=False)

    def credit(self, number: int, share: Decimal) -> None:
        """Of what stands on invoices and was not credited yet."""
        line = coverage(self.lines, list(self.claims.values())).by_number[number]
        back = (line.covered * share).quantize(Decimal("0.01"))
        if back:
            self._keep({number: back}, gives_back=True)

    def void(self, place: int) -> None:
        """An invoice that nothing was credited from; a credit whose quantities are still open."""
        if not self.claims:
            return
        name = sorted(self.claims)[place % len(self.claims)]
        rest = [claim for key, claim in self.claims.items() if key != name]
        after = coverage(self.lines, rest).lines
        if all(not line.is_over and line.covered * line.quantity >= 0 for line in after):
            del self.claims[name]

    def _keep(self, parts: dict[int, Decimal], *, gives_back: bool) -> None:
        self.count += 1
        name = f"{self.count:04d}"
        self.claims[name] = Claim(document=name, parts=parts, identities=self.identities, gives_back=gives_back)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "credit", "void"]),
        st.integers(0, 5),
        QUANTITIES,
        st.decimals(min_value=0, max_value=1, places=2),
    ),
    max_size=30,
)


@pytest.mark.feature("X-28")
@given(ordered=st.lists(QUANTITIES.filter(bool), min_size=1, max_size=5), steps=STEPS)
def test_no_line_is_ever_on_documents_for_more_than_was_ordered(
    ordered: list[Decimal], steps: list[tuple[str, int, Decimal, Decimal]]
) -> None:
    lines = [
        LineOf(number=number, identity=f"line {number}", quantity=quantity) for number, quantity in enumerate(ordered, start=1)
    ]
    desk = Desk(lines)
    for verb, place, quantity, share in steps:
        number = place % len(lines) + 1
        if verb == "ask":
            desk.ask(number, quantity)
        elif verb == "credit":
            desk.credit(number, share)
        else:
            desk.void(place)
        found = coverage(lines, list(desk.claims.values()))
        for line, made in zip(lines, found.lines, strict=True):
            stated = sum(
                (claim.parts.get(line.number, 0) * (-1 if claim.gives_back else 1) for claim in desk.claims.values()), Decimal(0)
            )
            assert made.covered == stated == sum((amount for _, amount in made.documents), Decimal(0))
            assert made.covered + made.open == line.quantity
            assert not made.is_over
            assert 0 <= made.covered / line.quantity <= 1
        assert found.gone == ()


@given(before=WORDS, now=WORDS)
def test_no_two_lines_become_one_and_nothing_is_invented(before: list[str], now: list[str]) -> None:
    places = moved(before, now)
    assert len(set(places.values())) == len(places)
    assert all(1 <= then <= len(before) and 1 <= place <= len(now) for then, place in places.items())
    # A line that is the same in the same place is itself.
    assert all(
        places[number] == number for number, (one, other) in enumerate(zip(before, now, strict=False), start=1) if one == other
    )


def test_a_line_that_was_taken_away_does_not_cover_the_one_in_its_place() -> None:
    claim = Claim(document="INV", parts={1: Decimal(2), 2: Decimal(3)}, identities=("cup", "plate"))
    found = coverage([LineOf(number=1, identity="plate", quantity=Decimal(3))], [claim])
    assert found.lines[0].covered == 3
    assert found.gone == ("INV",)


def test_a_whole_document_covers_what_is_added_later_and_a_credit_opens_its_part() -> None:
    lines = [LineOf(number=n, identity=str(n), quantity=Decimal(5)) for n in (1, 2)]
    back = Claim(document="CN", parts={2: Decimal(2)}, identities=("1", "2"), gives_back=True)
    found = coverage(lines, [Claim(document="INV", whole=True), back])
    assert [line.open for line in found.lines] == [0, 2]


def test_a_line_made_smaller_is_said_to_be_over() -> None:
    claim = Claim(document="INV", parts={1: Decimal(5)}, identities=("cup",))
    (line,) = coverage([LineOf(number=1, identity="cup", quantity=Decimal(3))], [claim]).lines
    assert (line.is_over, fits(Decimal(1), line)) == (True, False)
    assert line.open == -2


def test_no_more_is_ever_open_than_was_ordered() -> None:
    back = Claim(document="CN", parts={1: Decimal(3)}, identities=("cup",), gives_back=True)
    (line,) = coverage([LineOf(number=1, identity="cup", quantity=Decimal(10))], [back]).lines
    assert (line.covered, line.open) == (Decimal(-3), Decimal(10))
    assert not fits(Decimal(11), line)

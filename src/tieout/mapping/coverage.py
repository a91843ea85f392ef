"""How much of each line of a record stands on documents already, and how much is still open."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class LineOf:
    """A line of the record: its number (1 = the first), what it is (item and description), and how much was ordered.

    A quantity may be negative (a discount, a return); what is covered then is negative too.
    """

    number: int
    identity: str
    quantity: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A document that is there, on its way, or may still go, with how much of each line stands on it by the line's number.

    `identities` are those of all lines of the record when it was asked for, in order: by them lines that were moved, reworded or
    taken away since are told apart. `whole`: it is made of the whole record and covers every line, whatever the lines say.
    `gives_back`: a credit for returned goods, which opens what it credits again.
    """

    document: str
    parts: Mapping[int, Decimal] = field(default_factory=dict)
    identities: tuple[str, ...] = ()
    whole: bool = False
    gives_back: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LineCoverage:
    """`open` is what may still be asked for, never more than was ordered; against the sign of `quantity` where more is covered."""

    number: int
    quantity: Decimal
    covered: Decimal
    open: Decimal
    documents: tuple[tuple[str, Decimal], ...] = ()

    @property
    def is_over(self) -> bool:
        """More stands on documents than the line says: the line was made smaller, or a credit was voided."""
        return self.open * (self.quantity or self.covered) < 0 or (self.quantity == 0 and self.covered != 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """Every line of the record in order; `gone` are the documents with a part whose line the record has no more."""

    lines: tuple[LineCoverage, ...]
    gone: tuple[str, ...] = ()

    @property
    def by_number(self) -> dict[int, LineCoverage]:
        return {line.number: line for line in self.lines}


def coverage(lines: Sequence[LineOf], claims: Sequence[Claim]) -> Coverage:
    """What each line's documents cover: credits that give back are taken off; the order of the claims does not matter.

    >>> cups = [LineOf(number=1, identity="cup", quantity=Decimal(10))]
    >>> coverage(cups, [Claim(document="INV-1", parts={1: Decimal(7)}, identities=("cup",))]).lines[0].open
    Decimal('3')
    """
    now = tuple(line.identity for line in lines)
    shares: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    gone: dict[str, None] = {}
    for claim in claims:
        sign = -1 if claim.gives_back else 1
        places = moved(claim.identities, now)
        for number, quantity in claim.parts.items():
            if number in places:
                shares[places[number]][claim.document] += sign * quantity
            else:
                gone[claim.document] = None
    whole = [claim.document for claim in claims if claim.whole]
    covered = (_covered(line, shares=shares.get(line.number, {}), whole=whole) for line in lines)
    return Coverage(lines=tuple(covered), gone=tuple(gone))


def moved(before: Sequence[str], now: Sequence[str]) -> dict[int, int]:
    """Number of a line then to its number now: the same line in its place, else one like it elsewhere, else the one that has taken
    its place (it was reworded). A line that was taken away is in it no more.

    >>> moved(("cup", "plate", "fork"), ("cup", "fork"))
    {1: 1, 3: 2}
    >>> moved(("cup", "plate"), ("cup", "dinner plate"))
    {1: 1, 2: 2}
    """
    if tuple(before) == tuple(now):
        return {number: number for number in range(1, len(now) + 1)}
    places = {index: index for index in range(min(len(before), len(now))) if before[index] == now[index]}
    free: dict[str, list[int]] = defaultdict(list)
    for index, identity in enumerate(now):
        if index not in places:
            free[identity].append(index)
    for index, identity in enumerate(before):
        if index not in places and free[identity]:
            places[index] = free[identity].pop(0)
    taken = set(places.values())
    reworded = (index for index in range(min(len(before), len(now))) if index not in places and index not in taken)
    places.update({index: index for index in reworded})
    return {then + 1: place + 1 for then, place in sorted(places.items())}


def fits(asked: Decimal, line: LineCoverage) -> bool:
    """May so much of the line still be asked for? A line without a quantity (words) may stand on one document."""
    if line.quantity == 0:
        return asked == 0 and not line.documents
    return asked / line.quantity > 0 and abs(asked) <= abs(line.open) and not line.is_over


def _covered(line: LineOf, *, shares: Mapping[str, Decimal], whole: Sequence[str]) -> LineCoverage:
    # What a credit of the whole document gave back stands in the shares, under the credit.
    documents = {**dict.fromkeys(whole, line.quantity), **shares}
    covered = sum(documents.values(), ZERO)
    gives_more = covered * line.quantity < 0
    return LineCoverage(
        number=line.number,
        quantity=line.quantity,
        covered=covered,
        open=line.quantity if gives_more else line.quantity - covered,
        documents=tuple(documents.items()),
    )

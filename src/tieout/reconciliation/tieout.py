"""Proves that two sets of figures agree to the cent, or names every difference with its cause."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from tieout.reconciliation.differences import differences_between
from tieout.reconciliation.figures import PAYABLE, ZERO, Cause, Difference, Figure, Side, Totals, counted, sign_of

__all__ = ["Balance", "Cause", "Control", "Difference", "Figure", "Pair", "Side", "TieOut", "Totals", "counted", "tie_out"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Control:
    """The control totals of one currency on both sides, and what the listed differences leave of their difference: 0."""

    currency: str
    left: Totals
    right: Totals
    unexplained: Totals


@dataclass(frozen=True, kw_only=True, slots=True)
class Balance:
    """What one contact owes (receivable) or is owed (payable, negative) on both sides."""

    book: Literal["receivable", "payable"]
    party: str
    party_name: str
    currency: str
    left: Decimal
    right: Decimal

    @property
    def difference(self) -> Decimal:
        return self.left - self.right


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    left: str
    right: str
    controls: tuple[Control, ...]
    balances: tuple[Balance, ...]
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences and all(control.left == control.right for control in self.controls)


@dataclass(frozen=True, kw_only=True, slots=True)
class TieOut:
    """The comparison of all pairs on one day; figures issued later than `as_of` are not in it."""

    as_of: date
    sides: tuple[Side, ...]
    pairs: tuple[Pair, ...]

    @property
    def agrees(self) -> bool:
        return all(pair.agrees for pair in self.pairs)

    @property
    def difference_count(self) -> int:
        return sum(len(pair.differences) for pair in self.pairs)

    @property
    def unexplained(self) -> Mapping[str, Decimal]:
        """By currency the largest unexplained amount, whichever of net, tax, gross or due it is; 0 in every case but a defect."""
        worst: dict[str, Decimal] = {}
        for control in (control for pair in self.pairs for control in pair.controls):
            rest = control.unexplained
            found = max((abs(amount) for amount in (rest.net, rest.tax, rest.gross, rest.due)), default=ZERO)
            worst[control.currency] = max(worst.get(control.currency, ZERO), found)
        return worst


def tie_out(sides: Sequence[Side], *, pairs: Sequence[tuple[str, str]], as_of: date) -> TieOut:
    """Compares the sides named by their keys in `pairs`, with the figures issued up to and on `as_of`.

    Time and memory grow with the number of figures. The order of the figures does not matter. Raises KeyError for an unknown side.
    """
    kept = {side.key: Side(key=side.key, name=side.name, figures=_until(side.figures, as_of)) for side in sides}
    compared = tuple(_compared(kept[left], kept[right]) for left, right in pairs)
    return TieOut(as_of=as_of, sides=tuple(kept.values()), pairs=compared)


def _until(figures: Sequence[Figure], as_of: date) -> tuple[Figure, ...]:
    kept = (figure for figure in figures if figure.issued_on <= as_of)
    return tuple(sorted(kept, key=lambda figure: (figure.kind, figure.number, figure.group, figure.id)))


def _compared(left: Side, right: Side) -> Pair:
    differences = tuple(differences_between(left.figures, right.figures))
    return Pair(
        left=left.key,
        right=right.key,
        controls=tuple(_controls(left.figures, right.figures, differences=differences)),
        balances=tuple(_balances(left.figures, right.figures)),
        differences=differences,
    )


def _controls(left: Sequence[Figure], right: Sequence[Figure], *, differences: Sequence[Difference]) -> Iterator[Control]:
    here, there, listed = _sums(left), _sums(right), dict[str, Totals]()
    for difference in differences:
        listed[difference.currency] = listed.get(difference.currency, Totals()).plus(difference.amounts)
    for currency in sorted({*here, *there, *listed}):
        ours, theirs = here.get(currency, Totals()), there.get(currency, Totals())
        rest = ours.minus(theirs).minus(listed.get(currency, Totals()))
        yield Control(currency=currency, left=ours, right=theirs, unexplained=rest)


def _sums(figures: Sequence[Figure]) -> dict[str, Totals]:
    sums: dict[str, Totals] = {}
    for currency in {figure.currency for figure in figures}:
        signed = [(sign_of(figure), figure) for figure in figures if figure.currency == currency]
        sums[currency] = Totals(
            documents=sum(1 for sign, _ in signed if sign),
            net=sum((sign * figure.net for sign, figure in signed), ZERO),
            tax=sum((sign * figure.tax for sign, figure in signed), ZERO),
            gross=sum((sign * figure.gross for sign, figure in signed), ZERO),
            due=sum((sign * figure.due for sign, figure in signed), ZERO),
        )
    return sums


def _balances(left: Sequence[Figure], right: Sequence[Figure]) -> Iterator[Balance]:
    dues: dict[tuple[str, str, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    names: dict[str, str] = {}
    for place, figures in enumerate((left, right)):
        for figure in figures:
            key = ("payable" if figure.kind in PAYABLE else "receivable", figure.party, figure.currency)
            dues[key][place] += sign_of(figure) * figure.due
            names.setdefault(figure.party, figure.party_name)
    for (book, party, currency), (ours, theirs) in sorted(dues.items()):
        yield Balance(
            book="payable" if book == "payable" else "receivable",
            party=party,
            party_name=names[party],
            currency=currency,
            left=ours,
            right=theirs,
        )

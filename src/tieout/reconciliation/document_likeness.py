"""How much two documents are alike: by number, amount, day and contact, with reasons that a person can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rapidfuzz import fuzz

from tieout.reconciliation.folding import folded, folded_key

# What each says of whether two documents are one, where both say it.
WEIGHTS = {"number": Decimal("0.45"), "amount": Decimal("0.30"), "contact": Decimal("0.15"), "issued_on": Decimal("0.10")}
# Names less alike than this (0 to 100) are of two contacts.
NAMES_ALIKE = 85.0
# A number that is wholly inside another is half of it: INV-1001 and 1001.
PART_OF_NUMBER = Decimal("0.5")
PART_LENGTH_MIN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What is known of a document; "" and None where nothing is."""

    number: str = ""
    amount: Decimal | None = None
    currency: str = ""
    issued_on: date | None = None
    contact: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """How far amounts and days may be apart and still speak for it."""

    tolerance: Decimal = Decimal(0)
    days: int = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class Alike:
    """`score` is 0 to 1: how much of what both say agrees; `reasons` speak for it first, then against it."""

    position: int
    score: Decimal
    reasons: tuple[str, ...]


def ranked(one: Said, others: Sequence[Said], *, terms: Terms) -> list[Alike]:
    """All that have anything in common, the most alike first; those in another currency are not among them.

    >>> invoice = Said(number="INV-7", amount=Decimal("120.00"))
    >>> [alike.position for alike in ranked(invoice, [Said(number="INV-8"), Said(number="inv 7")], terms=Terms())]
    [1]
    """
    compared = [_compared(one, other, position=position, terms=terms) for position, other in enumerate(others)]
    there = [alike for alike in compared if alike is not None and alike.score > 0]
    return sorted(there, key=lambda alike: (-alike.score, alike.position))


def _compared(one: Said, other: Said, *, position: int, terms: Terms) -> Alike | None:
    if one.currency and other.currency and one.currency.upper() != other.currency.upper():
        return None
    told = [
        part
        for part in (_number(one, other), _amount(one, other, terms=terms), _contact(one, other), _day(one, other, terms=terms))
        if part
    ]
    if not told:
        return None
    weight = sum((WEIGHTS[name] for name, _, _ in told), Decimal(0))
    score = sum((WEIGHTS[name] * agreed for name, agreed, _ in told), Decimal(0)) / weight
    ordered = sorted(told, key=lambda part: (part[1] == 0, -WEIGHTS[part[0]]))
    return Alike(position=position, score=score.quantize(Decimal("0.0001")), reasons=tuple(said for _, _, said in ordered))


_Part = tuple[str, Decimal, str] | None
_ALL, _NONE = Decimal(1), Decimal(0)


def _number(one: Said, other: Said) -> _Part:
    mine, theirs = _key(one.number), _key(other.number)
    if not mine or not theirs:
        return None
    if mine == theirs:
        return "number", _ALL, "Same number"
    shorter, longer = sorted((mine, theirs), key=len)
    if len(shorter) >= PART_LENGTH_MIN and shorter in longer:
        return "number", PART_OF_NUMBER, f"Number {other.number} has {one.number} in common with it"
    return "number", _NONE, f"Another number ({other.number})"


def _amount(one: Said, other: Said, *, terms: Terms) -> _Part:
    if one.amount is None or other.amount is None:
        return None
    apart = abs(one.amount - other.amount)
    if apart == 0:
        return "amount", _ALL, "Same amount"
    if apart <= terms.tolerance:
        return "amount", Decimal("0.8"), f"Amount differs by {apart}, which is allowed"
    return "amount", _NONE, f"Another amount ({other.amount})"


def _contact(one: Said, other: Said) -> _Part:
    mine, theirs = folded(one.contact), folded(other.contact)
    if not mine or not theirs:
        return None
    if mine == theirs:
        return "contact", _ALL, "Same contact"
    if fuzz.token_sort_ratio(mine, theirs) >= NAMES_ALIKE:
        return "contact", Decimal("0.8"), f"Contact is written alike ({other.contact})"
    return "contact", _NONE, f"Another contact ({other.contact})"


def _day(one: Said, other: Said, *, terms: Terms) -> _Part:
    if one.issued_on is None or other.issued_on is None:
        return None
    apart = abs((one.issued_on - other.issued_on).days)
    if apart == 0:
        return "issued_on", _ALL, "Same day"
    if apart <= terms.days:
        return "issued_on", Decimal("0.7"), f"{apart} days apart" if apart > 1 else "1 day apart"
    return "issued_on", _NONE, f"{apart} days apart"


def _key(number: str) -> str:
    return "".join(character for character in folded_key(number) if character.isalnum())

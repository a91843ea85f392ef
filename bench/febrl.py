"""People of Febrl 1 to 4 matched by the product's own index, model and assignment, with nothing but these levels of their own."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from tieout.reconciliation.identity.assignment import assigned
from tieout.reconciliation.identity.fellegi_sunter import Model, fit
from tieout.reconciliation.identity.index import Index
from tieout.reconciliation.identity.normal import words
from tieout.reconciliation.identity.traits import Traits

People = Mapping[str, Mapping[str, str]]
Pair = tuple[str, str]
SIZES = (4, 4, 3, 4, 4, 3, 4, 2, 4, 4)
CUT = 0.5


def person(said: Mapping[str, str]) -> Traits:
    text = {name: " ".join(words(value)) for name, value in said.items()}
    named = sorted((text["given_name"], text["surname"]))
    placed = sorted((text["address_1"], text["address_2"]))
    keys = [
        f"soc:{text['soc_sec_id']}" if text["soc_sec_id"] else "",
        f"born:{text['date_of_birth']}" if text["date_of_birth"] else "",
        f"named:{named}" if all(named) else "",
        f"placed:{placed[1]}:{text['street_number']}" if placed[1] else "",
    ]
    core = " ".join(text[name] for name in ("given_name", "surname", "address_1", "address_2", "suburb"))
    return Traits(name=core, core=core, keys=tuple(key for key in keys if key))


def matched(left: People, right: People | None) -> set[frozenset[str]]:
    """The pairs that are the same person; in one file everybody's, between two at most one for each."""
    there = left if right is None else right
    index = Index.of(person(one) for one in there.values())
    keys = list(there)
    places = {key: place for place, key in enumerate(keys)}
    pairs = {
        tuple(sorted((one, keys[place]))) if right is None else (one, keys[place])
        for one, found in zip(left, index.found_many([person(one) for one in left.values()]), strict=True)
        for place in found
        if right is not None or places[one] != place
    }
    asked = sorted(pairs)
    levels = np.array([compared(left[one], there[other]) for one, other in asked], dtype=np.int8)
    model: Model = fit(levels, sizes=SIZES, prior=0.1)
    chance = model.probabilities(levels)
    sure = [(one, other, float(score)) for (one, other), score in zip(asked, chance, strict=True) if score >= CUT]
    if right is not None:
        return {frozenset(pair) for pair in assigned(sure).items()}
    return closed((one, other) for one, other, _ in sure)


def closed(pairs: Iterable[Pair]) -> set[frozenset[str]]:
    """With all who are the same as the same."""
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other in pairs:
        parent[root(one)] = root(other)
    groups: dict[str, list[str]] = defaultdict(list)
    for one in list(parent):
        groups[root(one)].append(one)
    return {frozenset((a, b)) for group in groups.values() for place, a in enumerate(group) for b in group[place + 1 :]}


def compared(one: Mapping[str, str], other: Mapping[str, str]) -> Sequence[int]:
    """A level a field, from other to the same; given name and surname, and the address lines, may have been exchanged."""
    straight = text(one["given_name"], other["given_name"]), text(one["surname"], other["surname"])
    crossed = text(one["given_name"], other["surname"]), text(one["surname"], other["given_name"])
    names = straight if sum(straight) >= sum(crossed) else crossed
    lines = text(one["address_1"], other["address_1"]), text(one["address_2"], other["address_2"])
    turned = text(one["address_1"], other["address_2"]), text(one["address_2"], other["address_1"])
    address = lines if sum(lines) >= sum(turned) else turned
    return (
        *names,
        number(one["street_number"], other["street_number"])[0],
        *address,
        number(one["postcode"], other["postcode"])[0],
        text(one["suburb"], other["suburb"]),
        -1 if not one["state"] or not other["state"] else int(one["state"] == other["state"]),
        number(one["date_of_birth"], other["date_of_birth"])[1],
        number(one["soc_sec_id"], other["soc_sec_id"])[1],
    )


def text(one: str, other: str) -> int:
    if not one or not other:
        return -1
    if one == other:
        return 3
    likeness = JaroWinkler.similarity(one, other)
    return 2 if likeness >= 0.9 else 1 if likeness >= 0.75 else 0


def number(one: str, other: str) -> tuple[int, int]:
    """In three levels and in four: how many digits are others."""
    if not one or not other:
        return -1, -1
    slips = DamerauLevenshtein.distance(one, other)
    return max(0, 2 - slips), max(0, 3 - slips)

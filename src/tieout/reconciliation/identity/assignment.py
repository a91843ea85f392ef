"""One to one: who gets whom when several lay claim to the same."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

import numpy as np

Left = TypeVar("Left", bound=Hashable)
Right = TypeVar("Right", bound=Hashable)
# A tangle of claims larger than this is taken best first: the difference is nothing that a person would see.
TOGETHER_MAX = 400


def assigned(claims: Iterable[tuple[Left, Right, float]]) -> dict[Left, Right]:
    """The pairs, each side at most once, whose scores (0 to 1) are the greatest together; nothing that has no claim.

    >>> assigned([("a", 1, 0.9), ("b", 1, 0.8), ("a", 2, 0.7)]) == {"a": 2, "b": 1}
    True
    """
    # Loaded with the first plan: it takes as long as a quarter of the start of every command.
    from scipy.optimize import linear_sum_assignment

    every = list(claims)
    found: dict[Left, Right] = {}
    for tangle in _tangles(every):
        lefts = list(dict.fromkeys(left for left, _, _ in tangle))
        rights = list(dict.fromkeys(right for _, right, _ in tangle))
        if len(lefts) == 1 or len(rights) == 1 or len(lefts) + len(rights) > TOGETHER_MAX:
            found.update(_best_first(tangle))
            continue
        rows, columns = {one: place for place, one in enumerate(lefts)}, {one: place for place, one in enumerate(rights)}
        scores = np.zeros((len(lefts), len(rights)))
        for left, right, score in tangle:
            scores[rows[left], columns[right]] = score
        for row, column in zip(*linear_sum_assignment(scores, maximize=True), strict=True):
            if scores[row, column] > 0:
                found[lefts[row]] = rights[column]
    return found


def _best_first(tangle: list[tuple[Left, Right, float]]) -> dict[Left, Right]:
    found: dict[Left, Right] = {}
    taken: set[Right] = set()
    for left, right, _ in sorted(tangle, key=lambda claim: -claim[2]):
        if left not in found and right not in taken:
            found[left] = right
            taken.add(right)
    return found


def _tangles(claims: list[tuple[Left, Right, float]]) -> list[list[tuple[Left, Right, float]]]:
    """Claims that hang together, by way of any that two of them share."""
    of_left: dict[Left, int] = {}
    of_right: dict[Right, int] = {}
    parent: list[int] = []

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for left, right, _ in claims:
        one, other = of_left.get(left), of_right.get(right)
        if one is None and other is None:
            one = other = len(parent)
            parent.append(one)
        elif one is None or other is None:
            one = other = other if one is None else one
        assert one is not None
        assert other is not None
        parent[root(one)] = root(other)
        of_left[left], of_right[right] = root(other), root(other)
    tangles: dict[int, list[tuple[Left, Right, float]]] = {}
    for claim in claims:
        tangles.setdefault(root(of_left[claim[0]]), []).append(claim)
    return list(tangles.values())

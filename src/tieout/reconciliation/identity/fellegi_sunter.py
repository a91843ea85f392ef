"""What agreement and disagreement weigh: the model of Fellegi and Sunter, fitted without labels by expectation and maximisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log2

import numpy as np
from numpy.typing import NDArray

ROUNDS_MAX = 100
CLOSE_ENOUGH = 1e-6
# Every level is possible at least so often, or one unlucky pair would be beyond all doubt.
LEAST = 1e-4
# Beyond this a probability is nought or one.
BITS_MAX = 60.0

Levels = NDArray[np.int8]


@dataclass(frozen=True)
class Model:
    """`same[trait][level]` is how often two that are the same stand at a level, `other[trait][level]` two that are not; `prior`
    is how often a candidate is the same."""

    same: tuple[tuple[float, ...], ...]
    other: tuple[tuple[float, ...], ...]
    prior: float

    def weight(self, trait: int, level: int) -> float:
        """In bits: above nought speaks for the same, below against it; nothing where nothing is known."""
        return 0.0 if level < 0 else self.bits[trait][level]

    @cached_property
    def bits(self) -> tuple[tuple[float, ...], ...]:
        """The weights of all levels."""
        pairs = zip(self.same, self.other, strict=True)
        return tuple(tuple(log2(one / two) for one, two in zip(same, other, strict=True)) for same, other in pairs)

    def probability(self, levels: Sequence[int]) -> float:
        """How likely two with these levels are the same."""
        known = sum(own[level] for own, level in zip(self.bits, levels, strict=True) if level >= 0)
        bits = log2(self.prior / (1 - self.prior)) + known
        return float(1 / (1 + 2.0 ** -max(-BITS_MAX, min(BITS_MAX, bits))))

    def probabilities(self, levels: Levels) -> NDArray[np.float64]:
        """`probability` of each row."""
        bits = np.full(len(levels), np.log2(self.prior / (1 - self.prior)))
        for trait, (same, other) in enumerate(zip(self.same, self.other, strict=True)):
            table = np.append(np.log2(np.array(same) / np.array(other)), 0.0)
            bits += table[levels[:, trait]]
        chances: NDArray[np.float64] = 1 / (1 + 2.0 ** -np.clip(bits, -BITS_MAX, BITS_MAX))
        return chances


def fit(levels: Levels, *, sizes: Sequence[int], prior: float) -> Model:
    """The model that explains the levels of candidate pairs best; `sizes` is how many levels each trait has, `prior` a first guess.

    Both tables are fitted on the candidates, because pairs that were chosen for being alike are not alike by chance. Raises
    ValueError where the fit finds no two groups (a prior at a half or above says that it describes something else).
    """
    patterns, counts = np.unique(levels, axis=0, return_counts=True)
    same = [np.linspace(1, 10, size) / np.linspace(1, 10, size).sum() for size in sizes]
    other = [np.linspace(10, 1, size) / np.linspace(10, 1, size).sum() for size in sizes]
    weights = counts.astype(np.float64)
    for _ in range(ROUNDS_MAX):
        model = Model(same=_told(same), other=_told(other), prior=prior)
        chance = model.probabilities(patterns)
        before, prior = prior, float(np.clip((chance * weights).sum() / weights.sum(), 1e-6, 0.95))
        same = [_shares(patterns[:, trait], chance * weights, size=size) for trait, size in enumerate(sizes)]
        other = [_shares(patterns[:, trait], (1 - chance) * weights, size=size) for trait, size in enumerate(sizes)]
        if abs(prior - before) < CLOSE_ENOUGH:
            break
    if prior >= 0.95:
        raise ValueError("the candidates do not fall into two groups")
    return Model(same=_told(same), other=_told(other), prior=prior)


def _shares(column: Levels, weights: NDArray[np.float64], *, size: int) -> NDArray[np.float64]:
    """How often each level stands in a column, those that nothing is known of left out."""
    known = column >= 0
    counted = np.bincount(column[known], weights=weights[known], minlength=size)
    total = counted.sum()
    shares: NDArray[np.float64] = np.maximum(counted / total if total else np.full(size, 1 / size), LEAST)
    shares /= shares.sum()
    return shares


def _told(tables: Sequence[NDArray[np.float64]]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(share) for share in table) for table in tables)

"""Entities found by how their words begin, while somebody types."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

# After every letter that a folded word can have.
_LAST = "\x7f"


@dataclass(frozen=True)
class Beginnings:
    """`words` are sorted, so that all with one beginning stand together, and with them the positions of those who have them:
    `places[starts[word] : starts[word + 1]]`. `firsts` is the word with which each position begins, -1 for none."""

    words: tuple[str, ...]
    starts: NDArray[np.int64]
    places: NDArray[np.int32]
    firsts: NDArray[np.int64]

    @classmethod
    def of(cls, sentences: Sequence[Sequence[str]]) -> "Beginnings":
        """Positions are those of the sentences, whose words are folded: letters and digits of English."""
        numbers: dict[str, int] = {}
        said = [numbers.setdefault(word, len(numbers)) for word in chain.from_iterable(sentences)]
        ordered = sorted(numbers)
        rank = np.empty(len(ordered), np.int64)
        rank[[numbers[word] for word in ordered]] = np.arange(len(ordered))
        ranked = rank[said] if said else np.zeros(0, np.int64)
        lengths = np.array([len(sentence) for sentence in sentences], np.int64)
        owners = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        begins = np.cumsum(lengths) - lengths
        firsts = np.full(len(lengths), -1, np.int64)
        firsts[lengths > 0] = ranked[begins[lengths > 0]]
        return cls(
            words=tuple(ordered),
            starts=np.concatenate(([0], np.cumsum(np.bincount(ranked, minlength=len(ordered))))).astype(np.int64),
            places=owners[np.argsort(ranked, kind="stable")],
            firsts=firsts,
        )

    def having(self, asked: Sequence[str], *, first: bool) -> list[int]:
        """Who has for each of these a word that begins so; with `first`, whose very first word begins with the first of them.

        >>> there = Beginnings.of([("alder", "trading"), ("trading", "post", "alder"), ()])
        >>> there.having(["ald", "tr"], first=False), there.having(["ald", "tr"], first=True)
        ([0, 1], [0])
        """
        fits = np.ones(len(self.firsts), np.bool_)
        for number, start in enumerate(asked):
            low, high = bisect_left(self.words, start), bisect_left(self.words, start + _LAST)
            if first and number == 0:
                fits &= (self.firsts >= low) & (self.firsts < high)
                continue
            own = np.zeros(len(fits), np.bool_)
            own[self.places[self.starts[low] : self.starts[high]]] = True
            fits &= own
        return [int(place) for place in np.flatnonzero(fits)]

"""All contacts or items of one kind in memory, found by exact keys and by the likeness of their names."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tieout.reconciliation.identity.beginnings import Beginnings
from tieout.reconciliation.identity.traits import Traits

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# A key that more than this many have tells nothing of who it is, and finding them all would take its time.
SHARED_MAX = 20
NEAREST = 10
# Names less alike than this (cosine of their weighted trigrams) are not worth a look.
LIKE_ENOUGH = 0.35


@dataclass(frozen=True)
class Index:
    """Positions are those of the traits that it was made of. Never changed; `found` and `found_many` ask it."""

    entries: tuple[Traits, ...]
    by_key: Mapping[str, Sequence[int]]
    grams: Mapping[str, int]
    rarity: NDArray[np.float32]
    lists: "csr_matrix"  # a row a trigram: which names have it, and how much it counts in each
    beginnings: Beginnings

    @classmethod
    def of(cls, entries: Iterable[Traits]) -> "Index":
        every = tuple(entries)
        by_key: dict[str, list[int]] = defaultdict(list)
        grams: dict[str, int] = {}
        columns: list[int] = []
        ends = [0]
        for position, one in enumerate(every):
            for key in one.keys:
                by_key[key].append(position)
            own = trigrams(one.core)
            columns.extend(grams.setdefault(gram, len(grams)) for gram in own)
            ends.append(len(columns))
        rarity, lists = _weighed(columns, ends, size=len(grams))
        beginnings = Beginnings.of([one.said for one in every])
        return cls(entries=every, by_key=by_key, grams=grams, rarity=rarity, lists=lists, beginnings=beginnings)

    def at(self, position: int) -> Traits:
        """The traits at a position."""
        return self.entries[position]

    def sharing(self, key: str) -> int:
        """How many have this key."""
        return len(self.by_key.get(key, ()))

    def having(self, key: str) -> list[int]:
        """All who have this very key."""
        return list(self.by_key.get(key, ()))

    def found(self, one: Traits) -> list[int]:
        """Who may be the same: all with an exact key in common that few have, and those whose names are most alike."""
        return list(dict.fromkeys([*self._by_keys(one), *self._alike(one.core)]))

    def found_many(self, many: Sequence[Traits]) -> list[list[int]]:
        """`found` for each of them, much faster than one by one."""
        if not self.entries or not many:
            return [[] for _ in many]
        columns: list[int] = []
        weights: list[float] = []
        ends = [0]
        for one in many:
            known, own = self._asked(one.core)
            columns.extend(known)
            weights.extend(own)
            ends.append(len(columns))
        from scipy.sparse import csr_matrix  # Here and below: not in the memory of whoever never compares names.
        from sparse_dot_topn import sp_matmul_topn

        asked = csr_matrix((np.array(weights, np.float32), columns, ends), shape=(len(many), len(self.grams)))
        best = sp_matmul_topn(asked, self.lists, top_n=NEAREST, threshold=LIKE_ENOUGH, sort=True)
        near = [best.indices[best.indptr[row] : best.indptr[row + 1]].tolist() for row in range(len(many))]
        return [list(dict.fromkeys([*self._by_keys(one), *near[row]])) for row, one in enumerate(many)]

    def beginning(self, asked: Sequence[str], *, first: bool) -> list[int]:
        """Who has for each of these a word that begins so; with `first`, the name begins with the first of them."""
        return self.beginnings.having(asked, first=first)

    def resembling(self, text: str, *, limit: int) -> list[int]:
        """Those whose names have most of the text's trigrams, the rare ones counting more, however long the names are; the last
        word of the text may be a beginning."""
        own = [gram for gram in trigrams(text) if not (gram[-1] == " " and text.endswith(gram[:-1]))]
        known = [place for gram in own if (place := self.grams.get(gram)) is not None]
        if not known:
            return []
        pointers = self.lists.indptr
        parts = [self.lists.indices[pointers[gram] : pointers[gram + 1]] for gram in known]
        weights = np.repeat(self.rarity[known], [len(part) for part in parts])
        sums = np.bincount(np.concatenate(parts), weights=weights, minlength=len(self.entries))
        # Nearly all have little or nothing of it: only where too few have much are they looked at.
        near = np.flatnonzero(sums >= sums.max() / 2)
        if len(near) < limit:
            near = np.flatnonzero(sums)
        if len(near) > limit:
            near = near[np.argpartition(sums[near], -limit)[-limit:]]
        return [int(position) for position in near[np.argsort(-sums[near], kind="stable")]]

    def _by_keys(self, one: Traits) -> list[int]:
        found: list[int] = []
        for key in one.keys:
            having = self.by_key.get(key, ())
            if len(having) <= SHARED_MAX:
                found.extend(having)
        return found

    def _asked(self, name: str) -> tuple[list[int], list[float]]:
        """The known trigrams of a name and their weights, as long together as all of its trigrams make it."""
        own = trigrams(name)
        known = [place for gram in own if (place := self.grams.get(gram)) is not None]
        unknown = float(np.log1p(len(self.entries))) + 1.0
        weights = self.rarity[known]
        length = float(np.sqrt(np.dot(weights, weights) + (len(own) - len(known)) * unknown**2)) or 1.0
        return known, (weights / length).tolist()

    def _alike(self, name: str) -> list[int]:
        known, weights = self._asked(name)
        if not known:
            return []
        pointers = self.lists.indptr
        parts = [slice(pointers[gram], pointers[gram + 1]) for gram in known]
        positions = np.concatenate([self.lists.indices[part] for part in parts])
        scores = np.concatenate([self.lists.data[part] * weight for part, weight in zip(parts, weights, strict=True)])
        sums = np.bincount(positions, weights=scores, minlength=len(self.entries))
        near = np.argpartition(sums, -NEAREST)[-NEAREST:] if len(sums) > NEAREST else np.arange(len(sums))
        ranked = near[np.argsort(-sums[near], kind="stable")]
        return [int(position) for position in ranked if sums[position] >= LIKE_ENOUGH]


@dataclass(frozen=True)
class Layered:
    """Several indexes as one, each later one with what changed since those before it were made: its positions follow theirs. `gone`
    are positions of what is there no more or was changed, `lost` how many of these have each key."""

    layers: tuple[Index, ...]
    starts: tuple[int, ...]
    gone: frozenset[int]
    lost: Mapping[str, int]

    @classmethod
    def of(cls, base: Index, *, beside: Iterable[Traits], gone: Iterable[int]) -> "Layered":
        """One index and all that changed since, in one layer."""
        places = frozenset(gone)
        return cls.joined([base, Index.of(beside)], gone=places, lost=Counter(key for at in places for key in base.at(at).keys))

    @classmethod
    def joined(cls, layers: Sequence[Index], *, gone: Iterable[int], lost: Mapping[str, int]) -> "Layered":
        """Costs nothing beside copying `gone`; `lost` must not be changed any more."""
        starts = tuple(accumulate((len(one.entries) for one in layers[:-1]), initial=0))
        return cls(layers=tuple(layers), starts=starts, gone=frozenset(gone), lost=lost)

    def at(self, position: int) -> Traits:
        """The traits at a position."""
        layer = bisect_right(self.starts, position) - 1
        return self.layers[layer].entries[position - self.starts[layer]]

    def sharing(self, key: str) -> int:
        """As of `Index`."""
        return sum(layer.sharing(key) for layer in self.layers) - self.lost.get(key, 0)

    def having(self, key: str) -> list[int]:
        """As of `Index`."""
        return self._joined([layer.having(key) for layer in self.layers])

    def found(self, one: Traits) -> list[int]:
        """As of `Index`."""
        return self._joined([layer.found(one) for layer in self.layers])

    def found_many(self, many: Sequence[Traits]) -> list[list[int]]:
        """As of `Index`."""
        each = [layer.found_many(many) for layer in self.layers]
        return [self._joined(own) for own in zip(*each, strict=True)]

    def beginning(self, asked: Sequence[str], *, first: bool) -> list[int]:
        """As of `Index`."""
        return self._joined([layer.beginning(asked, first=first) for layer in self.layers])

    def resembling(self, text: str, *, limit: int) -> list[int]:
        """As of `Index`."""
        return self._joined([layer.resembling(text, limit=limit) for layer in self.layers])

    def _joined(self, found: Sequence[Sequence[int]]) -> list[int]:
        places = (start + place for start, own in zip(self.starts, found, strict=True) for place in own)
        return [place for place in places if place not in self.gone]


def trigrams(name: str) -> list[str]:
    """Each once: of every word with its edges, so that the order of the words does not count.

    >>> trigrams("ab abc")
    [' ab', 'ab ', 'abc', 'bc ']
    """
    grams: dict[str, None] = {}
    for word in name.split():
        padded = f" {word} "
        for start in range(len(padded) - 2):
            grams[padded[start : start + 3]] = None
    return list(grams)


def _weighed(columns: Sequence[int], ends: Sequence[int], *, size: int) -> tuple[NDArray[np.float32], "csr_matrix"]:
    """How rare each trigram is, and the names by trigram, each name of length one."""
    from scipy.sparse import csr_matrix

    count = len(ends) - 1
    places = np.asarray(columns, dtype=np.int32)
    having = np.bincount(places, minlength=size) if len(places) else np.zeros(size, dtype=np.int64)
    rarity = (np.log((1 + count) / (1 + having)) + 1.0).astype(np.float32)
    weights = rarity[places] if len(places) else np.zeros(0, np.float32)
    rows = np.repeat(np.arange(count), np.diff(ends))
    lengths = np.sqrt(np.bincount(rows, weights=weights.astype(np.float64) ** 2, minlength=count)) if count else np.ones(0)
    data = (weights / lengths[rows]).astype(np.float32) if len(rows) else weights
    by_name = csr_matrix((data, places, np.asarray(ends)), shape=(count, size))
    return rarity, by_name.T.tocsr()

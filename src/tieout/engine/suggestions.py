"""What a ledger has that may be meant while somebody types its name: from the third letter, without a call.

Two looks. First the beginnings of words: of contacts and items in the index in memory that answers "is it already there?", of
documents, and until that index is made, in the database's own. Where these give too few, a likeness of trigrams over the index in
memory, which forgives slips of the pen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from itertools import chain
from uuid import UUID

import numpy as np
from rapidfuzz import fuzz, process

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import CONTACT_KINDS, EntityKind
from tieout.accounting.money import decimal_places, plain
from tieout.engine import access, identity
from tieout.engine.identity import Known
from tieout.engine.sights import entity_of
from tieout.reconciliation.identity.normal import words
from tieout.store import links, mirror, suggestible
from tieout.store.connections import Connection
from tieout.store.links import SourceKind
from tieout.store.mirror import MirrorEntity
from tieout.store.suggestible import Starts

LETTERS_MIN = 3
SHOWN_MAX = 8
# Of a beginning that very many share, so many are looked at.
LOOKED_AT_MAX = 400
# Likeness (0 to 100) below which a name is not worth showing.
LIKE_ENOUGH = 60.0
IN_MEMORY = frozenset({*(kind.value for kind in CONTACT_KINDS), EntityKind.ITEM.value})


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """`entity_id` is the mirror's row; `detail` tells two of the same name apart; `linked_record_id` is the record that is it."""

    entity_id: UUID
    kind: str
    external_id: str
    name: str
    detail: str
    number: str
    linked_record_id: UUID | None = None


def suggest(
    workspace_id: UUID, connection: Connection, *, kinds: Sequence[str], text: str, limit: int = SHOWN_MAX
) -> list[Suggestion]:
    """The best first, at most `limit`; fewer than three letters give none. `contact` among the kinds is what the provider calls
    customer or supplier."""
    asked = words(text)
    if sum(len(word) for word in asked) < LETTERS_MIN:
        return []
    real = [kind for kind in own_kinds(connection, kinds=kinds) if kind in suggestible.KINDS]
    kept = {kind: identity.named_now(workspace_id, connection.id, kind=kind) for kind in real if kind in IN_MEMORY}
    there = _There(workspace_id, connection.id, kinds=real, kept={kind: seen for kind, seen in kept.items() if seen is not None})
    best = _beginning(there, asked=asked, limit=limit)
    if len(best) < limit:
        best += _alike(there, asked=asked, known=set(best))[: limit - len(best)]
    return _shown(there, best)


@dataclass(frozen=True)
class _There:
    """Where names are looked for: `kept` are the kinds whose names are in memory, of which `met` are those that were found, with
    their kind; of the others the database knows the words."""

    workspace_id: UUID
    connection_id: UUID
    kinds: Sequence[str]
    kept: Mapping[str, identity.Seen]
    met: dict[UUID, tuple[str, Known]] = field(default_factory=dict)

    def beginning(self, asked: Starts) -> list[tuple[UUID, str]]:
        """With their names in folded words."""
        others = [kind for kind in self.kinds if kind not in self.kept]
        rows = suggestible.beginning(self.workspace_id, self.connection_id, kinds=others, asked=asked, limit=LOOKED_AT_MAX)
        found = [(one, " ".join(words(name))) for one, name in rows]
        for kind, seen in self.kept.items():
            found += self._met(kind, seen.beginning(asked.words, first=asked.first, limit=LOOKED_AT_MAX))
        return found

    def like(self, text: str) -> list[tuple[UUID, str]]:
        """With their names in folded words."""
        return [one for kind, seen in self.kept.items() for one in self._met(kind, seen.like(text, limit=LOOKED_AT_MAX))]

    def _met(self, kind: str, found: Sequence[Known]) -> list[tuple[UUID, str]]:
        self.met.update((one.entity_id, (kind, one)) for one in found)
        return [(one.entity_id, one.plain_name) for one in found]


def _beginning(there: _There, *, asked: Sequence[str], limit: int) -> list[UUID]:
    """Whose name begins with it, then who has words that begin so; of each the most like first, and the shorter."""
    best: dict[UUID, None] = {}
    for first in (True, False):
        found = there.beginning(Starts(words=asked, first=first))
        alike = process.cdist([" ".join(asked)], [name for _, name in found], scorer=fuzz.ratio, dtype=np.float64)[0].tolist()
        ranked = nsmallest(limit, [(-score, name, one) for score, (one, name) in zip(alike, found, strict=True)])
        best |= dict.fromkeys(one for _, _, one in ranked)
        if len(best) >= limit:
            break
    return list(best)[:limit]


def _alike(there: _There, *, asked: Sequence[str], known: set[UUID]) -> list[UUID]:
    """The names that are like it although no beginning of a word is, the most like first."""
    near = [found for found in there.like(" ".join(asked)) if found[0] not in known]
    scores = likeness(asked, [name for _, name in near])
    scored = [(-score, len(name), name, one) for score, (one, name) in zip(scores, near, strict=True) if score >= LIKE_ENOUGH]
    return [one for *_, one in sorted(scored)]


def likeness(asked: Sequence[str], names: Sequence[str]) -> list[float]:
    """Of each name 0 to 100: how well each word that was typed is found among its words, a beginning as good as the whole."""
    if not names:
        return []
    split = [name.split() or [""] for name in names]
    # Each word once: the names that are looked at have many in common.
    places = {word: place for place, word in enumerate(dict.fromkeys(chain.from_iterable(split)))}
    every = np.fromiter((places[word] for own in split for word in own), np.int64)
    lengths = np.fromiter((len(own) for own in split), np.int64)
    starts, total = np.cumsum(lengths) - lengths, np.zeros(len(names))
    for word in asked:
        begun = [one[: len(word)] for one in places]
        whole, start = (process.cdist([word], own, scorer=fuzz.ratio, dtype=np.float64)[0] for own in (list(places), begun))
        total += np.maximum.reduceat(np.maximum(whole, start)[every], starts)
    return [float(one) for one in total / len(asked)]


def own_kinds(connection: Connection, *, kinds: Sequence[str]) -> list[str]:
    """The provider's own kinds: `contact` is what it calls customer or supplier."""
    manifest = access.connector(connection.provider).manifest
    contacts = dict.fromkeys((manifest.customer_kind.value, manifest.supplier_kind.value))
    named = [own for kind in kinds for own in (contacts if kind == EntityKind.CONTACT.value else (kind,))]
    return list(dict.fromkeys(named))


def _shown(there: _There, best: Sequence[UUID]) -> list[Suggestion]:
    shown = {one: _of_known(*there.met[one]) for one in best if one in there.met}
    rows = mirror.entities_by_ids(there.workspace_id, [one for one in best if one not in shown])
    shown |= {one: _of_row(row) for one, row in rows.items()}
    ordered = [shown[one] for one in best if one in shown]
    pairs = [(one.kind, one.external_id) for one in ordered]
    linked = links.links_by_external(there.workspace_id, there.connection_id, source_kind=SourceKind.RECORD, pairs=pairs)
    records = {pair: link.source_id for pair, link in linked.items()}
    return [replace(one, linked_record_id=records.get(pair)) for one, pair in zip(ordered, pairs, strict=True)]


def _of_known(kind: str, one: Known) -> Suggestion:
    return Suggestion(
        entity_id=one.entity_id,
        kind=kind,
        external_id=one.external_id,
        name=one.name or one.number,
        detail=one.detail,
        number=one.number,
    )


def _of_row(row: MirrorEntity) -> Suggestion:
    entity = entity_of(row)
    return Suggestion(
        entity_id=row.id,
        kind=row.kind,
        external_id=row.external_id,
        name=row.name or row.number,
        detail=identity.detail(entity) if isinstance(entity, Contact | Item) else _document(row),
        number=row.number,
    )


def _document(row: MirrorEntity) -> str:
    amount = ""
    if row.gross is not None:
        # The database gives it the same number of digits whatever the currency.
        amount = f"{plain(row.gross.normalize(), places=decimal_places(row.currency))} {row.currency}"
    return " · ".join(part for part in (row.name, row.issued_on.isoformat() if row.issued_on else "", amount) if part)

"""What a ledger has that may be meant while somebody types its name: from the third letter, without a call.

Two looks. First the beginnings of words, in the database's own index. Where these give too few, a likeness of trigrams over the
index in memory that answers "is it already there?", which forgives slips of the pen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import fuzz

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import CONTACT_KINDS, EntityKind
from tieout.accounting.money import decimal_places, plain
from tieout.engine import access, identity
from tieout.engine.sights import entity_of
from tieout.reconciliation.identity.normal import words
from tieout.store import connections, links, mirror, suggestible
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
    linked_record_id: UUID | None


def suggest(
    workspace_id: UUID, connection_id: UUID, *, kinds: Sequence[str], text: str, limit: int = SHOWN_MAX
) -> list[Suggestion]:
    """The best first, at most `limit`; fewer than three letters give none. `contact` among the kinds is what the provider calls
    customer or supplier."""
    asked = words(text)
    if sum(len(word) for word in asked) < LETTERS_MIN:
        return []
    real = [kind for kind in own_kinds(workspace_id, connection_id, kinds=kinds) if kind in suggestible.KINDS]
    best = _beginning(workspace_id, connection_id, kinds=real, asked=asked, limit=limit)
    if len(best) < limit:
        best += _alike(workspace_id, connection_id, kinds=real, asked=asked, known=set(best))[: limit - len(best)]
    rows = mirror.entities_by_ids(workspace_id, best)
    return _shown(workspace_id, connection_id, rows=[rows[one] for one in best if one in rows])


def _beginning(workspace_id: UUID, connection_id: UUID, *, kinds: Sequence[str], asked: Sequence[str], limit: int) -> list[UUID]:
    """Whose name begins with it, then who has words that begin so; of each the most like first, and the shorter."""
    best: list[UUID] = []
    for first in (True, False):
        found = suggestible.beginning(
            workspace_id, connection_id, kinds=kinds, asked=Starts(words=asked, first=first), limit=LOOKED_AT_MAX
        )
        text = " ".join(asked)
        named = [(one, " ".join(words(name))) for one, name in found]
        named.sort(key=lambda one: (-fuzz.ratio(text, one[1]), one[1], one[0]))
        best = list(dict.fromkeys([*best, *(one for one, _ in named)]))
        if len(best) >= limit:
            break
    return best[:limit]


def _alike(workspace_id: UUID, connection_id: UUID, *, kinds: Sequence[str], asked: Sequence[str], known: set[UUID]) -> list[UUID]:
    """The names that are like it although no beginning of a word is, the most like first."""
    near: list[tuple[UUID, str]] = []
    for kind in kinds:
        if kind in IN_MEMORY:
            near += identity.names_like(workspace_id, connection_id, kind=kind, text=" ".join(asked), limit=LOOKED_AT_MAX)
    scored = [(likeness(asked, name), name, one) for one, name in near if one not in known]
    scored.sort(key=lambda one: (-one[0], len(one[1]), one[1], one[2]))
    return [one for score, _, one in scored if score >= LIKE_ENOUGH]


def likeness(asked: Sequence[str], name: str) -> float:
    """0 to 100: how well each word that was typed is found among the words of a name, a beginning as good as the whole."""
    there = name.split()
    return (
        sum(max(max(fuzz.ratio(word, own), fuzz.ratio(word, own[: len(word)])) for own in there) for word in asked) / len(asked)
        if there
        else 0.0
    )


def own_kinds(workspace_id: UUID, connection_id: UUID, *, kinds: Sequence[str]) -> list[str]:
    """The provider's own kinds: `contact` is what it calls customer or supplier."""
    manifest = access.connector(connections.connection(workspace_id, connection_id).provider).manifest
    contacts = dict.fromkeys((manifest.customer_kind.value, manifest.supplier_kind.value))
    named = [own for kind in kinds for own in (contacts if kind == EntityKind.CONTACT.value else (kind,))]
    return list(dict.fromkeys(named))


def _shown(workspace_id: UUID, connection_id: UUID, *, rows: Sequence[MirrorEntity]) -> list[Suggestion]:
    pairs = [(row.kind, row.external_id) for row in rows]
    linked = links.links_by_external(workspace_id, connection_id, source_kind=SourceKind.RECORD, pairs=pairs)
    shown = []
    for row in rows:
        entity = entity_of(row)
        link = linked.get((row.kind, row.external_id))
        shown.append(
            Suggestion(
                entity_id=row.id,
                kind=row.kind,
                external_id=row.external_id,
                name=row.name or row.number,
                detail=identity.detail(entity) if isinstance(entity, Contact | Item) else _document(row),
                number=row.number,
                linked_record_id=link.source_id if link is not None else None,
            )
        )
    return shown


def _document(row: MirrorEntity) -> str:
    amount = ""
    if row.gross is not None:
        # The database gives it the same number of digits whatever the currency.
        amount = f"{plain(row.gross.normalize(), places=decimal_places(row.currency))} {row.currency}"
    return " · ".join(part for part in (row.name, row.issued_on.isoformat() if row.issued_on else "", amount) if part)

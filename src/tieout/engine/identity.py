"""Is this contact or item in the ledger already? Asked of the mirror, in memory, without a call; what people decided wins."""

import hashlib
import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.engine.sights import entity_of
from tieout.reconciliation.identity.index import Index, Layered
from tieout.reconciliation.identity.traits import Traits, traits
from tieout.reconciliation.identity.verdict import Likeness, Verdict, judged
from tieout.store import audit, database, decisions, links, mirror
from tieout.store.decisions import Pair
from tieout.store.links import SourceKind

# So many ledgers' contacts are kept in memory at once, the least used is let go.
KEPT_MAX = 12
# Changes since the index was made are kept beside it; when they are more than this, and than a twentieth of it,
# it is made anew.
BESIDE_MIN = 1000
# So few beside it are always indexed together; layers of more grow by doubling, so that each change is indexed a few times only.
LAYER_MIN = 32

CertaintyName = Literal["certain", "doubtful", "new"]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A mirrored entity that may be the same; `entity_id` is the mirror's row."""

    entity_id: UUID
    kind: str
    external_id: str
    name: str
    detail: str
    score: float
    reasons: tuple[str, ...]
    already_linked: bool


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Of "certain" the first candidate is the one; of "doubtful" a person must choose; at most eight, best first."""

    certainty: CertaintyName
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What is shown of a mirrored entity."""

    entity_id: UUID
    external_id: str
    name: str
    detail: str
    traits: Traits


@dataclass(frozen=True)
class _Seen:
    """The contacts (or items) of one ledger at one moment; `known` runs parallel to the positions of `index`."""

    known: Sequence[_Known] = ()
    index: Layered = field(default_factory=lambda: Layered.of(Index.of(()), beside=(), gone=()))
    places: Mapping[str, int] = field(default_factory=dict)
    beside: Mapping[str, int] = field(default_factory=dict)

    def place_of(self, external_id: str) -> int | None:
        """The position of an entity, None for one that is not there or cannot be used."""
        place = self.beside.get(external_id, self.places.get(external_id))
        return None if place is None or place in self.index.gone else place


@dataclass
class _Layer:
    """What was indexed together."""

    known: list[_Known]
    index: Index


@dataclass
class _Kept:
    """What is kept of one ledger between two questions: the index as it was made, and in smaller layers what changed since.

    `places` are positions in the first layer, `beside` in the others; `gone` and `lost` are those of `Layered`.
    """

    layers: list[_Layer] = field(default_factory=lambda: [_Layer([], Index.of(()))])
    places: dict[str, int] = field(default_factory=dict)
    beside: dict[str, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    lost: Counter[str] = field(default_factory=Counter)
    upto: datetime | None = None
    seen: _Seen = field(default_factory=_Seen)
    lock: threading.Lock = field(default_factory=threading.Lock)


_kept: OrderedDict[tuple[UUID, str], _Kept] = OrderedDict()
_keeping = threading.Lock()


def judge(workspace_id: UUID, connection_id: UUID, *, entity: Contact | Item, source_id: UUID | None = None) -> Judgement:
    """Whether the ledger has it. `source_id` is the record (or the other ledger's mirrored entity) that it comes from, under which
    earlier decisions are remembered."""
    source = source_id or UUID(int=0)
    return judge_many(workspace_id, connection_id, entities={source: entity})[source]


def judge_many(workspace_id: UUID, connection_id: UUID, *, entities: Mapping[UUID, Contact | Item]) -> dict[UUID, Judgement]:
    """`judge` for many at once, by source; entities of several kinds may be mixed."""
    by_kind: dict[str, dict[UUID, Contact | Item]] = {}
    for source, entity in entities.items():
        by_kind.setdefault(kind_of(entity), {})[source] = entity
    found: dict[UUID, Judgement] = {}
    for kind, members in by_kind.items():
        seen = _fresh(workspace_id, connection_id, kind=kind)
        verdicts = _verdicts(workspace_id, connection_id, kind=kind, members=members, seen=seen)
        found.update(_told(workspace_id, connection_id, kind=kind, verdicts=verdicts, known=seen.known))
    return found


def having_keys(workspace_id: UUID, connection_id: UUID, *, entity: Contact | Item) -> dict[str, list[UUID]]:
    """By kind of key (`name`, `account`, `email`, `tax`, `code`…) the mirrored entities that have the very one that this has; a
    name is the same when all of its words are."""
    seen, asked = _fresh(workspace_id, connection_id, kind=kind_of(entity)), traits(entity)
    found: dict[str, list[UUID]] = {}
    for key in asked.keys:
        places = seen.index.having(key)
        kind = key.partition(":")[0]
        same = [place for place in places if kind != "name" or seen.known[place].traits.name == asked.name]
        found[kind] = [seen.known[place].entity_id for place in same]
    return found


def names_like(workspace_id: UUID, connection_id: UUID, *, kind: str, text: str, limit: int) -> list[tuple[UUID, str]]:
    """Mirrored entities whose names have much in common with a text, with these names in plain words; the nearest first."""
    seen = _fresh(workspace_id, connection_id, kind=kind)
    return [(seen.known[place].entity_id, seen.known[place].traits.name) for place in seen.index.resembling(text, limit=limit)]


def remember(workspace_id: UUID, connection_id: UUID, *, pair: Pair, same: bool, actor: str) -> None:
    """Keeps a person's word about a pair, with its entry in the audit log; said again, it changes nothing."""
    with database.atomic():
        row, changed = decisions.decide(workspace_id, connection_id, pair=pair, same=same, by=actor)
        if changed:
            said = "is" if same else "is not"
            there = mirror.entity(workspace_id, connection_id, kind=pair.kind, external_id=pair.external_id)
            name = there.name if there is not None and there.name else pair.external_id
            note = audit.Note(
                actor=actor,
                action="identity.decided",
                subject_kind="record",
                subject_id=str(pair.source_id),
                text=f"It {said} {pair.kind.replace('_', ' ')} {name} of the ledger",
                details={
                    "connection": str(connection_id),
                    "kind": pair.kind,
                    "external_id": pair.external_id,
                    "same": row.same,
                },
            )
            audit.add(workspace_id, [note])


def kind_of(entity: Contact | Item) -> str:
    return (EntityKind.ITEM if isinstance(entity, Item) else entity.kind).value


def _verdicts(
    workspace_id: UUID, connection_id: UUID, *, kind: str, members: Mapping[UUID, Contact | Item], seen: _Seen
) -> dict[UUID, Verdict]:
    said = decisions.decisions(workspace_id, connection_id, source_ids=members, kind=kind)
    asked = [traits(entity) for entity in members.values()]
    found = seen.index.found_many(asked) if len(asked) > 1 else [seen.index.found(one) for one in asked]
    verdicts: dict[UUID, Verdict] = {}
    for source, one, near in zip(members, asked, found, strict=True):
        own = {seen.place_of(external): same for external, same in said.get(source, {}).items()}
        decided = {place: same for place, same in own.items() if place is not None}
        verdicts[source] = judged(one, seen.index, found=near, said=decided)
    return verdicts


def _told(
    workspace_id: UUID, connection_id: UUID, *, kind: str, verdicts: Mapping[UUID, Verdict], known: Sequence[_Known]
) -> dict[UUID, Judgement]:
    """With names, and whether something is linked to each already."""
    named = {known[like.position].external_id for verdict in verdicts.values() for like in verdict.likely}
    pairs = [(kind, external) for external in sorted(named)]
    linked = links.links_by_external(workspace_id, connection_id, source_kind=SourceKind.RECORD, pairs=pairs)
    return {
        source: Judgement(
            certainty=verdict.certainty.value,
            candidates=tuple(_candidate(known[like.position], like, kind=kind, linked=linked) for like in verdict.likely),
        )
        for source, verdict in verdicts.items()
    }


def _candidate(one: _Known, like: Likeness, *, kind: str, linked: Mapping[tuple[str, str], links.Link]) -> Candidate:
    return Candidate(
        entity_id=one.entity_id,
        kind=kind,
        external_id=one.external_id,
        name=one.name,
        detail=one.detail,
        score=like.score,
        reasons=like.reasons,
        already_linked=(kind, one.external_id) in linked,
    )


def _fresh(workspace_id: UUID, connection_id: UUID, *, kind: str) -> _Seen:
    """The ledger's entities of a kind as the mirror has them now, and the index over them."""
    with _keeping:
        kept = _kept.setdefault((connection_id, kind), _Kept())
        _kept.move_to_end((connection_id, kind))
        while len(_kept) > KEPT_MAX:
            _kept.popitem(last=False)
    with kept.lock:
        changed = mirror.seen_since(workspace_id, connection_id, kind=kind, since=kept.upto)
        if changed:
            _renew(kept, changed)
        return kept.seen


def _renew(kept: _Kept, rows: Sequence[mirror.MirrorEntity]) -> None:
    """Few changes go beside the index, into a layer of their own; many, and it is made anew."""
    changed = {row.external_id: _known(row) for row in rows}
    for external_id in changed:
        place = kept.beside.pop(external_id, kept.places.get(external_id))
        if place is not None and place not in kept.gone:
            kept.gone.add(place)
            kept.lost.update(kept.seen.known[place].traits.keys)
    new = [one for one in changed.values() if one is not None]
    base = len(kept.layers[0].known)
    if max(len(kept.gone), len(kept.beside)) + len(new) > max(BESIDE_MIN, base // 20):
        kept.places = {one.external_id: place for place, one in enumerate(_layered(kept, new, after=0))}
        kept.beside = {}
    elif new:
        after, weight = len(kept.layers), len(new)
        while after > 1 and len(kept.layers[after - 1].known) <= max(weight, LAYER_MIN):
            after -= 1
            weight += len(kept.layers[after].known)
        start = sum(len(layer.known) for layer in kept.layers[:after])
        kept.beside.update((one.external_id, start + place) for place, one in enumerate(_layered(kept, new, after=after)))
    known = kept.layers[0].known.copy()
    for layer in kept.layers[1:]:
        known += layer.known
    kept.seen = _Seen(
        known=known,
        index=Layered.joined([layer.index for layer in kept.layers], gone=kept.gone, lost=dict(kept.lost)),
        places=kept.places,
        beside=dict(kept.beside),
    )
    newest = max(row.seen_at for row in rows)
    kept.upto = newest if kept.upto is None else max(newest, kept.upto)


def _layered(kept: _Kept, new: Sequence[_Known], *, after: int) -> list[_Known]:
    """Makes one layer of what is new and of all that is not gone in the layers after the first so many; gives what it holds."""
    place = sum(len(layer.known) for layer in kept.layers[:after])
    held: list[_Known] = []
    for layer in kept.layers[after:]:
        for one in layer.known:
            if place in kept.gone:
                kept.gone.discard(place)
                kept.lost.subtract(one.traits.keys)
            else:
                held.append(one)
            place += 1
    held += new
    kept.lost = +kept.lost
    kept.layers[after:] = [_Layer(held, Index.of(one.traits for one in held))]
    return held


def _known(row: mirror.MirrorEntity) -> _Known | None:
    """None for what is gone or cannot be used any more."""
    entity = None if row.deleted or row.status == "archived" else entity_of(row)
    if not isinstance(entity, Contact | Item):
        return None
    return _Known(entity_id=row.id, external_id=row.external_id, name=row.name, detail=detail(entity), traits=traits(entity))


def detail(entity: Contact | Item) -> str:
    """What tells two of the same name apart: number, address of mail, town."""
    if isinstance(entity, Item):
        return " · ".join(part for part in (entity.code, entity.description) if part)[:200]
    town = next((address.city or address.postal_code for address in entity.addresses if address.city or address.postal_code), "")
    person = f"{entity.first_name} {entity.last_name}".strip()
    return " · ".join(part for part in (entity.account_number, person, entity.email, entity.phone, town) if part)[:200]


def digest(text: str) -> str:
    """A short name of a text, by which it is known again."""
    return hashlib.sha256(text.encode()).hexdigest()

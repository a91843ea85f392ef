"""Is this contact or item in the ledger already? Asked of the mirror, in memory, without a call; what people decided wins."""

import gc
import hashlib
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import from_json
from tieout.engine import match_rules
from tieout.reconciliation.identity.index import Index, Layered
from tieout.reconciliation.identity.normal import words
from tieout.reconciliation.identity.traits import Traits, said, traits
from tieout.reconciliation.identity.verdict import Likeness, Verdict, judged
from tieout.store import audit, database, decisions, links, mirror
from tieout.store.decisions import Pair
from tieout.store.links import SourceKind

# So many ledgers' contacts are kept in memory at once, the least used is let go.
KEPT_MAX = 12
# More than so many are not indexed while somebody types and waits, and no index of more is made anew.
AT_ONCE_MAX = 2_000
ANEW_AT_ONCE_MAX = 10_000
# So long one who types waits for another thread that has the index in its hands.
SOON_SECONDS = 0.02
# Changes since the index was made are kept beside it; when they are more than this, and than a twentieth of it,
# it is made anew.
BESIDE_MIN = 1000
# So few beside it are always indexed together; layers of more grow by doubling, so that each change is indexed a few times only.
LAYER_MIN = 32
# Layers of so many stay for long, and are left out of the search for what refers to itself in circles.
FROZEN_FROM = 10_000

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
class Known:
    """What is shown of a mirrored entity; `is_read` where what the provider says of it could be understood."""

    entity_id: UUID
    external_id: str
    name: str
    number: str
    detail: str
    traits: Traits
    is_read: bool = True

    @property
    def plain_name(self) -> str:
        """The name in folded words, or all that is said of one without a name."""
        return self.traits.name or " ".join(self.traits.said)


@dataclass(frozen=True)
class Seen:
    """The contacts (or items) of one ledger at one moment; `known` runs parallel to the positions of `index`."""

    known: Sequence[Known] = ()
    index: Layered = field(default_factory=lambda: Layered.of(Index.of(()), beside=(), gone=()))
    places: Mapping[str, int] = field(default_factory=dict)
    beside: Mapping[str, int] = field(default_factory=dict)

    def place_of(self, external_id: str) -> int | None:
        """The position of an entity, None for one that is not there or cannot be used."""
        place = self.beside.get(external_id, self.places.get(external_id))
        return None if place is None or place in self.index.gone or not self.known[place].is_read else place

    def beginning(self, asked: Sequence[str], *, first: bool, limit: int) -> list[Known]:
        """Those with a word that begins so for each that is asked; with `first`, the name itself begins with the first of them."""
        return [self.known[place] for place in self.index.beginning(asked, first=first)[:limit]]

    def like(self, text: str, *, limit: int) -> list[Known]:
        """Those whose names have much in common with a text, the nearest first."""
        return [self.known[place] for place in self.index.resembling(text, limit=limit)]


@dataclass
class _Layer:
    """What was indexed together."""

    known: list[Known]
    index: Index


@dataclass
class _Kept:
    """What is kept of one ledger between two questions: the index as it was made, and in smaller layers what changed since.

    `places` are positions in the first layer, `beside` in the others; `gone` and `lost` are those of `Layered`.
    """

    kind: str
    layers: list[_Layer] = field(default_factory=lambda: [_Layer([], Index.of(()))])
    places: dict[str, int] = field(default_factory=dict)
    beside: dict[str, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    lost: Counter[str] = field(default_factory=Counter)
    upto: datetime | None = None
    seen: Seen = field(default_factory=Seen)
    lock: threading.Lock = field(default_factory=threading.Lock)


_Ledger = tuple[UUID, UUID, str]  # workspace, connection, kind
_kept: OrderedDict[_Ledger, _Kept] = OrderedDict()
_behind: set[_Ledger] = set()
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


def named_now(workspace_id: UUID, connection_id: UUID, *, kind: str) -> Seen | None:
    """What can be told at once of the ledger's names. Where very much has to be indexed first, that is begun behind, and this is
    what was indexed before it: None for nothing."""
    ledger = (workspace_id, connection_id, kind)
    kept = _kept_of(ledger)
    if kept.lock.acquire(timeout=SOON_SECONDS):
        try:
            changed = list(mirror.seen_since(workspace_id, connection_id, kind=kind, since=kept.upto, limit=AT_ONCE_MAX + 1))
            large = len(kept.layers[0].known) > ANEW_AT_ONCE_MAX and _is_full(kept, len(changed))
            if len(changed) <= AT_ONCE_MAX and not large:
                _renew(kept, changed)
                return kept.seen
        finally:
            kept.lock.release()
    _begin_behind(ledger)
    return kept.seen if kept.upto is not None else None


def remember(workspace_id: UUID, connection_id: UUID, *, pair: Pair, same: bool, actor: str) -> None:
    """Keeps a person's word about a pair, with its entry in the audit log; said again, it changes nothing."""
    with database.atomic():
        row, changed = decisions.decide(workspace_id, connection_id, pair=pair, same=same, by=actor)
        if changed:
            word = "is" if same else "is not"
            there = mirror.entity(workspace_id, connection_id, kind=pair.kind, external_id=pair.external_id)
            name = there.name if there is not None and there.name else pair.external_id
            note = audit.Note(
                actor=actor,
                action="identity.decided",
                subject_kind="record",
                subject_id=str(pair.source_id),
                text=f"It {word} {pair.kind.replace('_', ' ')} {name} of the ledger",
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
    workspace_id: UUID, connection_id: UUID, *, kind: str, members: Mapping[UUID, Contact | Item], seen: Seen
) -> dict[UUID, Verdict]:
    decided = decisions.decisions(workspace_id, connection_id, source_ids=members, kind=kind)
    asked = [traits(entity) for entity in members.values()]
    found = seen.index.found_many(asked) if len(asked) > 1 else [seen.index.found(one) for one in asked]
    rules = match_rules.rules_of(workspace_id, connection_id)
    verdicts: dict[UUID, Verdict] = {}
    for source, one, near in zip(members, asked, found, strict=True):
        own = {seen.place_of(external): same for external, same in decided.get(source, {}).items()}
        told = {place: same for place, same in own.items() if place is not None}
        verdicts[source] = judged(one, seen.index, found=near, said=told, rules=rules)
    return verdicts


def _told(
    workspace_id: UUID, connection_id: UUID, *, kind: str, verdicts: Mapping[UUID, Verdict], known: Sequence[Known]
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


def _candidate(one: Known, like: Likeness, *, kind: str, linked: Mapping[tuple[str, str], links.Link]) -> Candidate:
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


def _fresh(workspace_id: UUID, connection_id: UUID, *, kind: str) -> Seen:
    """The ledger's entities of a kind as the mirror has them now, and the index over them."""
    kept = _kept_of((workspace_id, connection_id, kind))
    with kept.lock:
        _renew(kept, mirror.seen_since(workspace_id, connection_id, kind=kind, since=kept.upto))
        return kept.seen


def _kept_of(ledger: _Ledger) -> _Kept:
    with _keeping:
        kept = _kept.get(ledger) or _kept.setdefault(ledger, _Kept(ledger[2]))
        _kept.move_to_end(ledger)
        while len(_kept) > KEPT_MAX:
            _kept.popitem(last=False)
        return kept


def _begin_behind(ledger: _Ledger) -> None:
    with _keeping:
        if ledger in _behind:
            return
        _behind.add(ledger)
    threading.Thread(target=_index_behind, args=(ledger,), name="index", daemon=True).start()


def _index_behind(ledger: _Ledger) -> None:
    workspace_id, connection_id, kind = ledger
    try:
        _fresh(workspace_id, connection_id, kind=kind)
    finally:
        database.close_connections()
        with _keeping:
            _behind.discard(ledger)


def _is_full(kept: _Kept, more: int) -> bool:
    """Whether with so many more changes beside it the index is made anew."""
    return max(len(kept.gone), len(kept.beside)) + more > max(BESIDE_MIN, len(kept.layers[0].known) // 20)


def _renew(kept: _Kept, rows: Iterable[mirror.Glance]) -> None:
    """Few changes go beside the index, into a layer of their own; many, and it is made anew."""
    changed: dict[str, Known | None] = {}
    newest = kept.upto
    for row in rows:
        changed[row.external_id] = _known(row, kind=kept.kind)
        newest = row.seen_at if newest is None else max(newest, row.seen_at)
    if not changed:
        return
    for external_id in changed:
        place = kept.beside.pop(external_id, kept.places.get(external_id))
        if place is not None and place not in kept.gone:
            kept.gone.add(place)
            kept.lost.update(kept.seen.known[place].traits.keys)
    new = [one for one in changed.values() if one is not None]
    if _is_full(kept, len(new)):
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
    kept.seen = Seen(
        known=known,
        index=Layered.joined([layer.index for layer in kept.layers], gone=kept.gone, lost=dict(kept.lost)),
        places=kept.places,
        beside=dict(kept.beside),
    )
    kept.upto = newest


def _layered(kept: _Kept, new: Sequence[Known], *, after: int) -> list[Known]:
    """Makes one layer of what is new and of all that is not gone in the layers after the first so many; gives what it holds."""
    place = sum(len(layer.known) for layer in kept.layers[:after])
    held: list[Known] = []
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
    if len(held) > FROZEN_FROM:
        gc.freeze()  # Lives for long and holds no circles: to look through it again and again would be seen in every answer.
    return held


def _known(row: mirror.Glance, *, kind: str) -> Known | None:
    """None for what is gone or cannot be used any more. What could not be understood is nobody's equal, but has a name."""
    if row.deleted or row.status == "archived":
        return None
    if row.entity is None:
        name = " ".join(words(row.name))
        own, told, is_read = Traits(name=name, core="", said=said(row.name, row.number)), row.name, False
    else:
        entity = from_json(EntityKind(kind), row.entity)
        assert isinstance(entity, Contact | Item), "nothing else is kept in memory"
        own, told, is_read = traits(entity), detail(entity), True
    return Known(
        entity_id=row.id, external_id=row.external_id, name=row.name, number=row.number, detail=told, traits=own, is_read=is_read
    )


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

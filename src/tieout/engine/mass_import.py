"""What a ledger has into the records of a collection: planned against the records, then linked or created."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import JsonValue

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.engine import agreement, edits, identity, match_rules
from tieout.engine import records as record_engine
from tieout.engine.mass_export import CHANGED_LEDGER, TAKEN, carry_out_links, choice
from tieout.engine.record_values import checked_rows
from tieout.engine.sights import entity_of
from tieout.mapping.accounting_mapping import ContactsMapping, parse_mapping
from tieout.mapping.entity_fields import UnfitValue, values_of, with_values
from tieout.mapping.rules import FieldRule
from tieout.mapping.three_way import LinkMapping, written_back
from tieout.reconciliation.identity.assignment import assigned
from tieout.reconciliation.identity.index import Index
from tieout.reconciliation.identity.traits import traits
from tieout.reconciliation.identity.verdict import Certainty, Verdict, judged
from tieout.store import collections, decisions, field_values, links, mirror
from tieout.store import records as record_store
from tieout.store.change_sets import Act, ChangeKind
from tieout.store.collections import Collection
from tieout.store.decisions import Pair
from tieout.store.ids import new_id
from tieout.store.links import SourceKind
from tieout.store.masses import Mass, MassRow, RowAction, RowState
from tieout.store.mirror import MirrorEntity
from tieout.store.records import Draft, Record

LINKED_SINCE = "A record was linked to it after the plan was made."
MADE_ONLY = "The record was made, but not linked. {said}"


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """The records of the collection as entities, in the order of the index over them."""

    collection: Collection
    mapping: LinkMapping
    members: list[Record]
    index: Index
    places: dict[UUID, int]


def plan(mass: Mass) -> list[MassRow]:
    """A row for everything of the kind that can be used there, by name; no call is made."""
    ground = _ground(mass)
    rows_there = [
        row
        for row in mirror.entities(mass.workspace_id, mass.connection_id, kinds=[mass.kind])
        if row.status != "archived" and isinstance(entity_of(row), Contact | Item)
    ]
    rows_there.sort(key=lambda row: (row.name.casefold(), row.external_id))
    linked = links.links_by_external(
        mass.workspace_id, mass.connection_id, source_kind=SourceKind.RECORD,
        pairs=[(row.kind, row.external_id) for row in rows_there],
    )  # fmt: skip
    free = [row for row in rows_there if (row.kind, row.external_id) not in linked]
    verdicts = _verdicts(mass, ground, free=free)
    busy = {link.source_id for link in links.links_to(mass.workspace_id, mass.connection_id, source_kind=SourceKind.RECORD)}
    theirs = assigned(
        (external_id, found.likely[0].position, found.likely[0].score)
        for external_id, found in verdicts.items()
        if found.certainty is Certainty.CERTAIN and ground.members[found.likely[0].position].id not in busy
    )
    made = _new_values(mass, ground, rows=[row for row in free if verdicts[row.external_id].certainty is Certainty.NEW])
    names = {field.key: field.name for field in ground.collection.fields.all()}
    planned: list[MassRow] = []
    for number, there in enumerate(rows_there, start=1):
        row = MassRow(
            workspace_id=mass.workspace_id, mass=mass, number=number, external_id=there.external_id,
            name=(there.name or there.number)[:600], says=there.hash, detail=_detail(there),
        )  # fmt: skip
        link = linked.get((there.kind, there.external_id))
        if link is not None:
            row.action, row.reasons, row.record_id = RowAction.NOTHING, ["Linked already"], link.source_id
        else:
            _plan_free(row, ground, verdict=verdicts[there.external_id], mine=theirs.get(there.external_id), busy=busy)
            if row.action == RowAction.CREATE:
                _say_values(row, made[there.external_id], names=names)
            elif row.action == RowAction.DOUBTFUL:
                row.changes = shown_values(there)
        planned.append(row)
    return planned


def carry_out(mass: Mass, rows: Sequence[MassRow]) -> None:
    """One part of the plan, in the caller's transaction."""
    present = mirror.entities_by_external_ids(
        mass.workspace_id, mass.connection_id, pairs=[(mass.kind, row.external_id) for row in rows]
    )
    linked = links.links_by_external(mass.workspace_id, mass.connection_id, source_kind=SourceKind.RECORD, pairs=present)
    still: list[MassRow] = []
    for row in rows:
        there = present.get((mass.kind, row.external_id))
        if there is None or there.deleted or there.hash != row.says:
            row.state, row.outcome = RowState.CHANGED, CHANGED_LEDGER
        elif choice(row) == RowAction.CREATE and (mass.kind, row.external_id) in linked:
            row.state, row.outcome = RowState.CHANGED, LINKED_SINCE
        else:
            still.append(row)
    _remember(mass, still)
    wanted = [row for row in still if choice(row) == RowAction.LINK]
    for row in wanted:
        row.record_id = UUID(row.chosen) if row.chosen else row.record_id
        row.chosen = ""
    carry_out_links(mass, wanted)
    ground = _mapped(mass)
    if ground is not None:
        _create(mass, [row for row in still if choice(row) == RowAction.CREATE], present=present, ground=ground)


def _ground(mass: Mass) -> _Ground:
    found = _mapped(mass)
    assert found is not None, "a mass is begun for collections of contacts and items only"
    collection, mapping = found
    members = record_store.all_records(mass.workspace_id, mass.collection_key)
    index = Index.of(traits(_as_entity(mapping, row, kind=mass.kind)) for row in members)
    return _Ground(
        collection=collection, mapping=mapping, members=members, index=index,
        places={row.id: place for place, row in enumerate(members)},
    )  # fmt: skip


def _mapped(mass: Mass) -> tuple[Collection, LinkMapping] | None:
    collection = collections.collection(mass.workspace_id, mass.collection_key)
    if collection is None or not collection.mapping:
        return None
    mapping = parse_mapping(collection.mapping)
    return (collection, mapping) if mapping.type in ("contacts", "items") else None


def _as_entity(mapping: LinkMapping, record: Record, *, kind: str) -> Contact | Item:
    """What a record says by its mapping, whichever way its fields go; for comparing only."""
    is_contact = isinstance(mapping, ContactsMapping)
    made: Contact | Item = Contact(kind=EntityKind(kind), name="") if is_contact else Item(code="", name="")
    for name, text in agreement.said_by_record(record).items():
        try:
            made = with_values(made, {name: text})
        except UnfitValue:
            continue
    return made


def _verdicts(mass: Mass, ground: _Ground, *, free: Sequence[MirrorEntity]) -> dict[str, Verdict]:
    said = decisions.decisions_about(mass.workspace_id, mass.connection_id, kind=mass.kind)
    asked = [traits(entity) for row in free if isinstance(entity := entity_of(row), Contact | Item)]
    near = ground.index.found_many(asked)
    rules = match_rules.rules_of(mass.workspace_id, mass.connection_id)
    verdicts: dict[str, Verdict] = {}
    for row, one, found in zip(free, asked, near, strict=True):
        own = {ground.places[key]: same for key, same in said.get(row.external_id, {}).items() if key in ground.places}
        verdicts[row.external_id] = judged(one, ground.index, found=found, said=own, rules=rules)
    return verdicts


def _plan_free(row: MassRow, ground: _Ground, *, verdict: Verdict, mine: int | None, busy: set[UUID]) -> None:
    row.candidates = [
        {
            "id": str(ground.members[like.position].id),
            "name": ground.members[like.position].title or ground.members[like.position].key,
            "detail": ground.members[like.position].key,
            "score": like.score,
            "reasons": list(like.reasons),
            "taken": ground.members[like.position].id in busy,
        }
        for like in verdict.likely
    ]
    best = verdict.likely[0] if verdict.likely else None
    if mine is not None and best is not None:
        record = ground.members[mine]
        row.action, row.record_id, row.record_key, row.reasons = RowAction.LINK, record.id, record.key, list(best.reasons)
    elif verdict.certainty is not Certainty.NEW and best is not None:
        row.action, row.remedy = RowAction.DOUBTFUL, "Choose the record that it is, or make a new one."
        for one, like in zip(row.candidates, verdict.likely, strict=True):
            said = agreement.said_by_record(ground.members[like.position])
            one["values"] = {name: text for name, text in said.items() if text}
        taken = ground.members[best.position].id in busy
        lost = [TAKEN] if verdict.certainty is Certainty.CERTAIN and not taken else []
        row.reasons = [*(["That record is linked already"] if taken else []), *lost, *best.reasons]
    else:
        row.action, row.reasons = RowAction.CREATE, ["No record is like it"]


@dataclass(frozen=True, kw_only=True)
class _Made:
    """A record that would be made: its values by field, what is wrong with them, and what stands for whom to read."""

    values: dict[str, object]
    wrong: dict[str, str]
    said: list[dict[str, str]]
    key: str


def _new_values(mass: Mass, ground: _Ground, *, rows: Sequence[MirrorEntity]) -> dict[str, _Made]:
    """What records of these would say: the mapping's fields turned round, checked as if a person had written them."""
    written: list[dict[str, JsonValue]] = []
    said: list[list[dict[str, str]]] = []
    keys: list[str] = []
    known = {field.key for field in ground.collection.fields.all() if field.archived_at is None}
    for row in rows:
        entity = entity_of(row)
        assert isinstance(entity, Contact | Item)
        own: dict[str, JsonValue] = {}
        shown: list[dict[str, str]] = []
        for name, text in values_of(entity).items():
            target = written_back(ground.mapping, name, value=text) if text else None
            if target is not None and target[0] in known:
                own[target[0]] = target[1]
                shown.append({"field": name, "before": "", "after": text})
        written.append(own)
        said.append(shown)
        keys.append(_key(ground.mapping, entity))
    checks = checked_rows(mass.workspace_id, ground.collection, rows=written, whole=True)
    claims = [
        edits.Claim(id=new_id(), collection_id=ground.collection.id, key=key or row.name, values=found.good)
        for row, found, key in zip(rows, checks, keys, strict=True)
    ]
    taken = field_values.taken(mass.workspace_id, claims)
    return {
        row.external_id: _Made(values=found.good, wrong={**found.wrong, **taken.get(claim.id, {})}, said=shown, key=key)
        for row, found, claim, shown, key in zip(rows, checks, claims, said, keys, strict=True)
    }


def _key(mapping: LinkMapping, entity: Contact | Item) -> str:
    """The business's own number where the ledger has it; "" for the collection's next."""
    if isinstance(entity, Item):
        return entity.code[: edits.KEY_CHARACTERS_MAX]
    rule = mapping.account_number if isinstance(mapping, ContactsMapping) else None
    return entity.account_number if isinstance(rule, FieldRule) else ""


def _say_values(row: MassRow, made: _Made, *, names: Mapping[str, str]) -> None:
    row.changes = made.said
    if made.wrong:
        row.action = RowAction.REFUSED
        row.reasons = [f"{names.get(name, name)} {said}" for name, said in made.wrong.items()]
        row.remedy = (
            "Correct it in the ledger, or give the field a default or make it optional in the collection's settings; "
            "then make a new plan."
        )


def _remember(mass: Mass, rows: Sequence[MassRow]) -> None:
    for row in rows:
        if row.action != RowAction.DOUBTFUL:
            continue
        for one in row.candidates:
            same = row.choice == RowAction.LINK and one["id"] == row.chosen
            if same or row.choice == RowAction.CREATE:
                identity.remember(
                    mass.workspace_id,
                    mass.connection_id,
                    pair=Pair(source_id=UUID(str(one["id"])), kind=mass.kind, external_id=row.external_id),
                    same=same,
                    actor=row.decided_by,
                )


def _create(
    mass: Mass,
    rows: Sequence[MassRow],
    *,
    present: Mapping[tuple[str, str], MirrorEntity],
    ground: tuple[Collection, LinkMapping],
) -> None:
    """Records and their links in one transaction, so that none is ever made twice."""
    collection, mapping = collections.as_it_stays(mass.workspace_id, ground[0]), ground[1]
    there = [present[mass.kind, row.external_id] for row in rows]
    own = _Ground(collection=collection, mapping=mapping, members=[], index=Index.of(()), places={})
    made = _new_values(mass, own, rows=there)
    fit = [row for row in rows if not made[row.external_id].wrong]
    for row in rows:
        if made[row.external_id].wrong:
            row.state, row.outcome = RowState.REFUSED, "Some values cannot be kept; make a new plan to see which."
    _choose_keys(mass, fit, made=made, collection=collection)
    drafts: list[Draft] = [
        edits.draft(collection, key=row.record_key, values=made[row.external_id].values)
        for row in fit
        if row.state == RowState.PLANNED
    ]
    if not drafts:
        return
    saved = record_engine.save_drafts(mass.workspace_id, collection, drafts=drafts, actor=mass.applied_by)
    title = f"{len(saved)} records of {mass.connection.organisation_name} imported"
    edits.keep(mass.workspace_id, collection, act=Act(kind=ChangeKind.IMPORT, title=title, actor=mass.applied_by), saved=saved)
    by_key = {one.record.key: one.record for one in saved}
    for row in fit:
        if row.state == RowState.PLANNED:
            row.record_id = by_key[row.record_key].id
    carry_out_links(mass, [row for row in fit if row.state == RowState.PLANNED])
    for row in fit:
        if row.state == RowState.DONE:
            row.outcome = "Created and linked"
        elif row.state == RowState.REFUSED and row.record_id:
            row.outcome = MADE_ONLY.format(said=row.outcome)[:500]


def _choose_keys(mass: Mass, rows: Sequence[MassRow], *, made: Mapping[str, _Made], collection: Collection) -> None:
    """The ledger's own number where no record has it, else the collection's next one."""
    wanted = [(collection.key, made[row.external_id].key) for row in rows if made[row.external_id].key]
    taken = {key for _, key in record_store.records_by_keys(mass.workspace_id, wanted)}
    without: list[MassRow] = []
    for row in rows:
        row.record_key = made[row.external_id].key
        if not row.record_key or row.record_key in taken:
            without.append(row)
        taken.add(row.record_key)
    if without:
        # Numbers that the ledger gave to others of this part are passed over.
        drawn = record_store.next_keys(mass.workspace_id, collection, count=len(without) + len(taken))
        free = [key for key in drawn if key not in taken]
        for row, key in zip(without, free, strict=False):
            row.record_key = key


def shown_values(row: MirrorEntity) -> list[dict[str, str]]:
    """What the ledger says, field by field."""
    return [{"field": name, "before": "", "after": text} for name, text in agreement.said_by_ledger(row).items() if text]


def _detail(row: MirrorEntity) -> str:
    entity = entity_of(row)
    return identity.detail(entity)[:300] if isinstance(entity, Contact | Item) else ""

"""Records of a collection into a ledger: planned against its mirror, then linked, created or brought up to date."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.serial import content_hash
from tieout.connectors.contract import Manifest
from tieout.engine import access, agreement, identity, intents, linking, record_sync, records
from tieout.engine.identity import Candidate, Judgement
from tieout.engine.linking import Target
from tieout.mapping.apply import Refusal, apply
from tieout.mapping.entity_fields import values_of
from tieout.mapping.three_way import LinkMapping, compared
from tieout.reconciliation.identity.assignment import assigned
from tieout.reconciliation.identity.index import Index
from tieout.reconciliation.identity.traits import traits
from tieout.reconciliation.identity.verdict import Certainty
from tieout.reconciliation.identity.verdict import judged as verdict_of
from tieout.store import links, masses, mirror, postings
from tieout.store import records as record_store
from tieout.store.connections import Connection
from tieout.store.decisions import Pair
from tieout.store.links import Link, SourceKind
from tieout.store.masses import Mass, MassRow, RowAction, RowState
from tieout.store.mirror import MirrorEntity
from tieout.store.records import Record

PAIR = tuple[str, str]
TAKEN = "Another record of this plan is more likely the same"
SAME_IN_PLAN = "Record {key} of this plan has the same {what}"
LIKE_IN_PLAN = "Record {key} of this plan is like it: {reasons}"
SAME_RECORD = "Another row of this plan is linked to the same record."
CHANGED_RECORD = "The record was changed after the plan was made. Make a new plan."
CHANGED_LEDGER = "The ledger has changed since the plan was made. Make a new plan."


def plan(mass: Mass) -> list[MassRow]:
    """A row for every record that is in use, in the order of the collection; no call is made."""
    members = [row for row in record_store.all_records(mass.workspace_id, mass.collection_key) if row.archived_at is None]
    if not members:
        return []
    mapping, manifest = _ground(mass.connection, members)
    linked = links.links_by_sources(
        mass.workspace_id, mass.connection_id, source_kind=SourceKind.RECORD, source_ids=[row.id for row in members]
    )
    present = _mirrored(mass, linked)
    says = {row.id: _said(mapping, row, manifest=manifest) for row in members if row.id not in linked}
    entities = {key: found for key, found in says.items() if not isinstance(found, Refusal)}
    judged = identity.judge_many(mass.workspace_id, mass.connection_id, entities=entities)
    theirs = assigned(
        (key, found.candidates[0].external_id, found.candidates[0].score)
        for key, found in judged.items()
        if found.certainty == "certain" and not found.candidates[0].already_linked
    )
    twins = _twins(members, entities, judged=judged)
    rows: list[MassRow] = []
    for number, record in enumerate(members, start=1):
        row = MassRow(
            workspace_id=mass.workspace_id, mass=mass, number=number, record_id=record.id, record_key=record.key,
            name=(record.title or record.key)[:600],
        )  # fmt: skip
        said = says.get(record.id)
        if said is None:
            _plan_linked(row, mapping, record=record, link=linked[record.id][0], present=present)
        elif isinstance(said, Refusal):
            row.action, row.reasons = RowAction.REFUSED, [problem.message for problem in said.problems]
            row.remedy = said.problems[0].remedy[:500]
        else:
            _plan_new(row, said, judgement=judged[record.id], mine=theirs.get(record.id), twin=twins.get(record.id, ""))
        rows.append(row)
    _describe(mass, [row for row in rows if row.action == RowAction.DOUBTFUL])
    return rows


def carry_out(mass: Mass, rows: Sequence[MassRow]) -> None:
    """One part of the plan, in the caller's transaction; each row is done, waits for its posting, or says why not."""
    present = record_store.records_by_ids(mass.workspace_id, [row.record_id for row in rows if row.record_id])
    says = _say_now(mass, [row.record_id for row in rows if row.action != RowAction.UPDATE], present=present)
    still = [row for row in rows if _is_as_planned(row, present=present, says=says)]
    _remember(mass, still)
    links_wanted = [row for row in still if choice(row) == RowAction.LINK]
    carry_out_links(mass, links_wanted)
    _create(mass, {row.record_id: row for row in still if choice(row) == RowAction.CREATE}, present=present, says=says)
    _update(mass, [row for row in still if choice(row) == RowAction.UPDATE])


def choice(row: MassRow) -> str:
    """What is to be done with a row: what a person decided, else what was planned."""
    return row.choice or row.action


def carry_out_links(mass: Mass, rows: Sequence[MassRow]) -> None:
    """Links each of these rows' record with the entity that was chosen or found; a refusal says what stands in the way."""
    targets: dict[UUID, Target] = {}
    for row in rows:
        if row.record_id in targets:
            row.state, row.outcome = RowState.REFUSED, SAME_RECORD
        elif row.record_id:
            external_id = row.chosen or row.external_id
            targets[row.record_id] = Target(connection_id=mass.connection_id, kind=mass.kind, external_id=external_id)
    if not targets:
        return
    answers = linking.link_many(mass.workspace_id, targets, actor=mass.applied_by)
    for row in rows:
        if row.record_id and row.state == RowState.PLANNED:
            answer = answers[row.record_id]
            row.external_id = targets[row.record_id].external_id
            if isinstance(answer, str):
                row.state, row.outcome = RowState.REFUSED, answer[:500]
            else:
                row.state, row.outcome = RowState.DONE, "Linked"


def candidate_shown(one: Candidate) -> dict[str, object]:
    return {
        "id": one.external_id,
        "name": one.name,
        "detail": one.detail,
        "score": one.score,
        "reasons": list(one.reasons),
        "taken": one.already_linked,
    }


def shown_values(entity: Contact | Item) -> list[dict[str, str]]:
    """What would be created, field by field."""
    return [{"field": name, "before": "", "after": text} for name, text in values_of(entity).items() if text]


def _ground(connection: Connection, members: Sequence[Record]) -> tuple[LinkMapping, Manifest]:
    return _mapping(members[0]), access.connector(connection.provider).manifest


def _said(mapping: LinkMapping, record: Record, *, manifest: Manifest) -> Contact | Item | Refusal:
    kind = intents.kind_of(mapping, manifest)
    found = apply(mapping, records.scope(record), key=record.key, contact_kind=kind)
    if isinstance(found, Refusal):
        return found
    assert isinstance(found.entity, Contact | Item), "such a mapping makes no documents"
    return found.entity


def _mirrored(mass: Mass, linked: Mapping[UUID, Sequence[Link]]) -> dict[PAIR, MirrorEntity]:
    pairs = [(link.kind, link.external_id) for rows in linked.values() for link in rows]
    return mirror.entities_by_external_ids(mass.workspace_id, mass.connection_id, pairs=pairs)


def _plan_linked(row: MassRow, mapping: LinkMapping, *, record: Record, link: Link, present: Mapping[PAIR, MirrorEntity]) -> None:
    """What is linked is never created again; it is brought up to date where the collection is set so."""
    row.external_id = link.external_id
    there = present.get((link.kind, link.external_id))
    row.action, row.reasons = RowAction.NOTHING, ["Linked already"]
    if there is None or there.deleted:
        row.reasons = ["Linked already", "It was deleted in the ledger"]
        row.remedy = "Unlink the record, then export it again."
        return
    row.changes = _carried(mapping, record, link=link, there=there)
    if row.changes:
        row.action, row.reasons, row.says = RowAction.UPDATE, ["Linked already, and other in the record"], _hash_of(row.changes)


def _carried(mapping: LinkMapping, record: Record, *, link: Link, there: MirrorEntity) -> list[dict[str, str]]:
    ledger = agreement.said_by_ledger(there)
    found = compared(
        mapping,
        record=agreement.said_by_record(record),
        ledger=ledger,
        agreed=agreement.agreed_of(link),
        updates=mapping.update_linked,
    )
    return [{"field": name, "before": ledger.get(name, ""), "after": text} for name, text in found.to_ledger.items()]


def _plan_new(row: MassRow, entity: Contact | Item, *, judgement: Judgement, mine: str | None, twin: str) -> None:
    row.says, row.detail = content_hash(entity), identity.detail(entity)
    row.candidates = [candidate_shown(one) for one in judgement.candidates]
    row.changes = shown_values(entity)
    best = judgement.candidates[0] if judgement.candidates else None
    if mine is not None and best is not None:
        row.action, row.external_id, row.reasons = RowAction.LINK, mine, list(best.reasons)
        row.changes = []
    elif judgement.certainty != "new" and best is not None:
        row.action = RowAction.DOUBTFUL
        taken = ["Another record is linked to it already"] if best.already_linked else []
        lost = [TAKEN] if judgement.certainty == "certain" and not taken else []
        row.reasons = [*taken, *lost, *best.reasons]
        row.remedy = "Choose the one that it is, or create it anyway."
    elif twin:
        row.action, row.reasons = RowAction.DOUBTFUL, [twin]
        row.remedy = "Create it as well, or leave it out and put the two records together."
    else:
        row.action, row.reasons = RowAction.CREATE, ["Nothing like it is in the ledger"]


def _describe(mass: Mass, doubtful: Sequence[MassRow]) -> None:
    """What each candidate says, to be read beside the record."""
    pairs = [(mass.kind, str(one["id"])) for row in doubtful for one in row.candidates]
    present = mirror.entities_by_external_ids(mass.workspace_id, mass.connection_id, pairs=pairs)
    for row in doubtful:
        for one in row.candidates:
            there = agreement.said_by_ledger(present.get((mass.kind, str(one["id"]))))
            one["values"] = {name: text for name, text in there.items() if text}


def _twins(
    members: Sequence[Record], entities: Mapping[UUID, Contact | Item], *, judged: Mapping[UUID, Judgement]
) -> dict[UUID, str]:
    """Records that would be created beside another one of this plan which says that it is the same, or may be the same."""
    first: dict[str, str] = {}
    twins: dict[UUID, str] = {}
    words = {"name": "name", "tax": "tax number", "company": "company number", "account": "account number", "code": "code"}
    for record in members:
        entity = entities.get(record.id)
        if entity is None or judged[record.id].certainty != "new":
            continue
        one = traits(entity)
        keys = {key: key.partition(":")[0] for key in one.keys}
        keys = {f"whole:{one.name}": "name"} | {key: kind for key, kind in keys.items() if kind in words and kind != "name"}
        for key, kind in keys.items():
            if key in first:
                twins.setdefault(record.id, SAME_IN_PLAN.format(key=first[key], what=words[kind]))
            first.setdefault(key, record.key)
    return _alike(members, entities, judged=judged) | twins


def _alike(
    members: Sequence[Record], entities: Mapping[UUID, Contact | Item], *, judged: Mapping[UUID, Judgement]
) -> dict[UUID, str]:
    """Each is compared with those that stand before it in the plan, as it is with what the ledger has: once these are there, it
    would be doubtful."""
    new = [record for record in members if record.id in entities and judged[record.id].certainty == "new"]
    asked = [traits(entities[record.id]) for record in new]
    index = Index.of(asked)
    alike: dict[UUID, str] = {}
    for place, found in enumerate(index.found_many(asked)):
        verdict = verdict_of(asked[place], index, found=[other for other in found if other < place])
        if verdict.certainty is not Certainty.NEW:
            first = verdict.likely[0]
            alike[new[place].id] = LIKE_IN_PLAN.format(key=new[first.position].key, reasons=", ".join(first.reasons))
    return alike


def _say_now(mass: Mass, record_ids: Sequence[UUID | None], *, present: Mapping[UUID, Record]) -> dict[UUID | None, Contact | Item]:
    """What those of the records say that can be created."""
    manifest = access.connector(mass.connection.provider).manifest
    says: dict[UUID | None, Contact | Item] = {}
    for record_id in record_ids:
        record = present.get(record_id) if record_id else None
        mapping = None if record is None else agreement.mapping_of(record)
        if record is not None and mapping is not None:
            said = _said(mapping, record, manifest=manifest)
            if isinstance(said, Contact | Item):
                says[record_id] = said
    return says


def _is_as_planned(row: MassRow, *, present: Mapping[UUID, Record], says: Mapping[UUID | None, Contact | Item]) -> bool:
    record = present.get(row.record_id) if row.record_id else None
    if record is None or record.deleted_at is not None:
        row.state, row.outcome = RowState.CHANGED, "The record was deleted after the plan was made."
        return False
    if row.action == RowAction.UPDATE:
        return True
    said = says.get(row.record_id)
    if said is None or content_hash(said) != row.says:
        row.state, row.outcome = RowState.CHANGED, CHANGED_RECORD
        return False
    return True


def _remember(mass: Mass, rows: Sequence[MassRow]) -> None:
    """A person's word about a doubtful row is kept for every later look."""
    for row in rows:
        if row.action != RowAction.DOUBTFUL or not row.record_id:
            continue
        for one in row.candidates:
            same = row.choice == RowAction.LINK and one["id"] == row.chosen
            if same or row.choice == RowAction.CREATE:
                identity.remember(
                    mass.workspace_id,
                    mass.connection_id,
                    pair=Pair(source_id=row.record_id, kind=mass.kind, external_id=str(one["id"])),
                    same=same,
                    actor=row.decided_by,
                )


def _create(
    mass: Mass,
    rows: Mapping[UUID | None, MassRow],
    *,
    present: Mapping[UUID, Record],
    says: Mapping[UUID | None, Contact | Item],
) -> None:
    """What is found there after all was not in the plan: it is left, and said."""
    wanted = {record_id: row for record_id, row in rows.items() if record_id}
    entities = {record_id: says[record_id] for record_id in wanted}
    now = _judged_without_own(mass, wanted, entities=entities)
    known = {record_id: {one["id"] for one in row.candidates} for record_id, row in wanted.items()}
    changed = {
        key for key, found in now.items()
        if found.certainty != "new" and not known[key].issuperset(one.external_id for one in found.candidates)
    }  # fmt: skip
    new = [present[record_id] for record_id in wanted if record_id not in changed]
    found = intents.intend(mass.workspace_id, mass.connection, wanted=new)
    for record_id, row in wanted.items():
        if record_id in changed:
            row.state, row.outcome = RowState.CHANGED, CHANGED_LEDGER
        else:
            _intended(row, found[record_id])


def _judged_without_own(
    mass: Mass, wanted: Mapping[UUID, MassRow], *, entities: Mapping[UUID, Contact | Item]
) -> dict[UUID, Judgement]:
    """Whether each is in the ledger now, but for what this mass has made there for other records: that these are not the same was
    said with the plan, and is kept as said."""
    now = identity.judge_many(mass.workspace_id, mass.connection_id, entities=entities)
    likely = {one.external_id for found in now.values() if found.certainty != "new" for one in found.candidates}
    own = masses.made_by(mass.workspace_id, mass.run_id, external_ids=likely) if mass.run_id else set()
    again = {
        key for key, found in now.items() if found.certainty != "new" and any(one.external_id in own for one in found.candidates)
    }
    for key in again:
        for one in now[key].candidates:
            if one.external_id in own:
                pair = Pair(source_id=key, kind=one.kind, external_id=one.external_id)
                actor = wanted[key].decided_by or mass.applied_by
                identity.remember(mass.workspace_id, mass.connection_id, pair=pair, same=False, actor=actor)
    asked = {key: entities[key] for key in again}
    return {**now, **identity.judge_many(mass.workspace_id, mass.connection_id, entities=asked)}


def _mapping(record: Record) -> LinkMapping:
    found = agreement.mapping_of(record)
    assert found is not None, "a mass is begun for collections of contacts and items only"
    return found


def _intended(row: MassRow, intent: intents.Intent) -> None:
    row.external_id = intent.external_id
    if intent.state == "waiting":
        row.state, row.posting_id = RowState.WAITING, intent.posting_id
    elif intent.state == "linked":
        row.state, row.outcome = RowState.DONE, intent.message.capitalize()[:500]
    else:
        row.state, row.outcome = RowState.REFUSED, intent.message[:500]


def _update(mass: Mass, rows: Sequence[MassRow]) -> None:
    ids = [row.record_id for row in rows if row.record_id]
    if not ids:
        return
    now = {one.record_id: one for one in plan_updates(mass, ids)}
    for row in rows:
        planned = now.get(row.record_id)
        if planned is None or planned.says != row.says:
            row.state, row.outcome = RowState.CHANGED, CHANGED_RECORD
    left = [row.record_id for row in rows if row.record_id and row.state == RowState.PLANNED]
    record_sync.carry(mass.workspace_id, mass.connection, ids=left, actor=mass.applied_by)
    under_way = postings.updates_of_sources(mass.workspace_id, mass.connection_id, ids=left)
    for row in rows:
        if row.record_id and row.state == RowState.PLANNED:
            found = under_way.get(row.record_id)
            row.state = RowState.WAITING if found else RowState.DONE
            row.posting = found[-1] if found else None
            row.outcome = "" if found else "It agrees already"


def plan_updates(mass: Mass, record_ids: Sequence[UUID]) -> list[MassRow]:
    """What linked records would change in the ledger now."""
    present = record_store.records_by_ids(mass.workspace_id, record_ids)
    linked = links.links_by_sources(mass.workspace_id, mass.connection_id, source_kind=SourceKind.RECORD, source_ids=list(present))
    mirrored = _mirrored(mass, linked)
    rows = []
    for record_id, found in linked.items():
        row, mapping = MassRow(mass=mass, record_id=record_id), agreement.mapping_of(present[record_id])
        if mapping is not None:
            _plan_linked(row, mapping, record=present[record_id], link=found[0], present=mirrored)
            rows.append(row)
    return rows


def _hash_of(changes: Sequence[Mapping[str, str]]) -> str:
    return identity.digest("|".join(f"{one['field']}={one['before']}>{one['after']}" for one in changes))

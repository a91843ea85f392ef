"""Linked records and their ledger kept in step by the mapping of their collection, without an automation.

What either side changed since both last agreed goes to the other as the direction of the field says; what both changed is for a
person. The same comparison serves a change of the record, a change in the ledger and a new link, so none echoes another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.money import MoneyError, parse_amount
from tieout.accounting.serial import content_hash, to_json
from tieout.engine import agreement, durable, intents, outcomes, raising, records, turns
from tieout.engine.agreement import agreed_of, fingerprint, mapping_of, said_by_ledger, said_by_record
from tieout.engine.sights import entity_of
from tieout.engine.surface import NotPossible
from tieout.mapping.entity_fields import CONTACT_FIELDS, ITEM_FIELDS, with_values
from tieout.mapping.three_way import Agreed, Carried, LinkMapping, compared, written_back
from tieout.store import audit, connections, database, exceptions, links, mirror, postings, progress
from tieout.store.collections import FieldType
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.exceptions import ExceptionItem
from tieout.store.field_values import ValueTaken
from tieout.store.ids import new_id
from tieout.store.links import Link, SourceKind
from tieout.store.mirror import Change, MirrorEntity
from tieout.store.postings import OPEN_STATES, Posting, PostingState
from tieout.store.records import Record, Saved, change_many, records_by_ids

BOTH_CHANGED = "changed_on_both_sides"
VALUE_REFUSED = "value_refused"
LABELS = {one.key: one.label for one in (*ITEM_FIELDS, *CONTACT_FIELDS)}


@durable.workflow("carry_records")
def carry_records(workspace: str, record_ids: str, actor: str, create: str) -> None:
    """Carries what was changed in these records; with `create`, new ones are created in the ledger first."""
    workspace_id, ids = UUID(workspace), [UUID(part) for part in record_ids.split(",")]
    ledger = connections.records_ledger(workspace_id)
    if ledger is None or ledger.status == ConnectionStatus.DISCONNECTED:
        return
    with database.atomic():
        present = records_by_ids(workspace_id, ids)
        if create:
            wanted = [row for row in present.values() if row.deleted_at is None and row.archived_at is None]
            if any(intent.state == "waiting" for intent in intents.intend(workspace_id, ledger, wanted=wanted).values()):
                turns.wake(workspace_id, ledger.id)
        else:
            carry(workspace_id, ledger, ids=list(present), actor=actor)
    for record_id in present:
        progress.show(workspace_id, "record", subject_id=record_id, state="carried")


def take_over(connection: Connection, changes: Sequence[Change]) -> None:
    """What was seen changed in the ledger reaches the linked records; inside the caller's transaction."""
    pairs = [
        (change.row.kind, change.row.external_id)
        for change in changes
        if change.row.kind in agreement.LINKED_KINDS and not change.row.deleted
    ]
    if not pairs:
        return
    linked = links.links_by_external(connection.workspace_id, connection.id, source_kind=SourceKind.RECORD, pairs=pairs)
    if linked:
        ids = [link.source_id for link in linked.values()]
        carry(connection.workspace_id, connection, ids=ids, actor=connection.organisation_name)


def renew(connection: Connection, changes: Sequence[Change]) -> None:
    """Updates that were made of an older version of what a ledger tells in other words now are made anew; nothing else is carried.
    Inside the caller's transaction."""
    pairs = [(change.row.kind, change.row.external_id) for change in changes if change.row.kind in agreement.LINKED_KINDS]
    linked = links.links_by_external(connection.workspace_id, connection.id, source_kind=SourceKind.RECORD, pairs=pairs)
    ids = [link.source_id for link in linked.values()]
    under_way = postings.updates_of_sources(connection.workspace_id, connection.id, ids=ids)
    if under_way:
        carry(connection.workspace_id, connection, ids=list(under_way), actor=connection.organisation_name)


def carry(workspace_id: UUID, ledger: Connection, *, ids: Sequence[UUID], actor: str, overwrite: bool = False) -> int:
    """Compares linked records with their entities and carries what changed, inside the caller's transaction; gives how many updates
    go to the ledger. With `overwrite` the record wins wherever it says something, as the warning of a new link told (R-10)."""
    found = _pairs(workspace_id, ledger, ids=ids)
    told: list[_Pair] = []
    for pair in found:
        if overwrite and pair.mapping.update_linked:
            pair.agreed = Agreed(record={}, ledger=pair.ledger)
        pair.carried = compared(
            pair.mapping, record=pair.here, ledger=pair.ledger, agreed=pair.agreed, updates=pair.mapping.update_linked
        )
        if overwrite:
            pair.carried = _overwriting(pair)
        told.append(pair)
    _to_records(workspace_id, told, actor=actor)
    _taken(workspace_id, ledger, pairs=told)
    _conflicts(workspace_id, ledger, pairs=told)
    count = _to_ledger(workspace_id, ledger, pairs=told)
    _agree(workspace_id, told)
    return count


def resolve(workspace_id: UUID, record_id: UUID, *, ledger: Connection, choice: str, actor: str) -> None:
    """A person's answer to a conflict: every field that both changed is as the `record` or as the `ledger` says."""
    with database.atomic():
        found = _pairs(workspace_id, ledger, ids=[record_id])
        if not found:
            raise NotPossible("This record is not linked any more. Load the page again.")
        (pair,) = found
        carried = compared(
            pair.mapping, record=pair.here, ledger=pair.ledger, agreed=pair.agreed, updates=pair.mapping.update_linked
        )
        if not carried.conflicts:
            raise NotPossible("Both sides agree again. Load the page again.")
        # The side that was chosen has changed, the other has not: then there is nothing to ask any more.
        agreed = {"record": dict(pair.agreed.record), "ledger": dict(pair.agreed.ledger)}
        for name in carried.conflicts:
            agreed["record"].setdefault(name, "")
            agreed["ledger"].setdefault(name, "")
            if choice == "record":
                agreed["ledger"][name] = pair.ledger.get(name, "")
                agreed["record"][name] = pair.ledger.get(name, "") if pair.mapping.update_linked else pair.here[name]
            else:
                agreed["record"][name] = pair.here[name]
        pair.link.agreed = agreed
        links.agree(workspace_id, [pair.link])
        carry(workspace_id, ledger, ids=[record_id], actor=actor)
        named = ", ".join(LABELS.get(name, name) for name in carried.conflicts)
        note = audit.Note(
            actor=actor,
            action="record.conflict_resolved",
            subject_kind="record",
            subject_id=str(record_id),
            text=f"{pair.record.key}: {named} as the {choice} says"[:500],
            details={"connection": str(ledger.id), "fields": list(carried.conflicts), "choice": choice},
        )
        audit.add(workspace_id, [note])


@dataclass
class _Pair:
    """A linked record with its entity, and what is to be carried between them. `changes` are the record's fields with what they
    become, `written` which of them each field of the mapping goes to; `taken` is what does not, for another record has it."""

    record: Record
    mapping: LinkMapping
    link: Link
    row: MirrorEntity
    here: dict[str, str]
    ledger: dict[str, str]
    agreed: Agreed
    carried: Carried = field(default_factory=lambda: Carried(to_ledger={}, to_record={}))
    changes: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)


def _pairs(workspace_id: UUID, ledger: Connection, *, ids: Sequence[UUID]) -> list[_Pair]:
    present = records_by_ids(workspace_id, ids)
    linked = links.links_by_sources(workspace_id, ledger.id, source_kind=SourceKind.RECORD, source_ids=list(present))
    named = [(link.kind, link.external_id) for rows in linked.values() for link in rows]
    rows = mirror.entities_by_external_ids(workspace_id, ledger.id, pairs=named)
    found: list[_Pair] = []
    for record_id, record in present.items():
        mapping = mapping_of(record) if record.deleted_at is None else None
        for link in linked.get(record_id, [])[:1]:
            row = rows.get((link.kind, link.external_id))
            if mapping is None or row is None or row.deleted or not (said := said_by_ledger(row)):
                continue
            here = said_by_record(record)
            found.append(_Pair(record=record, mapping=mapping, link=link, row=row, here=here, ledger=said, agreed=agreed_of(link)))
    return found


def _overwriting(pair: _Pair) -> Carried:
    """On a new link empty fields of the record are filled from the ledger; nothing is asked, for that was said before."""
    carried = pair.carried
    to_record = dict(carried.to_record)
    to_ledger = dict(carried.to_ledger)
    for name in carried.conflicts:
        (to_ledger if pair.mapping.update_linked else to_record)[name] = (
            pair.here[name] if pair.mapping.update_linked else pair.ledger[name]
        )
    for name, text in pair.here.items():
        back = pair.mapping.directions.get(name) in ("both", "from_ledger")
        if back and pair.ledger.get(name) and (not text or pair.mapping.directions.get(name) == "from_ledger"):
            to_record[name] = pair.ledger[name]
    return Carried(to_ledger={name: text for name, text in to_ledger.items() if text}, to_record=to_record)


def _to_records(workspace_id: UUID, pairs: Sequence[_Pair], *, actor: str) -> None:
    by_collection: dict[UUID, list[_Pair]] = {}
    for pair in pairs:
        types = {one.key: one.type for one in pair.record.collection.fields.all()} if pair.carried.to_record else {}
        for name, text in pair.carried.to_record.items():
            target = written_back(pair.mapping, name, value=text)
            if target is not None and _fits(types.get(target[0], ""), target[1]):
                pair.changes[target[0]] = target[1]
                pair.written[name] = target[0]
        if pair.changes:
            by_collection.setdefault(pair.record.collection_id, []).append(pair)
    for members in by_collection.values():
        saved = _saved(workspace_id, members)
        if not saved:
            continue
        records.tell(workspace_id, saved[0].record.collection, saved=saved, actor=actor)
        now = {one.record.id: one.record for one in saved}
        for pair in members:
            if pair.record.id in now:
                pair.here = said_by_record(now[pair.record.id])


def _saved(workspace_id: UUID, members: Sequence[_Pair]) -> list[Saved]:
    """All at once, or one after the other where one of them would get what another record has in a unique field."""
    try:
        with database.atomic():
            return change_many(workspace_id, {pair.record.id: pair.changes for pair in members})
    except ValueTaken as clash:
        if len(members) > 1:
            return [saved for pair in members for saved in _saved(workspace_id, [pair])]
        (pair,) = members
        named = [name for name, key in pair.written.items() if key in clash.fields] or list(pair.written)
        for name in named:
            key = pair.written.pop(name)
            pair.taken[name] = clash.fields.get(key, "is that of another record already")
            del pair.changes[key]
        return _saved(workspace_id, members) if pair.changes else []


def _fits(type_: str, text: str) -> bool:
    """Whether a field of this type may hold what the ledger says."""
    if not type_:
        return False
    if text and type_ in (FieldType.NUMBER, FieldType.MONEY):
        try:
            parse_amount(text)
        except MoneyError:
            return False
    return type_ not in (FieldType.FORMULA, FieldType.LINE_ITEMS, FieldType.ATTACHMENT, FieldType.CHECKBOX)


def _conflicts(workspace_id: UUID, ledger: Connection, *, pairs: Sequence[_Pair]) -> None:
    raised = [_conflict(ledger, pair) for pair in pairs if pair.carried.conflicts]
    if raised:
        raising.raise_exceptions(workspace_id, raised)
    over = [fingerprint(ledger.id, pair.record.id) for pair in pairs if not pair.carried.conflicts]
    exceptions.resolve_fingerprints(workspace_id, over, reason="Both sides agree.")


def _taken(workspace_id: UUID, ledger: Connection, *, pairs: Sequence[_Pair]) -> None:
    raised = [_clash(ledger, pair) for pair in pairs if pair.taken]
    if raised:
        raising.raise_exceptions(workspace_id, raised)
    over = [_fingerprint(ledger, pair.record) for pair in pairs if not pair.taken]
    exceptions.resolve_fingerprints(workspace_id, over, reason="Nothing stands in the way any more.")


def _fingerprint(ledger: Connection, record: Record) -> str:
    return f"unique:{record.id}:{ledger.id}"


def _clash(ledger: Connection, pair: _Pair) -> ExceptionItem:
    said = "; ".join(f"{LABELS.get(name, name)} {pair.ledger[name]} {why}" for name, why in pair.taken.items())
    return ExceptionItem(
        workspace_id=pair.record.workspace_id,
        fingerprint=_fingerprint(ledger, pair.record),
        cause=VALUE_REFUSED,
        message=f"Changed in {ledger.organisation_name} and not taken over, for only one record may have it: {said}.",
        remedy="Correct it in the ledger or on the other record, then try again.",
        subject_kind="record",
        subject_id=pair.record.id,
        title=pair.record.title or pair.record.key,
        connection=ledger,
        details={"fields": list(pair.taken), "collection": pair.record.collection.key},
    )


def _conflict(ledger: Connection, pair: _Pair) -> ExceptionItem:
    fields = [
        {"field": name, "label": LABELS.get(name, name), "record": pair.here[name], "ledger": pair.ledger.get(name, "")}
        for name in pair.carried.conflicts
    ]
    named = ", ".join(str(one["label"]) for one in fields)
    return ExceptionItem(
        workspace_id=pair.record.workspace_id,
        fingerprint=fingerprint(ledger.id, pair.record.id),
        cause=BOTH_CHANGED,
        message=f"{named}: changed in the record and in {ledger.organisation_name} since both were last the same.",
        remedy="Choose which of the two is right; the other is then made the same.",
        subject_kind="record",
        subject_id=pair.record.id,
        title=pair.record.title or pair.record.key,
        connection=ledger,
        details={"conflict": fields, "collection": pair.record.collection.key},
    )


def _to_ledger(workspace_id: UUID, ledger: Connection, *, pairs: Sequence[_Pair]) -> int:
    under_way = postings.updates_of_sources(workspace_id, ledger.id, ids=[pair.record.id for pair in pairs])
    made: list[Posting] = []
    over: list[Posting] = []
    for pair in pairs:
        before = under_way.get(pair.record.id, [])
        if any(row.state != PostingState.INTENDED for row in before):
            continue  # What is on its way arrives first; then this is compared again.
        wanted = [_update(ledger, pair)] if pair.carried.to_ledger else []
        still = [row for row in before for one in wanted if (row.source_hash, row.version) == (one.source_hash, one.version)]
        over += [row for row in before if row not in still]
        made += still[:1] or wanted
    for row in over:  # Made of what was true then: another takes its place, or nothing is to be carried any more.
        row.state, row.finished_at = PostingState.CANCELLED, datetime.now(UTC)
    postings.save_postings(over)
    _intend(workspace_id, ledger, made=made)
    outcomes.tell_masses(workspace_id, [row.id for row in over], turn=new_id().hex)
    return len(made)


def _intend(workspace_id: UUID, ledger: Connection, *, made: Sequence[Posting]) -> None:
    postings.create_postings(made)
    stored = postings.postings_by_keys(workspace_id, ledger.id, keys=[row.key for row in made])
    again = [stored[row.key] for row in made if stored[row.key].state not in OPEN_STATES]
    for row in again:  # The same change was refused or withdrawn before: it is sent once more.
        row.state, row.problems, row.finished_at = PostingState.INTENDED, [], None
    postings.save_postings(again)
    if made:
        turns.wake(workspace_id, ledger.id)


def _update(ledger: Connection, pair: _Pair) -> Posting:
    """Only what the record changed; everything else stays as it is in the ledger now."""
    entity = entity_of(pair.row)
    assert isinstance(entity, Contact | Item)
    changed = with_values(entity, pair.carried.to_ledger)
    says = content_hash(changed)
    return Posting(
        id=new_id(),
        workspace_id=pair.record.workspace_id,
        connection=ledger,
        key=f"update:record:{pair.record.id}:{says[:24]}:{pair.row.hash[:24]}",
        action="update",
        kind=pair.link.kind,
        source_kind=SourceKind.RECORD,
        source_id=pair.record.id,
        source_hash=says,
        title=intents.title_of(changed),
        entity=to_json(changed),
        external_id=pair.link.external_id,
        version=pair.row.version,
    )


def _agree(workspace_id: UUID, pairs: Sequence[_Pair]) -> None:
    """What is the same on both sides now is agreed, and what the record took over; what is still under way is not yet."""
    changed: list[Link] = []
    for pair in pairs:
        record, kept = dict(pair.agreed.record), dict(pair.agreed.ledger)
        waits = {*pair.carried.to_ledger, *pair.carried.conflicts, *pair.taken}
        for name, text in pair.ledger.items():
            same = name in pair.here and pair.here[name] == text
            if same or name in pair.written:
                record[name], kept[name] = pair.here.get(name, text), text
            elif name not in waits and (name not in pair.here or pair.here[name] == record.get(name)):
                kept[name] = text
        if record != pair.agreed.record or kept != pair.agreed.ledger or agreed_of(pair.link) != pair.agreed:
            pair.link.agreed = {"record": record, "ledger": kept}
            changed.append(pair.link)
    if changed:
        links.agree(workspace_id, changed)

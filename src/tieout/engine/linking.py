"""Links between records and a ledger's entities, made and taken away: checked, refused in words, kept in the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Manifest
from tieout.engine import access, agreement, intake, outcomes, turns
from tieout.engine.surface import NotPossible
from tieout.store import audit, connections, database, document_requests, exceptions, links, mirror, postings, runs
from tieout.store.collections import AccountingType
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.ids import new_id
from tieout.store.links import Link, SourceKind
from tieout.store.mirror import MirrorEntity
from tieout.store.postings import OPEN_STATES, Posting, PostingState
from tieout.store.records import Record, records_by_ids

WORDS = {"contacts": "contact", "items": "item", "invoices": "invoice", "bills": "bill"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """An entity of a ledger that a record is to be linked to."""

    connection_id: UUID
    kind: str
    external_id: str


def link(workspace_id: UUID, record_id: UUID, *, target: Target, actor: str) -> Link:
    """Links one record; raises NotPossible with the sentence of why not. A second link of either side is refused."""
    found = link_many(workspace_id, {record_id: target}, actor=actor)[record_id]
    if isinstance(found, str):
        raise NotPossible(found)
    return found


def link_many(workspace_id: UUID, targets: Mapping[UUID, Target], *, actor: str) -> dict[UUID, Link | str]:
    """Links many: each record's link, or why it is refused; a few queries for each ledger that is named."""
    answers: dict[UUID, Link | str] = {}
    with database.atomic():
        by_ledger: dict[UUID, dict[UUID, Target]] = {}
        for record_id, target in targets.items():
            by_ledger.setdefault(target.connection_id, {})[record_id] = target
        for connection_id, members in by_ledger.items():
            answers.update(_link_in_one(workspace_id, connection_id, targets=members, actor=actor))
    return answers


def unlink(workspace_id: UUID, record_id: UUID, *, connection_id: UUID, actor: str) -> None:
    """Takes only the link away; the entity in the ledger is untouched (X-37). Raises NotPossible where there is none."""
    with database.atomic():
        linked = links.links_by_sources(workspace_id, connection_id, source_kind=SourceKind.RECORD, source_ids=[record_id])
        record = records_by_ids(workspace_id, [record_id]).get(record_id)
        if record is None or not linked.get(record_id):
            raise NotPossible("This record is not linked. Load the page again.")
        ledger = connections.connection(workspace_id, connection_id)
        # What led to the link is over: the record may be linked or created again.
        before = postings.postings_by_sources(
            workspace_id, connection_id, source_kind=SourceKind.RECORD, ids=[record_id], locked=True
        )
        over = [row for row in before.values() if row.state not in OPEN_STATES]
        for row in over:
            row.state = PostingState.UNDONE
        postings.save_postings(over)
        for one in linked[record_id]:
            links.unlink(workspace_id, one.id)
        asked = agreement.fingerprint(ledger.id, record_id)
        exceptions.resolve_fingerprints(workspace_id, [asked], reason="The link was taken away.")
        pairs = [(one.kind, one.external_id) for one in linked[record_id]]
        named = mirror.entities_by_external_ids(workspace_id, connection_id, pairs=pairs)
        for one in linked[record_id]:
            entity = named.get((one.kind, one.external_id))
            audit.add(workspace_id, [_note(record, entity, row=one, actor=actor, action="record.unlinked")])


def records_ledger(workspace_id: UUID) -> Connection | None:
    """The ledger of the workspace's records, unless it is disconnected (X-53)."""
    found = connections.records_ledger(workspace_id)
    return None if found is None or found.status == ConnectionStatus.DISCONNECTED else found


def kinds_of(accounting_type: str, manifest: Manifest) -> tuple[EntityKind, ...]:
    """The kinds of entity that a collection's records can be at a provider."""
    by_type: dict[str, tuple[EntityKind, ...]] = {
        AccountingType.CONTACTS: tuple(dict.fromkeys((manifest.customer_kind, manifest.supplier_kind))),
        AccountingType.ITEMS: (EntityKind.ITEM,),
        AccountingType.INVOICES: (EntityKind.INVOICE, EntityKind.CREDIT_NOTE),
        AccountingType.BILLS: (EntityKind.BILL, EntityKind.SUPPLIER_CREDIT),
    }
    return by_type.get(accounting_type, ())


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """What is true before linking: records, entities, links of both sides, creating postings."""

    records: Mapping[UUID, Record]
    entities: Mapping[tuple[str, str], MirrorEntity]
    of_records: Mapping[UUID, Sequence[Link]]
    of_entities: Mapping[tuple[str, str], Link]
    postings: Mapping[UUID, Posting]


def _link_in_one(workspace_id: UUID, connection_id: UUID, *, targets: Mapping[UUID, Target], actor: str) -> dict[UUID, Link | str]:
    ledger = connections.connection(workspace_id, connection_id)
    # The sender asks for these before it creates anything for them: it comes before this link or sees it.
    document_requests.hold_records(workspace_id, targets)
    ground = _ground(workspace_id, connection_id, targets=targets)
    answers: dict[UUID, Link | str] = {}
    taken: set[tuple[str, str]] = set()
    for record_id, target in targets.items():
        pair = (target.kind, target.external_id)
        said = _refusal(ledger, ground, record_id=record_id, target=target)
        if not said and pair in taken:
            said = "Another record of the same list is linked to it already."
        if said:
            answers[record_id] = said
            continue
        taken.add(pair)
        row = Link(
            workspace_id=workspace_id,
            connection=ledger,
            kind=target.kind,
            external_id=target.external_id,
            source_kind=SourceKind.RECORD,
            source_id=record_id,
            agreed=agreement.first(ground.records[record_id], ground.entities[pair]),
        )
        answers[record_id] = row
    made = [row for row in answers.values() if isinstance(row, Link)]
    links.create_links(made)
    _settle(workspace_id, ledger, ground=ground, made=made, actor=actor)
    # Whoever was faster in the same moment has the link, and the database has no second one.
    stored = links.links_by_sources(workspace_id, connection_id, source_kind=SourceKind.RECORD, source_ids=list(targets))
    for row in made:
        if row.id not in {one.id for one in stored.get(row.source_id, [])}:
            answers[row.source_id] = "It was linked by somebody else in the same moment. Load the page again."
    return answers


def _ground(workspace_id: UUID, connection_id: UUID, *, targets: Mapping[UUID, Target]) -> _Ground:
    pairs = [(one.kind, one.external_id) for one in targets.values()]
    earlier = postings.postings_by_sources(
        workspace_id, connection_id, source_kind=SourceKind.RECORD, ids=list(targets), locked=True
    )
    return _Ground(
        records=records_by_ids(workspace_id, targets),
        entities=mirror.entities_by_external_ids(workspace_id, connection_id, pairs=pairs),
        of_records=links.links_by_sources(workspace_id, connection_id, source_kind=SourceKind.RECORD, source_ids=list(targets)),
        of_entities=links.links_by_external(workspace_id, connection_id, source_kind=SourceKind.RECORD, pairs=pairs),
        postings={source: posting for (source, _), posting in earlier.items()},
    )


def _refusal(ledger: Connection, ground: _Ground, *, record_id: UUID, target: Target) -> str:
    """The sentence of what stands in the way, "" when nothing does."""
    record, entity = ground.records.get(record_id), ground.entities.get((target.kind, target.external_id))
    if ledger.status == ConnectionStatus.DISCONNECTED:
        return f"{ledger.organisation_name} is disconnected. Connect it again, then link."
    if record is None or record.deleted_at is not None:
        return "The record is gone. Load the page again."
    type_ = record.collection.accounting_type
    manifest = access.connector(ledger.provider).manifest
    if target.kind not in kinds_of(type_, manifest):
        said = WORDS.get(type_, "")
        if not said:
            return f"{record.collection.name} is not linked to accounting. Set its type in the Accounting pane of its settings."
        return f"A record of {record.collection.name} is linked to a {said} of {manifest.name}, not to a {_word(target.kind)}."
    if entity is None:
        named = f"{_word(target.kind)} {target.external_id}"
        return f"We know of no {named} in {manifest.name}. Sync the ledger, then search again."
    if entity.deleted:
        return f"{entity.name or entity.number} was deleted in {manifest.name}. Choose another one."
    mine = ground.of_records.get(record_id, ())
    if mine:
        return f"{record.title or record.key} is linked already. Unlink it first, then link it to the other one."
    other = ground.of_entities.get((target.kind, target.external_id))
    if other is not None:
        return f"{entity.name or entity.number} is linked to another record already. Unlink that one first."
    posting = ground.postings.get(record_id)
    if posting is not None and posting.state in (PostingState.SENDING, PostingState.UNKNOWN):
        return "The record is being created in the ledger right now. Wait a moment, then load the page again."
    return ""


def _settle(workspace_id: UUID, ledger: Connection, *, ground: _Ground, made: Sequence[Link], actor: str) -> None:
    """What waited to be created is not created any more, and what asked about the record is answered."""
    unsent = [
        ground.postings[row.source_id]
        for row in made
        if row.source_id in ground.postings and ground.postings[row.source_id].state in (*OPEN_STATES, PostingState.REJECTED)
    ]
    known = [f"posting:{row.id}" for row in unsent]
    for posting in unsent:
        posting.state = PostingState.CANCELLED
    postings.save_postings(unsent)
    asked = {f"record:{row.source_id}:{ledger.id}": row.source_id for row in made}
    known += [*asked]
    stopped = [
        asked[key]
        for key, item in exceptions.exceptions_by_fingerprints(workspace_id, list(asked)).items()
        if exceptions.is_open(item)
    ]
    exceptions.resolve_fingerprints(workspace_id, known, reason="The record was linked.")
    # What waited for the record goes on: runs that wanted to create it, and documents that name it.
    waiting = runs.runs_waiting_for(workspace_id, [row.id for row in unsent])
    waiting += [run_id for record_id in stopped for run_id in runs.stopped_runs(workspace_id, subject_id=record_id)]
    intake.enqueue_advance(workspace_id, list(dict.fromkeys(waiting)), turn=new_id().hex)
    outcomes.tell_masses(workspace_id, [row.id for row in unsent], turn=new_id().hex)
    if made:
        outcomes.unblock(ledger)
        turns.wake(workspace_id, ledger.id)
    notes = [
        _note(
            ground.records[row.source_id],
            ground.entities[row.kind, row.external_id],
            row=row,
            actor=actor,
            action="record.linked",
        )
        for row in made
    ]
    audit.add(workspace_id, notes)


def _note(record: Record, entity: MirrorEntity | None, *, row: Link, actor: str, action: str) -> audit.Note:
    done = "linked to" if action == "record.linked" else "unlinked from"
    named = (entity.name or entity.number) if entity is not None else row.external_id
    return audit.Note(
        actor=actor,
        action=action,
        subject_kind="record",
        subject_id=str(record.id),
        text=f"{record.collection.name} {record.key} {done} {_word(row.kind)} {named} of {row.connection.organisation_name}"[:500],
        details={"connection": str(row.connection_id), "kind": row.kind, "external_id": row.external_id},
    )


def _word(kind: str) -> str:
    return kind.replace("_", " ")

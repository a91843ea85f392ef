"""Intents: a record becomes a posting, stored before anything is sent; the second intent for the same record is the first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document
from tieout.accounting.items import Item
from tieout.accounting.kinds import DOCUMENT_KINDS, EntityKind
from tieout.accounting.serial import content_hash, to_json
from tieout.connectors.contract import Manifest
from tieout.engine import access, already_there, intake, outcomes, raising, record_documents, records
from tieout.mapping.accounting_mapping import AccountingMapping, BillsMapping, DocumentsMapping, parse_mapping
from tieout.mapping.apply import Entry, Refusal, apply
from tieout.mapping.problems import Problem
from tieout.mapping.references import references
from tieout.store import document_requests, exceptions, links, postings, runs
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.exceptions import ExceptionItem
from tieout.store.ids import new_id
from tieout.store.links import Link, SourceKind
from tieout.store.postings import OPEN_STATES, Posting, PostingState
from tieout.store.records import Record, records_by_keys

NOT_SET = Problem(
    cause="mapping_missing",
    message="This collection has no synced fields yet.",
    remedy="Set the accounting type and the synced fields of the collection, then try again.",
)


FOUND = "found in the ledger and linked"
BY_HAND = "its documents are made by hand from its lines"
ELSEWHERE = "its document is in {name}, which was disconnected since"


@dataclass(frozen=True, kw_only=True)
class Intent:
    """What became of one record: `linked` (there already), `waiting` (a posting is under way), `refused` (an exception
    says why)."""

    state: str
    posting_id: UUID | None = None
    external_id: str = ""
    kind: str = ""
    message: str = ""
    warnings: tuple[str, ...] = ()


def intend(workspace_id: UUID, connection: Connection, *, wanted: Sequence[Record]) -> dict[UUID, Intent]:
    """Postings for all records that are not in the ledger yet, and first for the records that they refer to.

    Inside the caller's transaction. Constant number of queries for each collection that is involved.
    """
    results: dict[UUID, Intent] = {}
    by_collection: dict[str, list[Record]] = {}
    for record in wanted:
        by_collection.setdefault(record.collection.key, []).append(record)
    for members in by_collection.values():
        results.update(_intend_collection(workspace_id, connection, members=members))
    return results


def fingerprint(connection: Connection, record_id: UUID) -> str:
    """Under which an exception about a record and a ledger is known."""
    return f"record:{record_id}:{connection.id}"


def kind_of(mapping: AccountingMapping, manifest: Manifest) -> EntityKind:
    """What kind of contact a mapping speaks of at a provider."""
    buys = isinstance(mapping, BillsMapping) or (
        getattr(mapping, "is_supplier", False) and not getattr(mapping, "is_customer", True)
    )
    return manifest.supplier_kind if buys else manifest.customer_kind


def _intend_collection(workspace_id: UUID, connection: Connection, *, members: Sequence[Record]) -> dict[UUID, Intent]:
    collection = members[0].collection
    if not collection.mapping:
        _raise(workspace_id, [_exception(connection, record, problem=NOT_SET) for record in members])
        return {record.id: Intent(state="refused", message=NOT_SET.message) for record in members}
    mapping = parse_mapping(collection.mapping)
    manifest = access.connector(connection.provider).manifest
    contact_kind = kind_of(mapping, manifest)
    ids = [record.id for record in members]
    by_hand = _by_hand(workspace_id, connection, members=members) if isinstance(mapping, DocumentsMapping) else {}
    # Postings first, under lock, then links: a posting that has just ended has its link already.
    earlier = postings.postings_by_sources(workspace_id, connection.id, source_kind=SourceKind.RECORD, ids=ids, locked=True)
    linked = links.links_by_sources(workspace_id, connection.id, source_kind=SourceKind.RECORD, source_ids=ids)
    before = {source: posting for (source, _), posting in earlier.items()}
    results: dict[UUID, Intent] = {}
    new: list[Posting] = []
    again: list[Posting] = []
    raised: list[ExceptionItem] = []
    resolved: list[str] = []
    withdrawn: list[tuple[Posting, Refusal]] = []
    entries: dict[UUID, Entry] = {}
    says = {row.id: apply(mapping, records.scope(row), key=row.key, contact_kind=contact_kind) for row in members}
    there = _there(workspace_id, connection, members=members, says=says, busy={*linked, *_under_way_of(before)})
    for record in members:
        found = says[record.id]
        if record.id in by_hand:
            results[record.id] = by_hand[record.id]
            resolved.append(fingerprint(connection, record.id))
            continue
        if record.id in there:
            results[record.id] = there[record.id]
            continue
        if linked.get(record.id):
            results[record.id], changed = _already(connection, record, link=linked[record.id][0], found=found)
            raised += changed
            resolved += [] if changed else [fingerprint(connection, record.id)]
            continue
        if isinstance(found, Refusal):
            results[record.id] = Intent(state="refused", message=" ".join(problem.message for problem in found.problems))
            raised.append(_refused(connection, record, refusal=found))
            if record.id in before:
                withdrawn.append((before[record.id], found))
            continue
        entries[record.id] = found
        posting, fresh = _posting(connection, record, entry=found, before=before.get(record.id))
        (new if fresh is True else again if fresh is None else []).append(posting)
        resolved.append(fingerprint(connection, record.id))
        warnings = tuple(problem.message for problem in found.warnings)
        results[record.id] = _under_way(posting, warnings)
    _intend_referred(workspace_id, connection, entries=list(entries.values()))
    results.update(_create(workspace_id, connection, new=new))
    postings.save_postings(again)
    _raise(workspace_id, raised)
    _withdraw(workspace_id, withdrawn)
    exceptions.resolve_fingerprints(workspace_id, resolved, reason="The record can be posted now, or is as it was posted.")
    return results


def _by_hand(workspace_id: UUID, connection: Connection, *, members: Sequence[Record]) -> dict[UUID, Intent]:
    """Records of whose lines somebody has asked for documents, here or in another ledger: the whole of them is never posted beside
    these; nor beside what a ledger holds that was disconnected since.

    Held until the caller's transaction ends, so that nobody asks for a part while the whole is being intended.
    """
    ids = [record.id for record in members]
    document_requests.hold_records(workspace_id, ids)
    results: dict[UUID, Intent] = {}
    for record_id, documents in record_documents.everywhere(workspace_id, connection, records=ids).items():
        asked = [one for one in documents if one.request is not None and one.holds]
        if asked:
            mine = (one.link for one in asked if one.ledger.id == connection.id)
            external_id = next((link.external_id for link in mine if link is not None), "")
            results[record_id] = Intent(state="linked", kind=asked[0].kind, external_id=external_id, message=BY_HAND)
            continue
        left = [one for one in documents if one.link is not None and one.holds and one.ledger.id != connection.id]
        parted = next((one for one in left if one.ledger.status == ConnectionStatus.DISCONNECTED), None)
        if parted is not None:
            results[record_id] = Intent(
                state="linked", kind=parted.kind, message=ELSEWHERE.format(name=parted.ledger.organisation_name)
            )
    return results


def _under_way_of(before: Mapping[UUID, Posting]) -> set[UUID]:
    return {source for source, posting in before.items() if posting.state in OPEN_STATES}


def _there(
    workspace_id: UUID,
    connection: Connection,
    *,
    members: Sequence[Record],
    says: Mapping[UUID, Entry | Refusal],
    busy: Collection[UUID],
) -> dict[UUID, Intent]:
    """Contacts and items that the ledger has already, or may have; asked of those only that are not under way."""
    asked: dict[UUID, tuple[Record, Contact | Item]] = {}
    for record in members:
        found = says[record.id]
        if record.id not in busy and isinstance(found, Entry) and isinstance(found.entity, Contact | Item):
            asked[record.id] = (record, found.entity)
    results: dict[UUID, Intent] = {}
    for record_id, answer in already_there.settle(workspace_id, connection, asked=asked).items():
        if isinstance(answer, str):
            results[record_id] = Intent(state="refused", message=answer)
        else:
            results[record_id] = Intent(state="linked", kind=answer.kind, external_id=answer.external_id, message=FOUND)
    return results


def tell_changed(workspace_id: UUID, connection: Connection, *, posted: Sequence[Record]) -> None:
    """What was changed while it was on its way to the ledger is told to a person; inside the caller's transaction."""
    ids = [record.id for record in posted]
    linked = links.links_by_sources(workspace_id, connection.id, source_kind=SourceKind.RECORD, source_ids=ids)
    manifest = access.connector(connection.provider).manifest
    for record in posted:
        for link in linked.get(record.id, [])[:1]:
            mapping = parse_mapping(record.collection.mapping)
            found = apply(mapping, records.scope(record), key=record.key, contact_kind=kind_of(mapping, manifest))
            _raise(workspace_id, _already(connection, record, link=link, found=found)[1])


def _withdraw(workspace_id: UUID, withdrawn: Sequence[tuple[Posting, Refusal]]) -> None:
    """What was intended but not sent is not sent any more, when the record says something now that cannot be posted."""
    unsent = [(row, refusal) for row, refusal in withdrawn if row.state == PostingState.INTENDED]
    for row, refusal in unsent:
        row.state, row.finished_at = PostingState.REJECTED, datetime.now(UTC)
        row.problems = [{"cause": p.cause, "message": p.message, "remedy": p.remedy} for p in refusal.problems]
    postings.save_postings([row for row, _ in unsent])
    for row, _ in unsent:
        intake.enqueue_advance(workspace_id, runs.runs_waiting_for(workspace_id, [row.id]), turn=new_id().hex)
    outcomes.tell_masses(workspace_id, [row.id for row, _ in unsent], turn=new_id().hex)
    known = [f"posting:{row.id}" for row, _ in withdrawn if row.state == PostingState.REJECTED]
    exceptions.resolve_fingerprints(workspace_id, known, reason="The record itself cannot be posted now; that is told by itself.")


def _already(connection: Connection, record: Record, *, link: Link, found: Entry | Refusal) -> tuple[Intent, list[ExceptionItem]]:
    """A linked record is never created again; a posted document whose record says something else now is told to a person."""
    intent = Intent(state="linked", external_id=link.external_id, kind=link.kind, message="already linked")
    says = content_hash(found.entity) if isinstance(found, Entry) else "refused"
    if EntityKind(link.kind) not in DOCUMENT_KINDS or not link.synced_hash or says == link.synced_hash:
        return intent, []
    message = f"{record.key} was changed after its document had been posted; the ledger still has what was posted."
    remedy = "Put the record back as it was, or correct the document in the ledger (credit note, or void and post again)."
    return intent, [_exception(connection, record, problem=Problem(cause="changed_after_posting", message=message, remedy=remedy))]


def _posting(connection: Connection, record: Record, *, entry: Entry, before: Posting | None) -> tuple[Posting, bool | None]:
    """The posting of a record: a new one (True), an earlier one that was refused and is intended again (None), or one under way."""
    entity, says = to_json(entry.entity), content_hash(entry.entity)
    if before is None:
        posting = Posting(
            id=new_id(),
            workspace_id=record.workspace_id,
            connection=connection,
            key=f"create:record:{record.id}",
            action="create",
            kind=entity_kind(entry.entity).value,
            source_kind=SourceKind.RECORD,
            source_id=record.id,
            source_hash=says,
            title=title_of(entry.entity),
            entity=entity,
        )
        return posting, True
    if before.state in OPEN_STATES and before.state != PostingState.INTENDED:
        return before, False  # On its way as it was approved or sent; a later difference is told when it has arrived.
    if before.state == PostingState.INTENDED and before.source_hash == says:
        return before, False
    before.entity, before.source_hash, before.title = entity, says, title_of(entry.entity)
    before.kind = entity_kind(entry.entity).value
    before.state, before.problems, before.finished_at = PostingState.INTENDED, [], None
    return before, None


def _create(workspace_id: UUID, connection: Connection, *, new: Sequence[Posting]) -> dict[UUID, Intent]:
    """Keeps new postings; where another run had the same record in the same moment, gives what became of that one."""
    # In one order, so that two who do this at once do not wait for each other.
    postings.create_postings(sorted(new, key=lambda row: row.key))
    stored = postings.postings_by_keys(workspace_id, connection.id, keys=[row.key for row in new])
    return {row.source_id: _instead(stored[row.key]) for row in new if stored[row.key].id != row.id}


def _instead(posting: Posting) -> Intent:
    if posting.state == PostingState.POSTED:
        return Intent(state="linked", external_id=posting.external_id, kind=posting.kind, message="already linked")
    if posting.state in OPEN_STATES:
        return _under_way(posting, ())
    said = " ".join(str(problem.get("message", "")) for problem in posting.problems)
    return Intent(state="refused", message=said or posting.get_state_display())


def _under_way(posting: Posting, warnings: tuple[str, ...]) -> Intent:
    return Intent(state="waiting", posting_id=posting.id, kind=posting.kind, warnings=warnings)


def _intend_referred(workspace_id: UUID, connection: Connection, *, entries: Sequence[Entry]) -> None:
    """Contacts and items come before the documents that name them."""
    named = {found.record for entry in entries for found in references(entry.entity) if found.record is not None}
    referred = records_by_keys(workspace_id, [pair for pair in named if pair is not None])
    if referred:
        intend(workspace_id, connection, wanted=list(referred.values()))


def entity_kind(entity: Contact | Item | Document) -> EntityKind:
    return EntityKind.ITEM if isinstance(entity, Item) else entity.kind


def title_of(entity: Contact | Item | Document) -> str:
    if isinstance(entity, Item):
        return f"{entity.code} {entity.name}"[:300]
    if isinstance(entity, Contact):
        return entity.name[:300]
    return f"{entity.kind.value.replace('_', ' ').capitalize()} {entity.number}"[:300]


def _refused(connection: Connection, record: Record, *, refusal: Refusal) -> ExceptionItem:
    first = refusal.problems[0]
    details: dict[str, object] = {
        "problems": [
            {"cause": p.cause, "field": p.field, "message": p.message, "remedy": p.remedy, "rows": list(p.rows)}
            for p in refusal.problems
        ]
    }
    item = _exception(connection, record, problem=first, details=details)
    item.amount, item.currency = refusal.net, str(record.values.get("currency", ""))[:3]
    return item


def _exception(
    connection: Connection, record: Record, *, problem: Problem, details: Mapping[str, object] | None = None
) -> ExceptionItem:
    return ExceptionItem(
        workspace_id=record.workspace_id,
        fingerprint=fingerprint(connection, record.id),
        cause=problem.cause,
        message=problem.message,
        remedy=problem.remedy,
        subject_kind="record",
        subject_id=record.id,
        title=record.title or record.key,
        connection=connection,
        details=dict(details or {}),
    )


def _raise(workspace_id: UUID, items: Sequence[ExceptionItem]) -> None:
    if items:
        raising.raise_exceptions(workspace_id, items)

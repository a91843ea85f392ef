"""The accounting card of a record: what the ledger has of it, and what a person can do about that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action
from tieout.engine import access, agreement, already_there, identity, intake, intents, linking, poll, record_sync, records, turns
from tieout.engine.linking import Target
from tieout.engine.sights import entity_of
from tieout.engine.surface import NotPossible
from tieout.mapping.accounting_mapping import direction_of, parse_mapping
from tieout.mapping.apply import Entry, Refusal, apply
from tieout.mapping.entity_fields import CONTACT_FIELDS, ITEM_FIELDS
from tieout.store import audit, balances, connections, database, exceptions, link_lists, links, listings, mirror, runs
from tieout.store.balances import Balance
from tieout.store.collections import AccountingType
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.decisions import Pair
from tieout.store.exceptions import ExceptionItem
from tieout.store.ids import new_id
from tieout.store.link_lists import Linked
from tieout.store.links import Link, SourceKind
from tieout.store.mirror import MirrorEntity
from tieout.store.postings import OPEN_STATES, Posting
from tieout.store.records import Record

NO_LEDGER = "No ledger is connected. Connect one under Settings, Integrations, then try again."
# How a collection's records are searched for in the ledger.
SEARCHED = {
    AccountingType.CONTACTS: "contact",
    AccountingType.ITEMS: "item",
    AccountingType.INVOICES: "invoice",
    AccountingType.BILLS: "bill",
}


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """One field of a record and of its entity; `direction` is which way it goes."""

    key: str
    label: str
    direction: str
    record: str
    ledger: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """`ledger` is None where none is connected; `former` are links to ledgers that are not the records' any more.

    `refusal` says why the record cannot be created now, "" when it can; `posting` is what is under way or was refused.
    """

    record: Record
    ledger: Connection | None
    kind: str
    link: Link | None = None
    row: MirrorEntity | None = None
    synced_at: datetime | None = None
    former: Sequence[Linked] = ()
    posting: Posting | None = None
    troubles: Sequence[ExceptionItem] = ()
    fields: Sequence[SideBySide] = ()
    balances: Sequence[Balance] | None = None
    item: Item | None = None
    updates: bool = False
    refusal: str = ""
    kinds: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Made:
    """What came of creating: `linked` to what was there, `asked` where that is doubtful, `creating` what is new."""

    outcome: Literal["linked", "asked", "creating", "refused"]
    message: str = ""


def shown(workspace_id: UUID, record: Record) -> Card | None:
    """The card of a record, None where its collection is not linked to accounting (X-31)."""
    type_ = record.collection.accounting_type
    if type_ not in SEARCHED:
        return None
    ledger = connections.records_ledger(workspace_id)
    every = link_lists.linked_to_record(workspace_id, record.id)
    former = [one for one in every if ledger is None or one.connection.id != ledger.id]
    if ledger is None:
        return Card(record=record, ledger=None, kind=SEARCHED[AccountingType(type_)], former=former, refusal=NO_LEDGER)
    mine = links.links_by_sources(workspace_id, ledger.id, source_kind=SourceKind.RECORD, source_ids=[record.id]).get(record.id, [])
    link = mine[0] if mine else None
    row = None if link is None else mirror.entity(workspace_id, ledger.id, kind=link.kind, external_id=link.external_id)
    entity = None if row is None else entity_of(row)
    mapping = agreement.mapping_of(record)
    return Card(
        record=record,
        ledger=ledger,
        kind=SEARCHED[AccountingType(type_)],
        link=link,
        row=row,
        synced_at=_synced_at(ledger, link),
        former=former,
        posting=_posting(ledger, record),
        troubles=[one for one in listings.exceptions_of_subject(workspace_id, record.id) if exceptions.is_open(one)],
        fields=[] if row is None else _side_by_side(record, row),
        balances=_balances(ledger, entity),
        item=entity if isinstance(entity, Item) else None,
        updates=mapping is not None and mapping.update_linked,
        refusal=_refusal(ledger, record),
        kinds=[kind.value for kind in linking.kinds_of(type_, access.connector(ledger.provider).manifest)],
    )


def candidates(workspace_id: UUID, record: Record) -> tuple[identity.Judgement, dict[str, MirrorEntity]]:
    """What the record may be in the ledger, best first, with the mirrored rows by external id. Asks no provider."""
    ledger, entity = _writable(workspace_id), None
    found = _entry(ledger, record)
    entity = found.entity if isinstance(found, Entry) and isinstance(found.entity, Contact | Item) else None
    if entity is None:
        return identity.Judgement(certainty="new"), {}
    judged = identity.judge(workspace_id, ledger.id, entity=entity, source_id=record.id)
    pairs = [(one.kind, one.external_id) for one in judged.candidates]
    rows = mirror.entities_by_external_ids(workspace_id, ledger.id, pairs=pairs)
    return judged, {row.external_id: row for row in rows.values()}


def link(workspace_id: UUID, record: Record, *, kind: str, external_id: str, actor: str) -> None:
    """Links to what is in the ledger; nothing is created. What the mapping says is carried at once, in both directions."""
    ledger = _writable(workspace_id)
    target = Target(connection_id=ledger.id, kind=kind, external_id=external_id)
    with database.atomic():
        linking.link(workspace_id, record.id, target=target, actor=actor)
        if kind in agreement.LINKED_KINDS:
            pair = Pair(source_id=record.id, kind=kind, external_id=external_id)
            identity.remember(workspace_id, ledger.id, pair=pair, same=True, actor=actor)
            record_sync.carry(workspace_id, ledger, ids=[record.id], actor=actor, overwrite=True)


def unlink(workspace_id: UUID, record: Record, *, actor: str) -> None:
    ledger = connections.records_ledger(workspace_id)
    if ledger is None:
        raise NotPossible(NO_LEDGER)
    linking.unlink(workspace_id, record.id, connection_id=ledger.id, actor=actor)


def create(workspace_id: UUID, record: Record, *, anyway: bool, actor: str) -> Made:
    """Creates it in the ledger through the one posting protocol, unless it is there already; `anyway` says that it is none of
    those that look like it, which is remembered."""
    ledger = _writable(workspace_id)
    if said := _refusal(ledger, record):
        raise NotPossible(said)
    with database.atomic():
        if anyway:
            _remember_none(ledger, record, actor=actor)
        intent = intents.intend(workspace_id, ledger, wanted=[record])[record.id]
        if intent.state == "linked":
            # Without an id it is not linked here: its documents are made otherwise, or are in another ledger.
            return Made(outcome="linked" if intent.external_id else "refused", message=intent.message)
        if intent.state == "refused":
            open_ = exceptions.exceptions_by_fingerprints(workspace_id, [intents.fingerprint(ledger, record.id)])
            asked = any(one.cause == already_there.CAUSE and exceptions.is_open(one) for one in open_.values())
            return Made(outcome="asked" if asked else "refused", message=intent.message)
        stopped = runs.stopped_runs(workspace_id, subject_id=record.id)
        intake.enqueue_advance(workspace_id, stopped, turn=new_id().hex)
        turns.wake(workspace_id, ledger.id)
        note = audit.Note(
            actor=actor,
            action="record.asked",
            subject_kind="record",
            subject_id=str(record.id),
            text=f"{record.collection.name} {record.key} asked to be created in {ledger.organisation_name}",
            details={"connection": str(ledger.id), "posting": str(intent.posting_id)},
        )
        audit.add(workspace_id, [note])
    return Made(outcome="creating")


def sync(workspace_id: UUID, record: Record, *, actor: str) -> UUID:
    """Reads what changed of this kind in the ledger since it was last read, into mirror and record; gives the run."""
    ledger = _writable(workspace_id)
    mine = links.links_by_sources(workspace_id, ledger.id, source_kind=SourceKind.RECORD, source_ids=[record.id]).get(record.id)
    if not mine:
        raise NotPossible("This record is not linked. Link it first, then sync.")
    return poll.refresh(workspace_id, ledger.id, kinds=[mine[0].kind], actor=actor)


def resolve(workspace_id: UUID, record: Record, *, choice: str, actor: str) -> None:
    record_sync.resolve(workspace_id, record.id, ledger=_writable(workspace_id), choice=choice, actor=actor)


def detail_of(row: MirrorEntity) -> str:
    """What tells it from others of its name."""
    entity = entity_of(row)
    return identity.detail(entity) if isinstance(entity, Contact | Item) else ""


def _writable(workspace_id: UUID) -> Connection:
    ledger = linking.records_ledger(workspace_id)
    if ledger is None:
        raise NotPossible(NO_LEDGER)
    return ledger


def _entry(ledger: Connection, record: Record) -> Entry | Refusal | None:
    if not record.collection.mapping:
        return None
    mapping = parse_mapping(record.collection.mapping)
    kind = intents.kind_of(mapping, access.connector(ledger.provider).manifest)
    return apply(mapping, records.scope(record), key=record.key, contact_kind=kind)


def _refusal(ledger: Connection, record: Record) -> str:
    if ledger.status == ConnectionStatus.DISCONNECTED:
        return f"{ledger.organisation_name} is disconnected. Connect it again under Settings, Integrations."
    found = _entry(ledger, record)
    if found is None:
        return f"No synced fields are set for {record.collection.name}. Set them in the Accounting pane of its settings."
    if isinstance(found, Refusal):
        return " ".join(f"{problem.message} {problem.remedy}".strip() for problem in found.problems[:3])
    kind = EntityKind.ITEM if isinstance(found.entity, Item) else found.entity.kind
    manifest = access.connector(ledger.provider).manifest
    if manifest.can and Action.CREATE not in manifest.can.get(kind, frozenset()):
        return f"{manifest.name} takes no {kind.value.replace('_', ' ')} from outside."
    return ""


def _synced_at(ledger: Connection, link: Link | None) -> datetime | None:
    """When the ledger last told what it has: with a writing of this record, or a reading of its kind to the end."""
    if link is None:
        return None
    read = ledger.read_at.get(link.kind)
    return max(link.synced_at, datetime.fromisoformat(read)) if read else link.synced_at


def _posting(ledger: Connection, record: Record) -> Posting | None:
    """The newest writing of the record that is under way or was refused."""
    rows = listings.postings_of_source(ledger.workspace_id, source_kind=SourceKind.RECORD, source_id=record.id)
    newest = next((row for row in rows if row.connection_id == ledger.id), None)
    return newest if newest is not None and newest.state in (*OPEN_STATES, "rejected") else None


def _side_by_side(record: Record, row: MirrorEntity) -> list[SideBySide]:
    mapping = agreement.mapping_of(record)
    if mapping is None:
        return []
    here, there = agreement.said_by_record(record), agreement.said_by_ledger(row)
    known = ITEM_FIELDS if row.kind == EntityKind.ITEM else CONTACT_FIELDS
    return [
        SideBySide(
            key=one.key,
            label=one.label,
            direction=direction_of(mapping, one.key),
            record=here.get(one.key, ""),
            ledger=there.get(one.key, ""),
        )
        for one in known
        if here.get(one.key) or there.get(one.key)
    ]


def _balances(ledger: Connection, entity: object) -> list[Balance] | None:
    if not isinstance(entity, Contact) or not entity.id:
        return None
    return balances.of_contact(ledger.workspace_id, ledger.id, contact_id=entity.id, on=datetime.now(UTC).date())


def _remember_none(ledger: Connection, record: Record, *, actor: str) -> None:
    workspace_id = ledger.workspace_id
    judged, _ = candidates(workspace_id, record)
    for one in judged.candidates:
        pair = Pair(source_id=record.id, kind=one.kind, external_id=one.external_id)
        identity.remember(workspace_id, ledger.id, pair=pair, same=False, actor=actor)

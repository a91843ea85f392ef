"""Invoices, bills and credits made by hand from a record's lines: asked for, approved, posted once, voided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from tieout.accounting.documents import Document
from tieout.accounting.serial import content_hash, to_json
from tieout.engine import document_files, intents, records, turns
from tieout.engine.document_ground import Ground, documents_mapping, ground
from tieout.engine.document_plan import Plan, Wish, creditable, credited_document, plan
from tieout.engine.record_documents import RecordDocument, parts_of
from tieout.engine.surface import NotPossible
from tieout.mapping.apply import Refusal
from tieout.mapping.problems import Problem
from tieout.mapping.requests import AskedLine, Terms, request_document
from tieout.store import audit, connections, database, document_requests, exceptions, postings, progress, workspaces
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.document_requests import DocumentRequest, RequestState
from tieout.store.ids import new_id
from tieout.store.links import SourceKind
from tieout.store.postings import Posting, PostingState
from tieout.store.records import Record
from tieout.store.workspaces import DocumentApproval

# Of a person who may approve, only `always` asks a second one.
REMEDY_SELF = "Somebody else with the role Finance or System Administrator must approve what you asked for yourself."


class NotReady(NotPossible):
    """The document cannot be asked for as it is; `problems` say what to change."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(f"{problem.message} {problem.remedy}".strip() for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who asks or decides; `may_approve` is the permission `approve`."""

    name: str
    user_id: int
    may_approve: bool


@dataclass(frozen=True, kw_only=True)
class Order:
    """A wish that was confirmed. `key` is made once by the dialog: the same key again is the same request."""

    key: str
    wish: Wish
    file_ids: tuple[UUID, ...] = ()


def ask(workspace_id: UUID, record_id: UUID, *, order: Order, by: Person) -> DocumentRequest:
    """Takes the quantities and posts the document, or lets it wait for approval; once for a key. Raises NotReady, NotPossible."""
    with database.atomic():
        # Whoever else asks for this record waits here, and then sees what was taken.
        document_requests.hold_records(workspace_id, [record_id])
        before = document_requests.request_by_key(workspace_id, order.key)
        if before is not None:
            if before.record_id != record_id:
                raise NotPossible("This was confirmed for another record already. Open the dialog again.")
            return before
        here = ground(workspace_id, record_id)
        found = plan(here, order.wish)
        if found.problems or found.document is None or found.totals is None:
            raise NotReady(found.problems)
        _instead_of_whole(here)
        row = _request(here, order, found=found, by=by)
        row.files = document_files.chosen(workspace_id, record_id, file_ids=order.file_ids, ledger=here.ledger)
        document_requests.create_request(row)
        waits = row.state == RequestState.WAITING_APPROVAL
        postings.create_postings([_posting(row, found.document, state=_first_state(waits=waits))])
        if not waits and found.items_to_create:
            intents.intend(workspace_id, here.ledger, wanted=list(found.items_to_create))
        _tell(row, here.record, actor=by.name, action="document.asked", text=_named(row))
        if not waits:
            turns.wake(workspace_id, here.ledger.id)
    return row


def approve(workspace_id: UUID, request_id: UUID, *, by: Person) -> DocumentRequest:
    """Lets exactly what was asked for go to the ledger."""
    with database.atomic():
        row = _waiting(workspace_id, request_id)
        if row.asker_id == by.user_id:
            raise NotPossible(REMEDY_SELF)
        connection = connections.connection(workspace_id, row.connection_id)
        if connection.status == ConnectionStatus.DISCONNECTED:
            raise NotPossible(f"{connection.organisation_name} is disconnected. Connect it again, then approve.")
        check_credited(row)
        posting = _created(row)
        _decide(row, RequestState.APPROVED, by=by.name)
        posting.state, posting.intended_at = PostingState.INTENDED, datetime.now(UTC)
        postings.save_postings([posting])
        _intend_items(row, connection)
        _tell(row, row.record, actor=by.name, action="document.approved", text=_named(row))
        turns.wake(workspace_id, row.connection_id)
    return row


def decline(workspace_id: UUID, request_id: UUID, *, by: Person, reason: str) -> DocumentRequest:
    """Gives the quantities back; the reason is for the one who asked."""
    if not reason.strip():
        raise NotPossible("Say why it is declined; the one who asked reads it.")
    with database.atomic():
        row = _waiting(workspace_id, request_id)
        _cancel(row, RequestState.DECLINED, by=by.name, reason=reason.strip()[:500])
        _tell(row, row.record, actor=by.name, action="document.declined", text=f"{_named(row)}: {row.reason}")
    return row


def withdraw(workspace_id: UUID, request_id: UUID, *, by: Person) -> DocumentRequest:
    """Takes back what was not approved yet, or what the ledger refused; its quantities are open again."""
    with database.atomic():
        row = _held(workspace_id, request_id)
        posting = _created(row)
        if row.state == RequestState.WAITING_APPROVAL:
            if row.asker_id != by.user_id and not by.may_approve:
                raise NotPossible("Only the one who asked, or somebody who may approve, can withdraw it.")
        elif row.state != RequestState.APPROVED or posting.state != PostingState.REJECTED:
            raise NotPossible("It is in the ledger or on its way there: void it there instead. Load the page again.")
        _cancel(row, RequestState.WITHDRAWN, by=by.name, reason="")
        exceptions.resolve_fingerprints(workspace_id, [f"posting:{posting.id}"], reason="It was withdrawn.")
        _tell(row, row.record, actor=by.name, action="document.withdrawn", text=_named(row))
    return row


def give_up(workspace_id: UUID, exception_id: UUID, *, actor: str) -> None:
    """A refused document whose exception is dismissed does not hold its quantities any longer; inside the caller's transaction."""
    item = exceptions.exception_by_id(workspace_id, exception_id)
    posting = item.posting if item is not None else None
    if posting is None or posting.source_kind != SourceKind.REQUEST or posting.action != "create":
        return
    row = _held(workspace_id, posting.source_id)
    if row.state == RequestState.APPROVED and posting.state == PostingState.REJECTED:
        _cancel(row, RequestState.WITHDRAWN, by=actor, reason="")
        _tell(row, row.record, actor=actor, action="document.withdrawn", text=_named(row))


def check_credited(row: DocumentRequest) -> None:
    """A credit is sent only while what it takes back from is in the ledger, and not for more of it than is left. Raises
    NotPossible; inside the transaction of a caller who holds the record."""
    if not row.credited_external_id:
        return
    here = ground(row.workspace_id, row.record_id)
    invoices = (one for one in here.documents if one.link is not None and one.link.external_id == row.credited_external_id)
    credited = next((one for one in invoices if one.state == "posted"), None)
    if credited is None:
        raise NotPossible(f"What it takes back from is not in {here.manifest.name} any more. Decline it, or withdraw it.")
    left, asked = creditable(here, credited), parts_of(row)
    # What is left has this request taken off already: a sign that turned says that it is too much.
    if any(left.get(number, Decimal(0)) * quantity < 0 for number, quantity in asked.items()):
        raise NotPossible("More would be credited than was invoiced. Decline it, and ask for what is left.")


def check_again(workspace_id: UUID, request_id: UUID) -> None:
    """May what the ledger refused be sent once more? Holds the record for the caller's transaction. Raises NotPossible."""
    row = _held(workspace_id, request_id)
    if row.state != RequestState.APPROVED:
        raise NotPossible("It was taken back meanwhile. Load the page again.")
    check_credited(row)


def waits_for_approval(workspace_id: UUID, by: Person) -> bool:
    """Does what this person asks for wait for another?"""
    policy = workspaces.workspace_by_id(workspace_id).documents_need_approval
    return policy == DocumentApproval.ALWAYS or (policy == DocumentApproval.EDITORS and not by.may_approve)


def changed_since(row: DocumentRequest, asked: Document) -> str:
    """What is different on the record since it was asked for, "" for nothing; it is posted as it was asked for all the same."""
    mapping = documents_mapping(row.record)
    if mapping is None or row.credited_external_id:
        return ""
    lines = tuple(
        AskedLine(
            number=int(line["number"]),
            quantity=Decimal(line["quantity"]),
            tax_code=line["tax_code"],
            account=line["account"],
            without_item=bool(line["without_item"]),
        )
        for line in row.lines
    )
    terms = Terms(
        issued_on=asked.issued_on, number=asked.number, due_on=asked.due_on, reference=asked.reference, status=asked.status
    )
    now = request_document(mapping, records.scope(row.record), asked=lines, terms=terms, defaults={})
    if isinstance(now, Refusal):
        return f"The record says otherwise now: {' '.join(problem.message for problem in now.problems)}"
    if not isinstance(now.entity, Document) or _said(now.entity) == _said(asked):
        return ""
    return "The record was changed since this was asked for: its lines, its contact or its currency are different now."


def _said(document: Document) -> object:
    """What comes from the record alone; codes may have come from the item."""
    lines = tuple((line.description, line.quantity, line.unit_price, line.item) for line in document.lines)
    return document.contact, document.currency, lines


def _first_state(*, waits: bool) -> PostingState:
    return PostingState.WAITING_APPROVAL if waits else PostingState.INTENDED


def _request(here: Ground, order: Order, *, found: Plan, by: Person) -> DocumentRequest:
    document, totals = found.document, found.totals
    if document is None or totals is None:
        raise RuntimeError("only a whole plan becomes a request")
    waits = waits_for_approval(here.record.workspace_id, by)
    credited = credited_document(here, order.wish) if order.wish.credited is not None else None
    return DocumentRequest(
        id=new_id(),
        workspace_id=here.record.workspace_id,
        connection=here.ledger,
        record=here.record,
        record_version=here.record.version,
        key=order.key,
        kind=document.kind.value,
        credited_external_id=credited.link.external_id if credited is not None and credited.link is not None else "",
        lines=[_line_json(one) for one in order.wish.asked],
        identities=_identities(here, credited),
        number=document.number,
        currency=document.currency,
        net=totals.net,
        tax=totals.tax,
        gross=totals.gross,
        status_asked=document.status.value,
        state=RequestState.WAITING_APPROVAL if waits else RequestState.APPROVED,
        asked_by=by.name,
        asker_id=by.user_id,
    )


def _identities(here: Ground, credited: RecordDocument | None) -> list[str]:
    """A credit's line numbers are those by which its invoice was asked for."""
    if credited is not None and credited.request is not None:
        return list(credited.request.identities)
    return [offer.of.identity for offer in here.proposal.offers]


def _line_json(one: AskedLine) -> dict[str, object]:
    return {
        "number": one.number,
        "quantity": str(one.quantity),
        "tax_code": one.tax_code,
        "account": one.account,
        "without_item": one.without_item,
    }


def _posting(row: DocumentRequest, document: Document, *, state: PostingState) -> Posting:
    return Posting(
        id=new_id(),
        workspace_id=row.workspace_id,
        connection_id=row.connection_id,
        key=f"create:request:{row.id}",
        action="create",
        kind=row.kind,
        source_kind=SourceKind.REQUEST,
        source_id=row.id,
        source_hash=content_hash(document),
        title=f"{row.kind.replace('_', ' ').capitalize()} {row.number}"[:300],
        entity=to_json(document),
        state=state,
    )


def _instead_of_whole(here: Ground) -> None:
    """What an automation tried with the whole record and the ledger refused is not tried again: a person does it now."""
    refused = [one.posting for one in here.documents if one.request is None and one.state == "refused" and one.posting is not None]
    for posting in refused:
        posting.state, posting.finished_at = PostingState.CANCELLED, datetime.now(UTC)
    postings.save_postings(refused)
    known = [f"posting:{posting.id}" for posting in refused]
    known.append(intents.fingerprint(here.ledger, here.record.id))
    exceptions.resolve_fingerprints(here.record.workspace_id, known, reason="Its documents are made by hand.")


def _intend_items(row: DocumentRequest, connection: Connection) -> None:
    """Items that were to be created with the document, created once it may go."""
    here = ground(row.workspace_id, row.record_id)
    wanted = {offer.line.item for offer in here.proposal.offers if offer.line is not None and offer.of.number in _numbers(row)}
    missing = [here.parties[name].record for name in sorted(wanted) if name in here.parties and not here.parties[name].external_id]
    found = [record for record in missing if record is not None]
    if found:
        intents.intend(row.workspace_id, connection, wanted=found)


def _numbers(row: DocumentRequest) -> set[int]:
    return {int(line["number"]) for line in row.lines if not line["without_item"]}


def _waiting(workspace_id: UUID, request_id: UUID) -> DocumentRequest:
    row = _held(workspace_id, request_id)
    if row.state != RequestState.WAITING_APPROVAL:
        raise NotPossible("It does not wait for approval any more. Load the page again.")
    return row


def _held(workspace_id: UUID, request_id: UUID) -> DocumentRequest:
    found = document_requests.request_by_id(workspace_id, request_id)
    if found is None:
        raise NotPossible("There is no such document.")
    document_requests.hold_records(workspace_id, [found.record_id])
    row = document_requests.request_by_id(workspace_id, request_id, locked=True)
    if row is None:
        raise NotPossible("There is no such document.")
    return row


def _created(row: DocumentRequest) -> Posting:
    """Locked: the sender and whoever tries it again come before or after."""
    found = document_requests.postings_of_requests(row.workspace_id, [row.id], locked=True).get(row.id, [])
    return next(posting for posting in found if posting.action == "create")


def _decide(row: DocumentRequest, state: RequestState, *, by: str, reason: str = "") -> None:
    row.state, row.decided_by, row.decided_at, row.reason = state, by, datetime.now(UTC), reason
    document_requests.save_request(row)


def _cancel(row: DocumentRequest, state: RequestState, *, by: str, reason: str) -> None:
    posting = _created(row)
    posting.state, posting.finished_at = PostingState.CANCELLED, datetime.now(UTC)
    postings.save_postings([posting])
    _decide(row, state, by=by, reason=reason)


def _tell(row: DocumentRequest, record: Record, *, actor: str, action: str, text: str) -> None:
    note = audit.Note(
        actor=actor,
        action=action,
        subject_kind="record",
        subject_id=str(record.id),
        text=text[:500],
        details={"request": str(row.id), "gross": str(row.gross), "currency": row.currency, "lines": row.lines},
    )
    audit.add(row.workspace_id, [note])
    progress.show(row.workspace_id, "documents", subject_id=row.id, state=row.state, text=text[:300])


def _named(row: DocumentRequest) -> str:
    return f"{row.kind.replace('_', ' ').capitalize()} {row.number}"

"""The documents of a record: what was asked for and what became of it, how much of each line they cover, and what is paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from tieout.accounting.documents import Document
from tieout.accounting.kinds import DOCUMENT_KINDS, EntityKind
from tieout.accounting.serial import from_json
from tieout.engine.sights import entity_of
from tieout.engine.steps.ledger import payment_status
from tieout.mapping.coverage import Claim, Coverage, coverage
from tieout.mapping.requests import DocumentsMapping, record_lines
from tieout.store import connections, document_requests, mirror, postings
from tieout.store.connections import Connection
from tieout.store.document_requests import HOLDING, DocumentRequest, RequestState
from tieout.store.links import Link, SourceKind
from tieout.store.mirror import MirrorEntity
from tieout.store.postings import OPEN_STATES, Posting, PostingState

GONE = frozenset({"voided", "deleted"})
KINDS = frozenset(kind.value for kind in DOCUMENT_KINDS)
ENDINGS = frozenset({"void", "delete"})


@dataclass(frozen=True, kw_only=True)
class RecordDocument:
    """One document of a record: asked for by a person (`request`), or made of the whole record (by an automation, or linked).

    `posting` creates it, `ending` voids or deletes it; `row` is how the ledger has it now.
    """

    record_id: UUID
    ledger: Connection
    kind: str
    request: DocumentRequest | None = None
    link: Link | None = None
    posting: Posting | None = None
    ending: Posting | None = None
    row: MirrorEntity | None = None

    @property
    def id(self) -> UUID:
        """The request's, else the link's, else the posting's: stable as long as people may want to name it."""
        named = self.request or self.link or self.posting
        if named is None:
            raise RuntimeError("a document comes from somewhere")
        return named.id

    @property
    def state(self) -> str:
        """waiting_approval | declined | withdrawn | sending | refused | posted | ending | voided | deleted"""
        if self.request is not None and self.request.state != RequestState.APPROVED:
            return self.request.state
        if self.is_gone:
            return "deleted" if self.row is None or self.row.deleted or self.row.status == "deleted" else "voided"
        if self.ending is not None and self.ending.state in OPEN_STATES:
            return "ending"
        if self.link is not None:
            return "posted"
        return "sending" if self.posting is not None and self.posting.state in OPEN_STATES else "refused"

    @property
    def is_gone(self) -> bool:
        """The ledger has it no more, or has it as voided."""
        if self.row is not None:
            return self.row.deleted or self.row.status in GONE
        return self.ending is not None and self.ending.state == PostingState.POSTED

    @property
    def holds(self) -> bool:
        """It covers its lines: it is in the ledger, on its way there, or may still go."""
        if self.is_gone or (self.request is not None and self.request.state not in HOLDING):
            return False
        # What was refused as a whole gives its lines free: whoever tries it again is asked anew (`engine.intents`).
        return self.request is not None or self.link is not None or self.state == "sending"

    @property
    def credited_external_id(self) -> str:
        """Of a credit, the ledger's id of the invoice or bill that it takes back from; "" for all others."""
        return self.request.credited_external_id if self.request is not None else ""

    @property
    def is_credit_back(self) -> bool:
        return bool(self.credited_external_id)

    @property
    def document(self) -> Document | None:
        """As the ledger has it, else as it was asked for."""
        seen = entity_of(self.row) if self.row is not None else None
        return seen if isinstance(seen, Document) else self.asked

    @property
    def asked(self) -> Document | None:
        """As it was asked for, references to records not resolved; None for one that was only linked."""
        if self.posting is None or not self.posting.entity:
            return None
        entity = from_json(EntityKind(self.posting.kind), self.posting.entity)
        return entity if isinstance(entity, Document) else None

    def payment(self, on: date) -> str:
        """draft | open | overdue | part_paid | paid | credited | voided, "" while it is not in the ledger."""
        if self.row is None or self.link is None:
            return ""
        said, document = payment_status(self.row), self.document
        late = document is not None and document.due_on is not None and document.due_on < on
        return "overdue" if said in ("open", "part_paid") and late and self.row.kind in ("invoice", "bill") else said


def documents_of(workspace_id: UUID, connection: Connection, *, records: Sequence[UUID]) -> dict[UUID, list[RecordDocument]]:
    """Every document of these records in this ledger, oldest first; five queries, whatever there is."""
    requests = [one for one in document_requests.requests_of_records(workspace_id, records) if one.connection_id == connection.id]
    written = document_requests.postings_of_requests(workspace_id, [one.id for one in requests])
    linked = document_requests.documents_linked(workspace_id, connection.id, record_ids=records)
    whole = postings.postings_by_sources(workspace_id, connection.id, source_kind=SourceKind.RECORD, ids=records)
    pairs = [(link.kind, link.external_id) for link, _ in linked]
    rows = mirror.entities_by_external_ids(workspace_id, connection.id, pairs=pairs)
    links = {(link.source_kind, link.source_id): link for link, _ in linked if link.kind in KINDS}
    found: dict[UUID, list[RecordDocument]] = {record_id: [] for record_id in records}
    for (record_id, kind), posting in whole.items():
        link = links.get((SourceKind.RECORD, record_id))
        if kind in KINDS and link is None and posting.state in (*OPEN_STATES, PostingState.REJECTED):
            found[record_id].append(RecordDocument(record_id=record_id, ledger=connection, kind=kind, posting=posting))
    for link, record_id in linked:
        if link.source_kind == SourceKind.RECORD and link.kind in KINDS:
            found[record_id].append(
                RecordDocument(
                    record_id=record_id,
                    ledger=connection,
                    kind=link.kind,
                    link=link,
                    posting=whole.get((record_id, link.kind)),
                    row=rows.get((link.kind, link.external_id)),
                )
            )
    for request in requests:
        link = links.get((SourceKind.REQUEST, request.id))
        found[request.record_id].append(_requested(connection, request, written=written.get(request.id, []), link=link, rows=rows))
    return found


def everywhere(workspace_id: UUID, first: Connection | None, *, records: Sequence[UUID]) -> dict[UUID, list[RecordDocument]]:
    """Every document of these records in whichever ledger of the workspace, those in `first` before all others: what one ledger
    holds is not asked for again in another that took its place."""
    ledgers = [one for one in connections.connections(workspace_id) if first is None or one.id != first.id]
    found: dict[UUID, list[RecordDocument]] = {record_id: [] for record_id in records}
    for ledger in ledgers if first is None else [first, *ledgers]:
        for record_id, documents in documents_of(workspace_id, ledger, records=records).items():
            found[record_id] += documents
    return found


def standing(documents: Sequence[RecordDocument]) -> list[RecordDocument]:
    """Those that count together: what was made of the whole record in two ledgers is one sale and counts in the first of them,
    with its credits."""
    whole = [one for one in documents if one.request is None and one.holds]
    again = [one for one in whole if one.ledger.id != whole[0].ledger.id]
    left_out = {one.id for one in again}
    credited = {(one.ledger.id, one.link.external_id) for one in again if one.link is not None}
    left_out |= {
        one.id for one in documents if one.request is not None and (one.ledger.id, one.request.credited_external_id) in credited
    }
    return [one for one in documents if one.id not in left_out]


def _requested(
    connection: Connection,
    request: DocumentRequest,
    *,
    written: Sequence[Posting],
    link: Link | None,
    rows: Mapping[tuple[str, str], MirrorEntity],
) -> RecordDocument:
    return RecordDocument(
        record_id=request.record_id,
        ledger=connection,
        kind=request.kind,
        request=request,
        link=link,
        posting=next((row for row in written if row.action == "create"), None),
        ending=next((row for row in reversed(written) if row.action in ENDINGS), None),
        row=rows.get((link.kind, link.external_id)) if link is not None else None,
    )


def claims(documents: Sequence[RecordDocument]) -> list[Claim]:
    """What covers the record's lines. A credit for returned goods opens what it credits again as soon as the ledger has it, and as
    long as the ledger has what it credits."""
    made: list[Claim] = []
    alone = {one.id for one in left_over(documents)}
    for one in standing(documents):
        if not one.holds or one.id in alone or (one.is_credit_back and one.link is None):
            continue
        if one.request is None:
            made.append(Claim(document=str(one.id), whole=True))
            continue
        made.append(
            Claim(
                document=str(one.id),
                parts=parts_of(one.request),
                identities=tuple(one.request.identities),
                gives_back=one.is_credit_back,
            )
        )
    return made


def left_over(documents: Sequence[RecordDocument]) -> list[RecordDocument]:
    """Credits in a ledger that has no more what they take back from: somebody voided it there."""
    there = {(one.ledger.id, one.link.external_id) for one in documents if one.link is not None and one.holds}
    given = (one for one in documents if one.is_credit_back and one.link is not None and one.holds)
    return [one for one in given if (one.ledger.id, one.credited_external_id) not in there]


def parts_of(request: DocumentRequest) -> dict[int, Decimal]:
    """Line number to quantity, as asked."""
    return {int(line["number"]): Decimal(line["quantity"]) for line in request.lines}


def covered(mapping: DocumentsMapping, record: Mapping[str, object], *, documents: Sequence[RecordDocument]) -> Coverage:
    """How much of each line of the record stands on these documents."""
    return coverage(record_lines(mapping, record), claims(documents))


def today() -> date:
    return datetime.now(UTC).date()

"""What the ledger should hold of the documents that people asked for, worked out from what they asked, not from any receipt."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tieout.accounting.documents import Document, DocumentStatus
from tieout.accounting.money import total
from tieout.accounting.totals import Percent, Totals, UnknownTaxCodeError, totals
from tieout.engine import access, record_documents
from tieout.engine.record_documents import RecordDocument
from tieout.reconciliation.figures import ZERO, Figure
from tieout.store.connections import Connection
from tieout.store.exceptions import ExceptionItem
from tieout.store.records import Record

BATCH = 500
# On neither side is a document that counts in nobody's books yet.
DRAFTS = frozenset({DocumentStatus.DRAFT.value, DocumentStatus.SUBMITTED.value})


def figures(
    ledger: Connection, records: Sequence[Record], *, rates: Mapping[str, Percent], waiting: Mapping[UUID, ExceptionItem]
) -> dict[UUID, list[Figure]]:
    """By record, for those whose documents are made by hand: what was asked for and is not a draft, voided or taken back.

    What is not asked for yet is expected nowhere: when it is billed is for a person to say.
    """
    found: dict[UUID, list[Figure]] = {}
    ids = [record.id for record in records]
    for start in range(0, len(ids), BATCH):
        chunk = ids[start : start + BATCH]
        for record_id, documents in record_documents.documents_of(ledger.workspace_id, ledger, records=chunk).items():
            by_hand = [one for one in documents if one.request is not None and one.holds]
            if by_hand:
                cause = waiting[record_id].cause if record_id in waiting else ""
                made = [_figure(one, ledger, rates=rates, cause=cause) for one in by_hand if not _is_draft(one)]
                found[record_id] = [figure for figure in made if figure is not None]
    return found


def _is_draft(one: RecordDocument) -> bool:
    if one.row is not None:
        return one.row.status in DRAFTS
    return one.request is not None and one.request.status_asked in DRAFTS


def _figure(one: RecordDocument, ledger: Connection, *, rates: Mapping[str, Percent], cause: str) -> Figure | None:
    document, request = one.asked, one.request
    if document is None or request is None:
        return None
    expected = _expected(document, ledger, rates=rates)
    # What the ledger says is still open is its own to say: the record has no word of payments.
    due = expected.gross if one.row is None or one.row.due is None else one.row.due
    return Figure(
        group=f"request:{request.id}",
        id=str(request.id),
        kind=document.kind.value,
        number=document.number,
        party=document.contact,
        party_name=document.contact_name,
        issued_on=document.issued_on,
        currency=document.currency,
        net=expected.net,
        tax=expected.tax,
        gross=expected.gross,
        due=due,
        status=(DocumentStatus.PAID if due == 0 and expected.gross else DocumentStatus.OPEN).value,
        lines=len(document.lines) or 1,
        exception="" if one.link is not None else cause or one.state,
    )


def _expected(document: Document, ledger: Connection, *, rates: Mapping[str, Percent]) -> Totals:
    try:
        return totals(document, rates, rule=access.connector(ledger.provider).manifest.rounding)
    except UnknownTaxCodeError:
        net = total(line.quantity * line.unit_price for line in document.lines)
        return Totals(net=net, tax=ZERO, gross=net, lines=())

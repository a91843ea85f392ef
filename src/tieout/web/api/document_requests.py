"""Documents that wait for approval: exactly what would be posted, approved or declined with a reason."""

from typing import Literal
from uuid import UUID

from ninja import Query, Router
from pydantic import JsonValue

from tieout.accounting.documents import Document
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import from_json
from tieout.accounting.totals import Totals, UnknownTaxCodeError, totals
from tieout.engine import access, document_ground, documents
from tieout.mapping.references import RECORD_PREFIX
from tieout.store import document_requests, listings, records
from tieout.store.document_requests import DocumentRequest as Row
from tieout.web.api import document_shapes as shapes
from tieout.web.api.document_lists import quantity_text
from tieout.web.api.documents import person_of
from tieout.web.api.values import PageQuery, WorkspaceId, amount_text, optional_amount
from tieout.web.permissions import Asked, may
from tieout.web.problems import not_found
from tieout.web.providers import NAMES

router = Router(tags=["documents"], auth=may("read"))


class RequestQuery(PageQuery):
    state: Literal["", "waiting_approval", "approved", "declined", "withdrawn"] = "waiting_approval"


@router.get("/document-requests", response=shapes.DocumentRequestPage, operation_id="list_document_requests")
def list_document_requests(request: Asked, workspace_id: WorkspaceId, *, query: Query[RequestQuery]) -> shapes.DocumentRequestPage:
    """Newest first."""
    place = listings.Place(cursor=query.cursor, limit=min(query.limit, 50))
    page = listings.document_requests_page(workspace_id, place, state=query.state)
    items = [_shown(row, request) for row in page.rows]
    return shapes.DocumentRequestPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.get("/document-requests/{request_id}", response=shapes.DocumentRequest, operation_id="get_document_request")
def get_document_request(request: Asked, workspace_id: WorkspaceId, *, request_id: UUID) -> shapes.DocumentRequest:
    """A document that was asked for, with what became of it."""
    return _shown(_row(workspace_id, request_id), request)


@router.post(
    "/document-requests/{request_id}/approve",
    response=shapes.DocumentRequest,
    auth=may("approve"),
    operation_id="approve_document",
)
def approve_document(request: Asked, workspace_id: WorkspaceId, *, request_id: UUID) -> shapes.DocumentRequest:
    """Lets exactly what was asked for go to the ledger; nobody approves what they asked for themselves."""
    _row(workspace_id, request_id)
    documents.approve(workspace_id, request_id, by=person_of(request))
    return _shown(_row(workspace_id, request_id), request)


@router.post(
    "/document-requests/{request_id}/decline",
    response=shapes.DocumentRequest,
    auth=may("approve"),
    operation_id="decline_document",
)
def decline_document(
    request: Asked, workspace_id: WorkspaceId, *, request_id: UUID, body: shapes.DeclineIn
) -> shapes.DocumentRequest:
    """Gives its quantities back; the one who asked reads the reason."""
    _row(workspace_id, request_id)
    documents.decline(workspace_id, request_id, by=person_of(request), reason=body.reason)
    return _shown(_row(workspace_id, request_id), request)


@router.post(
    "/document-requests/{request_id}/withdraw",
    response=shapes.DocumentRequest,
    auth=may("ask_documents"),
    operation_id="withdraw_document",
)
def withdraw_document(request: Asked, workspace_id: WorkspaceId, *, request_id: UUID) -> shapes.DocumentRequest:
    """Takes back what waits for approval, or what the ledger refused."""
    _row(workspace_id, request_id)
    documents.withdraw(workspace_id, request_id, by=person_of(request))
    return _shown(_row(workspace_id, request_id), request)


def _row(workspace_id: UUID, request_id: UUID) -> Row:
    row = document_requests.request_by_id(workspace_id, request_id)
    if row is None:
        raise not_found("This document")
    return row


def _shown(row: Row, request: Asked) -> shapes.DocumentRequest:
    posting = document_requests.postings_of_requests(row.workspace_id, [row.id])[row.id][0]
    entity = from_json(EntityKind(posting.kind), posting.entity)
    assert isinstance(entity, Document)
    return shapes.DocumentRequest.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "state": row.state,
            "number": row.number,
            "reference": entity.reference,
            "currency": row.currency,
            "net": optional_amount(row.net, row.currency),
            "tax": optional_amount(row.tax, row.currency),
            "gross": optional_amount(row.gross, row.currency),
            "issued_on": entity.issued_on,
            "due_on": entity.due_on,
            "status_asked": row.status_asked,
            "provider_name": NAMES.get(row.connection.provider, row.connection.provider),
            "organisation_name": row.connection.organisation_name,
            "collection": row.record.collection.key,
            "collection_name": row.record.collection.name,
            "record_id": row.record_id,
            "record_key": row.record.key,
            "record_title": row.record.title,
            "contact": _contact(row, entity),
            "lines": _lines(row, entity),
            "files": row.files,
            "asked_by": row.asked_by,
            "asked_at": row.asked_at,
            "decided_by": row.decided_by,
            "decided_at": row.decided_at,
            "reason": row.reason,
            "is_own": row.asker_id == request.auth.user_id,
            "changed": _changed(row, entity),
        }
    )


def _contact(row: Row, entity: Document) -> str:
    if not entity.contact.startswith(RECORD_PREFIX):
        return entity.contact_name
    collection, _, key = entity.contact.removeprefix(RECORD_PREFIX).partition("/")
    found = records.records_by_keys(row.workspace_id, [(collection, key)]).get((collection, key))
    return (found.title or found.key) if found is not None else key


def _lines(row: Row, entity: Document) -> list[dict[str, JsonValue]]:
    accounts, taxes = document_ground.reference_of(row.connection)
    found: Totals | None = None
    try:
        rates = {key: rate.percent for key, rate in taxes.items()}
        found = totals(entity, rates, rule=access.connector(row.connection.provider).manifest.rounding)
    except UnknownTaxCodeError:
        found = None  # The sums of the whole are those that were asked for.
    shown: list[dict[str, JsonValue]] = []
    for place, line in enumerate(entity.lines):
        account, tax = accounts.get(line.account), taxes.get(line.tax_code)
        shown.append(
            {
                "description": line.description,
                "quantity": quantity_text(line.quantity),
                "unit_price": amount_text(line.unit_price, row.currency),
                "tax_code": tax.name if tax is not None else line.tax_code,
                "account": f"{account.code} {account.name}".strip() if account is not None else line.account,
                "net": amount_text(found.lines[place].net, row.currency) if found else None,
                "tax": amount_text(found.lines[place].tax, row.currency) if found else None,
            }
        )
    return shown


def _changed(row: Row, entity: Document) -> list[str]:
    if row.state != "waiting_approval":
        return []
    said = documents.changed_since(row, entity)
    return [f"{said} What is shown here is what will be posted."] if said else []

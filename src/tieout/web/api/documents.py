"""Documents of a record: how its lines are covered, what could be asked for, what it would come to, and asking for it."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Status

from tieout.accounting.documents import DocumentStatus
from tieout.engine import document_endings, document_files, documents
from tieout.engine.document_ground import ground
from tieout.engine.document_overview import overview
from tieout.engine.document_plan import Wish, plan
from tieout.engine.documents import NotReady, Order, Person
from tieout.mapping.requests import AskedLine, Terms
from tieout.web.api import document_shapes as shapes
from tieout.web.api.document_drafts import draft_shown
from tieout.web.api.document_lists import document_shown, number_of, overview_shown, problems_shown
from tieout.web.api.records import record_of
from tieout.web.api.values import WorkspaceId, amount_text, optional_amount
from tieout.web.permissions import Asked, actor_of, granted, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["documents"], auth=may("read"))

PATH = "/collections/{key}/records/{record_id}/documents"


@router.get(PATH, response=shapes.RecordDocuments, operation_id="list_record_documents")
def list_record_documents(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID) -> shapes.RecordDocuments:
    """The record's documents with their payment status, and how much of each line they cover."""
    record_of(workspace_id, record_id, collection_key=key)
    return overview_shown(overview(workspace_id, record_id), person=person_of(request))


@router.get(f"{PATH}/draft", response=shapes.DocumentDraft, operation_id="get_document_draft")
def get_document_draft(
    request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, credits: UUID | None = None
) -> shapes.DocumentDraft:
    """What could be asked for now; `credits` names the document whose goods came back."""
    record_of(workspace_id, record_id, collection_key=key)
    waits = documents.waits_for_approval(workspace_id, person_of(request))
    return draft_shown(ground(workspace_id, record_id), credits=credits, waits=waits)


@router.post(f"{PATH}/preview", response=shapes.DocumentPreview, operation_id="preview_document")
def preview_document(
    request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, body: shapes.DocumentWish
) -> shapes.DocumentPreview:
    """What the ledger will make of it, and everything that stands in its way; nothing is written."""
    record_of(workspace_id, record_id, collection_key=key)
    here = ground(workspace_id, record_id)
    found = plan(here, wish_of(body))
    currency = found.document.currency if found.document is not None else here.proposal.currency
    totals = found.totals
    return shapes.DocumentPreview.model_validate(
        {
            "currency": currency,
            "net": optional_amount(totals.net, currency) if totals else None,
            "tax": optional_amount(totals.tax, currency) if totals else None,
            "gross": optional_amount(totals.gross, currency) if totals else None,
            "lines": [
                {
                    "number": asked.number,
                    "net": amount_text(line.net, currency),
                    "tax": amount_text(line.tax, currency),
                    "gross": amount_text(line.gross, currency),
                }
                for asked, line in zip(body.lines, totals.lines if totals else (), strict=False)
            ],
            "problems": problems_shown(found.problems),
            "warnings": problems_shown(found.warnings),
            "undo": found.undo,
            "items_to_create": [record.title or record.key for record in found.items_to_create],
        }
    )


@router.post(PATH, response={201: shapes.RecordDocument}, auth=may("ask_documents"), operation_id="ask_for_document")
def ask_for_document(
    request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, body: shapes.DocumentOrder
) -> Status[shapes.RecordDocument]:
    """Posts it once, or lets it wait for approval; never more of a line than is open."""
    record_of(workspace_id, record_id, collection_key=key)
    order = Order(key=body.key, wish=wish_of(body), file_ids=tuple(body.file_ids))
    try:
        made = documents.ask(workspace_id, record_id, order=order, by=person_of(request))
    except NotReady as refusal:
        fields = {problem.field: problem.message for problem in refusal.problems if problem.field}
        said = " ".join(problem.message for problem in refusal.problems)
        remedy = " ".join(dict.fromkeys(problem.remedy for problem in refusal.problems if problem.remedy))
        raise Refused(409, said, remedy=remedy, fields=fields) from None
    return Status(201, _one(workspace_id, record_id, document_id=made.id, person=person_of(request)))


@router.post(f"{PATH}/{{document_id}}/void", response={202: shapes.RecordDocument}, auth=may("post"), operation_id="void_document")
def void_document(
    request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, document_id: UUID
) -> Status[shapes.RecordDocument]:
    """Voids it in the ledger, or deletes it where that is how it is done there."""
    record_of(workspace_id, record_id, collection_key=key)
    _one(workspace_id, record_id, document_id=document_id, person=person_of(request))
    document_endings.end(workspace_id, record_id, document_id=document_id, actor=actor_of(request))
    return Status(202, _one(workspace_id, record_id, document_id=document_id, person=person_of(request)))


@router.post(
    f"{PATH}/{{document_id}}/files", response={202: shapes.RecordDocument}, auth=may("ask_documents"), operation_id="resend_files"
)
def resend_files(
    request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, document_id: UUID
) -> Status[shapes.RecordDocument]:
    """Sends those files again that the ledger has not taken."""
    record_of(workspace_id, record_id, collection_key=key)
    _one(workspace_id, record_id, document_id=document_id, person=person_of(request))
    document_files.send_again(workspace_id, document_id)
    return Status(202, _one(workspace_id, record_id, document_id=document_id, person=person_of(request)))


@router.get(
    f"{PATH}/{{document_id}}/pdf",
    operation_id="get_document_pdf",
    openapi_extra={"responses": {200: {"description": "As the ledger prints it", "content": {"application/pdf": {}}}}},
)
def get_document_pdf(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, document_id: UUID) -> HttpResponse:
    """The provider's own PDF of a document."""
    record_of(workspace_id, record_id, collection_key=key)
    found = overview(workspace_id, record_id)
    one = next((one for one in found.documents if one.id == document_id), None)
    if one is None:
        raise not_found("This document")
    answer = HttpResponse(document_files.pdf(one), content_type="application/pdf")
    number = "".join(character if character.isalnum() or character in "-_." else "-" for character in number_of(one))
    answer["Content-Disposition"] = f'attachment; filename="{one.kind}-{number}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def wish_of(body: shapes.DocumentWish) -> Wish:
    return Wish(
        asked=tuple(AskedLine(**line.model_dump()) for line in body.lines),
        terms=Terms(
            issued_on=body.issued_on,
            number=body.number.strip(),
            due_on=body.due_on,
            reference=body.reference.strip(),
            status=DocumentStatus(body.status),
        ),
        credited=body.credits,
    )


def person_of(request: Asked) -> Person:
    return Person(name=actor_of(request), user_id=request.auth.user_id, may_approve="approve" in granted(request.auth))


def _one(workspace_id: UUID, record_id: UUID, *, document_id: UUID, person: Person) -> shapes.RecordDocument:
    found = overview(workspace_id, record_id)
    one = next((one for one in found.documents if one.id == document_id), None)
    if one is None:
        raise not_found("This document")
    return document_shown(found, one, person=person)

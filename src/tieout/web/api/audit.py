"""The audit log: read, exported, and proved unbroken."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import orjson
from django.http import StreamingHttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tieout.store import audit, listings
from tieout.web.api.values import JsonObject, PageOut, PageQuery, WorkspaceId
from tieout.web.permissions import Asked, may

router = Router(tags=["audit"], auth=may("read"))


class AuditEntry(Schema):
    """`number` counts from 1 without a gap; `details` hold ids, amounts and hashes."""

    number: int
    at: datetime
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    text: str
    details: JsonObject


class AuditEntryPage(PageOut):
    items: list[AuditEntry]


class AuditQuery(PageQuery):
    search: str = Field(default="", max_length=200)
    action: str = Field(default="", max_length=60)
    subject_kind: str = Field(default="", max_length=40)
    subject_id: str = Field(default="", max_length=100)


class AuditCheck(Schema):
    """`first_broken` is the number of the first entry that does not fit; `head` the hash of the last one."""

    ok: bool
    entries: int
    first_broken: int | None
    message: str
    head: str


@router.get("/audit", response=AuditEntryPage, operation_id="list_audit_entries")
def list_audit_entries(request: Asked, workspace_id: WorkspaceId, *, query: Query[AuditQuery]) -> AuditEntryPage:
    """The audit log, newest first; filtered by words, action and subject."""
    page = listings.audit_page(
        workspace_id,
        listings.Place(cursor=query.cursor, limit=query.limit),
        search=query.search,
        action=query.action,
        subject_kind=query.subject_kind,
        subject_id=query.subject_id,
    )
    return AuditEntryPage(items=[entry_shown(row) for row in page.rows], next_cursor=page.next_cursor, total=page.total)


@router.get(
    "/audit/export",
    auth=may("export_audit"),
    operation_id="export_audit",
    openapi_extra={
        "responses": {
            200: {"description": "One entry a line, oldest first", "content": {"application/jsonl": {"schema": {"type": "string"}}}}
        }
    },
)
def export_audit(request: Asked, workspace_id: WorkspaceId) -> StreamingHttpResponse:
    """JSON lines, oldest first, each with its hash; the header Tieout-Audit-Head is where the log ended as the export began."""
    number, head = audit.head(workspace_id)
    answer = StreamingHttpResponse(_lines(workspace_id, upto=number), content_type="application/jsonl")
    answer["Content-Disposition"] = 'attachment; filename="audit.jsonl"'
    answer["Tieout-Audit-Head"] = f"{number} {head}"
    answer["Cache-Control"] = "no-store"
    return answer


@router.get("/audit/verify", response=AuditCheck, operation_id="verify_audit")
def verify_audit(request: Asked, workspace_id: WorkspaceId) -> AuditCheck:
    """Recomputes the chain of hashes over the whole log."""
    head = audit.head(workspace_id)
    # What is added while the log is read is not part of what is checked.
    upto = (entry for entry in audit.entries(workspace_id) if _number(entry) <= head[0])
    verdict = audit.verify(upto, head=head)
    if verdict.wrong is None:
        message = f"All {verdict.entries} entries are as they were written."
    else:
        message = f"The log was tampered with: {verdict.why}."
    return AuditCheck(ok=verdict.wrong is None, entries=verdict.entries, first_broken=verdict.wrong, message=message, head=head[1])


def entry_shown(row: audit.AuditEntry) -> AuditEntry:
    return AuditEntry.model_validate(row, from_attributes=True)


def _lines(workspace_id: UUID, *, upto: int) -> Iterator[bytes]:
    """What is added while the log is exported is not part of it: the export ends where its header says."""
    for entry in audit.entries(workspace_id):
        if _number(entry) > upto:
            return
        yield orjson.dumps(entry) + b"\n"


def _number(entry: dict[str, object]) -> int:
    number = entry["number"]
    assert isinstance(number, int)
    return number

"""The exception queue: what needs a person, with its cause and its remedy."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from tieout.engine import actions
from tieout.store import audit, exceptions, listings, mirror, records
from tieout.web.api.audit import AuditEntry, entry_shown
from tieout.web.api.values import Amount, JsonObject, PageOut, PageQuery, WorkspaceId, optional_amount
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["exceptions"], auth=may("read"))

ExceptionStateName = Literal["open", "retrying", "resolved", "dismissed"]


class ExceptionRow(Schema):
    """`title` names what it is about: a record, then `collection` is set, or an entity of a ledger, then the `entity_…` fields are.

    `connection_id` is the ledger that it could not be written to.
    """

    id: UUID
    cause: str
    cause_label: str
    title: str
    message: str
    remedy: str
    state: ExceptionStateName
    subject_kind: str
    subject_id: UUID | None
    collection: str | None
    entity_connection_id: UUID | None
    entity_kind: str | None
    entity_external_id: str | None
    connection_id: UUID | None
    posting_id: UUID | None
    run_id: UUID | None
    amount: Amount | None
    currency: str
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str
    reason: str


class ExceptionDetail(ExceptionRow):
    details: JsonObject
    history: list[AuditEntry]


class CauseGroup(Schema):
    """All open exceptions of one cause."""

    cause: str
    cause_label: str
    remedy: str
    count: int


class ExceptionRowPage(PageOut):
    """`causes` groups all that is open, whatever the filter."""

    items: list[ExceptionRow]
    causes: list[CauseGroup]


class ExceptionQuery(PageQuery):
    state: ExceptionStateName | None = None
    cause: str = Field(default="", max_length=60)
    connection: UUID | None = None
    run: UUID | None = None
    search: str = Field(default="", max_length=200)


class DismissIn(Schema):
    reason: str = Field(min_length=3, max_length=500)


class RetryManyIn(Schema):
    cause: str = Field(min_length=1, max_length=60)


class RetryMany(Schema):
    """How many are tried again."""

    count: int


@router.get("/exceptions", response=ExceptionRowPage, operation_id="list_exceptions")
def list_exceptions(request: Asked, workspace_id: WorkspaceId, *, query: Query[ExceptionQuery]) -> ExceptionRowPage:
    """What needs a person: filtered by state, cause and words; with the causes counted."""
    place = listings.Place(cursor=query.cursor, limit=query.limit)
    wanted = {"state": query.state, "cause": query.cause, "connection": query.connection, "run": query.run}
    page = listings.exceptions_page(workspace_id, place, search=query.search, **wanted)
    causes = [
        CauseGroup(cause=cause, cause_label=label(cause), remedy=remedy, count=count)
        for cause, remedy, count in listings.open_causes(workspace_id)
    ]
    items = rows_shown(workspace_id, page.rows)
    return ExceptionRowPage(items=items, next_cursor=page.next_cursor, total=page.total, causes=causes)


@router.post("/exceptions/retry", response={202: RetryMany}, auth=may("resolve_exceptions"), operation_id="retry_cause")
def retry_cause(request: Asked, workspace_id: WorkspaceId, *, body: RetryManyIn) -> Status[RetryMany]:
    """Tries everything again that is open for this cause."""
    return Status(202, RetryMany(count=actions.retry_cause(workspace_id, body.cause, actor=actor_of(request))))


@router.get("/exceptions/{exception_id}", response=ExceptionDetail, operation_id="get_exception")
def get_exception(request: Asked, workspace_id: WorkspaceId, *, exception_id: UUID) -> ExceptionDetail:
    """One exception with its history."""
    row = _exception(workspace_id, exception_id)
    history = audit.about(workspace_id, subject_kind="exception", subject_id=str(exception_id))
    (shown,) = rows_shown(workspace_id, [row])
    return ExceptionDetail.model_validate(
        {**shown.model_dump(), "details": row.details, "history": [entry_shown(entry) for entry in history]}
    )


@router.post(
    "/exceptions/{exception_id}/retry",
    response={202: ExceptionDetail},
    auth=may("resolve_exceptions"),
    operation_id="retry_exception",
)
def retry_exception(request: Asked, workspace_id: WorkspaceId, *, exception_id: UUID) -> Status[ExceptionDetail]:
    """Tries again what the exception is about."""
    _open(_exception(workspace_id, exception_id))
    actions.retry_exception(workspace_id, exception_id, actor=actor_of(request))
    return Status(202, get_exception(request, workspace_id, exception_id=exception_id))


@router.post(
    "/exceptions/{exception_id}/dismiss",
    response=ExceptionDetail,
    auth=may("resolve_exceptions"),
    operation_id="dismiss_exception",
)
def dismiss_exception(request: Asked, workspace_id: WorkspaceId, *, exception_id: UUID, body: DismissIn) -> ExceptionDetail:
    """Closes it without doing anything; the reason is kept."""
    _open(_exception(workspace_id, exception_id))
    actions.dismiss_exception(workspace_id, exception_id, actor=actor_of(request), reason=body.reason)
    return get_exception(request, workspace_id, exception_id=exception_id)


def label(cause: str) -> str:
    return cause.replace("_", " ").capitalize()


def rows_shown(workspace_id: UUID, rows: Sequence[exceptions.ExceptionItem]) -> list[ExceptionRow]:
    """Two queries more, to name the subjects' places."""
    subjects = {
        kind: [row.subject_id for row in rows if row.subject_id and row.subject_kind == kind] for kind in ("record", "entity")
    }
    about_records = records.records_by_ids(workspace_id, subjects["record"])
    about_entities = mirror.entities_by_ids(workspace_id, subjects["entity"])
    shown = []
    for row in rows:
        record = about_records.get(row.subject_id) if row.subject_id else None
        entity = about_entities.get(row.subject_id) if row.subject_id else None
        place = {
            "collection": record.collection.key if record else None,
            "entity_kind": entity.kind if entity else None,
            "entity_external_id": entity.external_id if entity else None,
            "entity_connection_id": entity.connection_id if entity else None,
        }
        shown.append(ExceptionRow.model_validate({**_parts(row), **place}))
    return shown


def _parts(row: exceptions.ExceptionItem) -> dict[str, object]:
    names = (
        "id",
        "cause",
        "title",
        "message",
        "remedy",
        "state",
        "subject_kind",
        "subject_id",
        "connection_id",
        "posting_id",
        "run_id",
    )
    more = ("currency", "opened_at", "closed_at", "closed_by", "reason")
    parts = {name: getattr(row, name) for name in (*names, *more)}
    return {**parts, "cause_label": label(row.cause), "amount": optional_amount(row.amount, row.currency)}


def _exception(workspace_id: UUID, exception_id: UUID) -> exceptions.ExceptionItem:
    row = exceptions.exception_by_id(workspace_id, exception_id)
    if row is None:
        raise not_found("This exception")
    return row


def _open(row: exceptions.ExceptionItem) -> None:
    if row.state != exceptions.ExceptionState.OPEN:
        state = str(exceptions.ExceptionState(row.state).label).lower()
        raise Refused(409, f"This exception is not open any more: it is {state}.", remedy="Look at it again.")

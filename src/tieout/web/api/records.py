"""Records of collections: listed, read with all that hangs on them, made, changed, deleted and brought back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field, JsonValue

from tieout.engine import card, edits
from tieout.engine.edits import Edit, Outcome
from tieout.mapping.values import stages_of
from tieout.store import audit, comments, database, link_lists, listings, record_lists, records
from tieout.store.change_sets import Act, ChangeKind
from tieout.store.collections import Collection
from tieout.store.collections import Field as FieldRow
from tieout.web import etags
from tieout.web.api.audit import AuditEntry, entry_shown
from tieout.web.api.collections import collection_of
from tieout.web.api.entities import Link, LinkIn, links_shown
from tieout.web.api.exceptions import ExceptionRow, rows_shown
from tieout.web.api.record_queries import FILTER_PARAMETER, RecordsQuery, asked, unknown
from tieout.web.api.runs import Posting, posting_shown
from tieout.web.api.values import JsonObject, PageOut, PageQuery, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may, require
from tieout.web.problems import Refused, not_found

router = Router(tags=["records"], auth=may("read"))

HISTORY_SHOWN = 20


class Doubt(Schema):
    """What stands in the way of a record, with the rows of the file or of its lines."""

    cause: str = ""
    message: str
    remedy: str = ""
    field: str = ""
    rows: list[int] = []


class RecordRow(Schema):
    """`linked` tells whether a ledger has it; `exceptions_open` how many open exceptions are about it."""

    id: UUID
    key: str
    title: str
    values: JsonObject
    version: int
    created_at: datetime
    updated_at: datetime
    exceptions_open: int
    linked: bool


class RecordRowPage(PageOut):
    items: list[RecordRow]


class RecordDetail(Schema):
    id: UUID
    collection: str
    key: str
    title: str
    values: JsonObject
    problems: list[Doubt]
    version: int
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None
    archived_at: datetime | None
    comment_count: int
    links: list[Link]
    postings: list[Posting]
    exceptions: list[ExceptionRow]
    history: list[AuditEntry]


class RecordCreate(Schema):
    """Without a `key` the record is known by its own number or code, where that is the first field and free; else it gets the
    collection's next number. With a `link` it is linked to what the ledger has as soon as it is there, and nothing is created."""

    key: str = Field(default="", max_length=200)
    values: dict[str, JsonValue]
    link: LinkIn | None = None


class RecordPlace(Schema):
    key: str
    record_id: UUID


class RecordChange(Schema):
    """The version that was read comes as the header If-Match, or as `version` here; when somebody else changed the record
    meanwhile the answer is 412, or 409. Without either the change is made whatever the record is now."""

    values: dict[str, JsonValue]
    version: int | None = None


class HistoryEntry(Schema):
    """One thing that was done. `changes` are the fields with what they were and became, long texts cut short."""

    number: int
    at: datetime
    actor: str
    action: str
    text: str
    changes: list["HistoryChange"]


class HistoryChange(Schema):
    field: str
    name: str
    before: JsonValue
    after: JsonValue


class HistoryPage(PageOut):
    items: list[HistoryEntry]


@router.get(
    "/collections/{key}/records",
    response=RecordRowPage,
    operation_id="list_records",
    openapi_extra={"parameters": [FILTER_PARAMETER]},
)
def list_records(request: Asked, workspace_id: WorkspaceId, *, key: str, query: Query[RecordsQuery]) -> RecordRowPage:
    """The records of a collection: filtered, sorted, searched, a page at a time."""
    collection = collection_of(workspace_id, key)
    place = listings.Place(cursor=query.cursor, limit=query.limit)
    try:
        page = record_lists.records_page(workspace_id, collection, query=asked(request, query), place=place)
    except record_lists.UnknownField as error:
        raise unknown(error) from None
    items = [RecordRow.model_validate(row, from_attributes=True) for row in page.rows]
    return RecordRowPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.post("/collections/{key}/records", response={201: RecordDetail}, auth=may("edit_records"), operation_id="create_record")
def create_record(
    request: Asked, workspace_id: WorkspaceId, *, key: str, body: RecordCreate, response: HttpResponse
) -> Status[RecordDetail]:
    """Makes a record."""
    collection, actor = collection_of(workspace_id, key), actor_of(request)
    if body.link is not None:
        require(request.auth, "link")
    try:
        # Nobody creates in the ledger in between what is there already.
        with database.atomic():
            made = edits.create_record(workspace_id, collection, key=body.key, values=body.values, actor=actor)
            if body.link is not None:
                card.link(workspace_id, made, kind=body.link.kind, external_id=body.link.external_id, actor=actor)
    except edits.Invalid as error:
        raise _invalid(collection, error.fields) from None
    except edits.KeyTaken as error:
        place = "in the bin " if error.in_bin else ""
        remedy = "Bring that record back from the bin" if error.in_bin else "Open that record"
        raise Refused(
            409,
            f"{collection.name} has a record {error.key} {place}already.",
            remedy=f"{remedy}, or choose another key.",
            fields={"key": "is taken"},
        ) from None
    return Status(201, _answer(workspace_id, made.id, collection_key=key, response=response))


@router.get("/collections/{key}/records/{record_id}", response=RecordDetail, operation_id="get_record")
def get_record(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, response: HttpResponse) -> RecordDetail:
    """Also one that is in the bin: then `deleted_at` says since when."""
    return _answer(workspace_id, record_id, collection_key=key, response=response)


@router.patch(
    "/collections/{key}/records/{record_id}", response=RecordDetail, auth=may("edit_records"), operation_id="change_record"
)
def change_record(
    request: Asked, workspace_id: WorkspaceId, *, at: Path[RecordPlace], body: RecordChange, response: HttpResponse
) -> RecordDetail:
    """The header Tieout-Change of the answer is the id by which the change can be taken back."""
    key, record_id = at.key, at.record_id
    row = record_of(workspace_id, record_id, collection_key=key)
    collection = collection_of(workspace_id, key)
    expected = etags.expected(request)
    version = expected if expected is not None else body.version
    names = {field.key: field.name for field in collection.fields.all()}
    title = f"{', '.join(names.get(name, name) for name in body.values)} of {row.key}"
    act = Act(kind=ChangeKind.EDIT, title=title, actor=actor_of(request))
    edit = Edit(record_id=row.id, values=body.values, version=version)
    outcome = edits.change_records(workspace_id, collection, edits=[edit], act=act)
    _refuse(collection, outcome, by_tag=expected is not None)
    if outcome.change_set_id is not None:
        response["Tieout-Change"] = str(outcome.change_set_id)
    return _answer(workspace_id, record_id, collection_key=key, response=response)


@router.delete(
    "/collections/{key}/records/{record_id}", response={204: None}, auth=may("edit_records"), operation_id="delete_record"
)
def delete_record(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID) -> Status[None]:
    """Into the bin."""
    _moved(request, workspace_id, key=key, record_id=record_id, kind=ChangeKind.DELETE)
    return Status(204, None)


@router.post(
    "/collections/{key}/records/{record_id}/restore",
    response=RecordDetail,
    auth=may("edit_records"),
    operation_id="restore_record",
)
def restore_record(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID) -> RecordDetail:
    """Out of the bin, as it was."""
    _moved(request, workspace_id, key=key, record_id=record_id, kind=ChangeKind.RESTORE)
    return _answer(workspace_id, record_id, collection_key=key, response=None)


@router.get("/collections/{key}/records/{record_id}/history", response=HistoryPage, operation_id="list_record_history")
def list_record_history(
    request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, query: Query[PageQuery]
) -> HistoryPage:
    """What was done to the record, newest first, from the audit log."""
    row = record_of(workspace_id, record_id, collection_key=key)
    place = listings.Place(cursor=query.cursor, limit=query.limit)
    page = listings.audit_page(workspace_id, place, subject_kind="record", subject_id=str(row.id))
    fields = {field.key: field for field in collection_of(workspace_id, key).fields.all()}
    items = [_history(entry, fields) for entry in page.rows]
    return HistoryPage(items=items, next_cursor=page.next_cursor, total=page.total)


def record_of(workspace_id: UUID, record_id: UUID, *, collection_key: str) -> records.Record:
    """Raises Refused 404."""
    row = records.record_by_id(workspace_id, record_id)
    if row is None or row.collection.key != collection_key:
        raise not_found("This record")
    return row


def _moved(request: Asked, workspace_id: UUID, *, key: str, record_id: UUID, kind: ChangeKind) -> None:
    row = record_of(workspace_id, record_id, collection_key=key)
    expected = etags.expected(request)
    collection = collection_of(workspace_id, key)
    verb = "deleted" if kind == ChangeKind.DELETE else "brought back"
    act = Act(kind=kind, title=f"{row.key} {verb}", actor=actor_of(request))
    outcome = edits.move_records(workspace_id, collection, versions={row.id: expected}, act=act)
    _refuse(collection, outcome, by_tag=expected is not None)


def _refuse(collection: Collection, outcome: Outcome, *, by_tag: bool) -> None:
    """Raises Refused when the one record that was to be changed was not."""
    for refused in outcome.refused:
        if refused.fields:
            raise _invalid(collection, refused.fields)
        if refused.message != edits.CHANGED_MEANWHILE:
            raise Refused(409, refused.message)
        if by_tag:
            raise etags.changed_meanwhile()
        raise Refused(
            409,
            "Somebody else changed this record since you opened it.",
            remedy="Read it again, then make your change again.",
            fields={"version": "is not the newest"},
        )


def _invalid(collection: Collection, wrong: Mapping[str, str]) -> Refused:
    """All that is wrong at once, each field under its own name."""
    names = {field.key: field.name for field in collection.fields.all()}
    said = "; ".join(f"{_named(place, names)} {message}" for place, message in wrong.items())
    return Refused(422, f"Some values cannot be kept. {said}.", remedy="Correct them and save again.", fields=wrong)


def _named(place: str, names: Mapping[str, str]) -> str:
    """`lines.2.quantity` as "Lines, line 2, quantity"."""
    key, *inside = place.split(".")
    name = names.get(key, key)
    return name if not inside else f"{name}, line {inside[0]}, {' '.join(inside[1:]).replace('_', ' ')}"


def _answer(workspace_id: UUID, record_id: UUID, *, collection_key: str, response: HttpResponse | None) -> RecordDetail:
    row = record_of(workspace_id, record_id, collection_key=collection_key)
    if response is not None:
        response["ETag"] = etags.etag(row.version)
    return _detail(workspace_id, row)


def _detail(workspace_id: UUID, row: records.Record) -> RecordDetail:
    history = audit.about(workspace_id, subject_kind="record", subject_id=str(row.id), limit=HISTORY_SHOWN)
    troubles = listings.exceptions_of_subject(workspace_id, row.id)
    written = listings.postings_of_source(workspace_id, source_kind="record", source_id=row.id)
    return RecordDetail.model_validate(
        {
            "id": row.id,
            "collection": row.collection.key,
            "key": row.key,
            "title": row.title,
            "values": row.values,
            "problems": row.problems,
            "version": row.version,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "deleted_at": row.deleted_at,
            "archived_at": row.archived_at,
            "comment_count": comments.comment_count(workspace_id, row.id),
            "links": links_shown(link_lists.linked_to_record(workspace_id, row.id)),
            "postings": [posting_shown(one) for one in written],
            "exceptions": rows_shown(workspace_id, troubles),
            "history": [entry_shown(entry) for entry in history],
        }
    )


def _history(entry: audit.AuditEntry, fields: Mapping[str, FieldRow]) -> HistoryEntry:
    changes = entry.details.get("changes", [])
    changes = changes if isinstance(changes, list) else []
    return HistoryEntry(
        number=entry.number,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        text=entry.text,
        changes=[_history_change(one, fields.get(one["field"])) for one in changes],
    )


def _history_change(change: dict[str, JsonValue], field: FieldRow | None) -> HistoryChange:
    """Stages by their names; a field that is not there any more by its key."""
    key = str(change["field"])
    stages = stages_of(field) if field is not None else {}
    before, after = (stages.get(str(said), said) for said in (change["before"], change["after"]))
    return HistoryChange(field=key, name=field.name if field is not None else key, before=before, after=after)

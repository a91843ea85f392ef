"""Records of collections: listed, read with all that hangs on them, made, changed, exported."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field, JsonValue

from tieout.engine import actions
from tieout.store import audit, link_lists, listings, record_lists, records
from tieout.store.collections import Collection
from tieout.web.api.audit import AuditEntry, entry_shown
from tieout.web.api.collections import collection_of
from tieout.web.api.entities import Link, links_shown
from tieout.web.api.exceptions import ExceptionRow, rows_shown
from tieout.web.api.record_values import cell_text, checked
from tieout.web.api.runs import Posting, posting_shown
from tieout.web.api.values import JsonObject, PageOut, PageQuery, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["records"], auth=may("read"))

FILTERS_MAX = 20
# Django would name it after the whole parameter; the page writes filter[field]=value.
FILTER_PARAMETER = {
    "in": "query",
    "name": "filter",
    "required": False,
    "style": "deepObject",
    "explode": True,
    "description": "filter[field]=value: records whose field has exactly this value; an empty value asks for empty fields",
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}


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
    links: list[Link]
    postings: list[Posting]
    exceptions: list[ExceptionRow]
    history: list[AuditEntry]


class RecordCreate(Schema):
    key: str = Field(min_length=1, max_length=200)
    values: dict[str, JsonValue]


class RecordChange(Schema):
    """`version` is that of the record as it was read; when somebody else changed it meanwhile the answer is 409."""

    values: dict[str, JsonValue]
    version: int


class SearchQuery(Schema):
    """`sort` is key, title, created_at, updated_at or a field's key, with a minus for descending."""

    search: str = Field(default="", max_length=200)
    sort: str = Field(default="-updated_at", max_length=70)


class RecordsQuery(PageQuery, SearchQuery):
    pass


@router.get(
    "/collections/{key}/records",
    response=RecordRowPage,
    operation_id="list_records",
    openapi_extra={"parameters": [FILTER_PARAMETER]},
)
def list_records(request: Asked, workspace_id: WorkspaceId, *, key: str, query: Query[RecordsQuery]) -> RecordRowPage:
    collection = collection_of(workspace_id, key)
    asked = record_lists.RecordQuery(search=query.search, sort=query.sort, filters=_filters(request))
    place = listings.Place(cursor=query.cursor, limit=query.limit)
    try:
        page = record_lists.records_page(workspace_id, collection, query=asked, place=place)
    except record_lists.UnknownField as error:
        raise _unknown(error) from None
    items = [RecordRow.model_validate(row, from_attributes=True) for row in page.rows]
    return RecordRowPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.get(
    "/collections/{key}/records.csv",
    operation_id="export_records",
    openapi_extra={
        "parameters": [FILTER_PARAMETER],
        "responses": {200: {"description": "The same records as CSV", "content": {"text/csv": {"schema": {"type": "string"}}}}},
    },
)
def export_records(request: Asked, workspace_id: WorkspaceId, *, key: str, query: Query[SearchQuery]) -> StreamingHttpResponse:
    collection = collection_of(workspace_id, key)
    asked = record_lists.RecordQuery(search=query.search, sort=query.sort, filters=_filters(request))
    try:
        rows = record_lists.each_record(workspace_id, collection, query=asked)
    except record_lists.UnknownField as error:
        raise _unknown(error) from None
    answer = StreamingHttpResponse(_csv(collection, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{collection.key}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@router.post("/collections/{key}/records", response={201: RecordDetail}, auth=may("edit_records"), operation_id="create_record")
def create_record(request: Asked, workspace_id: WorkspaceId, *, key: str, body: RecordCreate) -> Status[RecordDetail]:
    collection = collection_of(workspace_id, key)
    values = _checked(collection, body.values, whole=True)
    if (key, body.key) in records.records_by_keys(workspace_id, [(key, body.key)]):
        raise Refused(
            409,
            f"{collection.name} has a record {body.key} already.",
            remedy="Open that record, or choose another key.",
            fields={"key": "is taken"},
        )
    actions.save_record(workspace_id, key, key=body.key, values=values, actor=actor_of(request))
    made = records.records_by_keys(workspace_id, [(key, body.key)])[key, body.key]
    return Status(201, _detail(workspace_id, made))


@router.get("/collections/{key}/records/{record_id}", response=RecordDetail, operation_id="get_record")
def get_record(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID) -> RecordDetail:
    return _detail(workspace_id, _record(workspace_id, record_id, collection_key=key))


@router.patch(
    "/collections/{key}/records/{record_id}", response=RecordDetail, auth=may("edit_records"), operation_id="change_record"
)
def change_record(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, body: RecordChange) -> RecordDetail:
    row = _record(workspace_id, record_id, collection_key=key)
    changes = _checked(collection_of(workspace_id, key), body.values, whole=False)
    try:
        actions.change_record(workspace_id, row.id, changes=changes, version=body.version, actor=actor_of(request))
    except records.VersionConflict:
        raise Refused(
            409,
            "Somebody else changed this record since you opened it.",
            remedy="Read it again, then make your change again.",
            fields={"version": "is not the newest"},
        ) from None
    return _detail(workspace_id, _record(workspace_id, record_id, collection_key=key))


def _record(workspace_id: UUID, record_id: UUID, *, collection_key: str) -> records.Record:
    row = records.record_by_id(workspace_id, record_id)
    if row is None or row.collection.key != collection_key:
        raise not_found("This record")
    return row


def _detail(workspace_id: UUID, row: records.Record) -> RecordDetail:
    history = audit.about(workspace_id, subject_kind="record", subject_id=str(row.id))
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
            "links": links_shown(link_lists.linked_to_record(workspace_id, row.id)),
            "postings": [posting_shown(one) for one in written],
            "exceptions": rows_shown(workspace_id, troubles),
            "history": [entry_shown(entry) for entry in history],
        }
    )


def _checked(collection: Collection, values: dict[str, JsonValue], *, whole: bool) -> dict[str, object]:
    good, wrong = checked(list(collection.fields.all()), values, whole=whole)
    if wrong:
        said = "; ".join(f"{name}: {message}" for name, message in wrong.items())
        raise Refused(422, f"Some values cannot be kept. {said}.", remedy="Correct them and save again.", fields=wrong)
    return good


def _filters(request: HttpRequest) -> dict[str, str]:
    """From filter[field]=value."""
    found = {name[7:-1]: value for name, value in request.GET.items() if name.startswith("filter[") and name.endswith("]")}
    if len(found) > FILTERS_MAX:
        raise Refused(422, f"At most {FILTERS_MAX} filters can be used at once.", remedy="Take some away.")
    return {name: str(value)[:300] for name, value in found.items()}


def _unknown(error: record_lists.UnknownField) -> Refused:
    name = str(error)
    return Refused(
        422,
        f"The collection has no field {name} to sort or filter by.",
        remedy="Choose one of its fields that is no list.",
        fields={name: "is no field to sort or filter by"},
    )


class _Line(io.StringIO):
    """What the CSV writer writes to: a line at a time."""

    def taken(self) -> bytes:
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text.encode()


def _csv(collection: Collection, rows: Iterator[records.Record]) -> Iterator[bytes]:
    line = _Line()
    writer = csv.writer(line)
    fields = list(collection.fields.all())
    writer.writerow(["Key", *(field.name for field in fields), "Changed"])
    # With the byte order mark Excel reads the file as UTF-8.
    yield "\ufeff".encode() + line.taken()
    for row in rows:
        cells = [cell_text(row.values.get(field.key), field.type) for field in fields]
        writer.writerow([cell_text(row.key, "text"), *cells, f"{row.updated_at:%Y-%m-%dT%H:%M:%SZ}"])
        yield line.taken()

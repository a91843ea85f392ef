"""Records as files: the list as it is filtered and sorted, as CSV and as a workbook, and templates for imports."""

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import BinaryIO, Literal, TypeVar
from uuid import UUID

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from tieout.mapping.places import compared_kind
from tieout.store import record_lists, records
from tieout.store.collections import Collection, Field
from tieout.web.api.collections import collection_of
from tieout.web.api.record_cells import cell_text
from tieout.web.api.record_queries import FILTER_PARAMETER, SearchQuery, asked, unknown
from tieout.web.api.values import WorkspaceId
from tieout.web.api.workbooks import write_records, write_template
from tieout.web.permissions import Asked, may

router = Router(tags=["records"], auth=may("read"))

CSV = {"description": "The same records as CSV", "content": {"text/csv": {"schema": {"type": "string"}}}}
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX = {"description": "A workbook", "content": {XLSX_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
# Up to this size a workbook is made in memory, above it on the disk.
SPOOLED_BYTES = 4_000_000
_Answer = TypeVar("_Answer", bound=HttpResponseBase)


class ExportQuery(SearchQuery):
    """`lines` says where line items go in a workbook: as JSON in their cell, or as rows of a sheet of their own."""

    lines: Literal["json", "sheet"] = "sheet"


@router.get(
    "/collections/{key}/records.csv",
    operation_id="export_records",
    openapi_extra={"parameters": [FILTER_PARAMETER], "responses": {200: CSV}},
)
def export_records(request: Asked, workspace_id: WorkspaceId, *, key: str, query: Query[SearchQuery]) -> StreamingHttpResponse:
    """The same records as a CSV file."""
    collection = collection_of(workspace_id, key)
    rows = _rows(request, workspace_id, collection=collection, query=query)
    answer = StreamingHttpResponse(_csv(collection, rows), content_type="text/csv; charset=utf-8")
    return _named(answer, f"{collection.key}.csv")


@router.get(
    "/collections/{key}/records.xlsx",
    operation_id="export_records_workbook",
    openapi_extra={"parameters": [FILTER_PARAMETER], "responses": {200: XLSX}},
)
def export_records_workbook(request: Asked, workspace_id: WorkspaceId, *, key: str, query: Query[ExportQuery]) -> FileResponse:
    """The same records as a workbook."""
    collection = collection_of(workspace_id, key)
    rows = _rows(request, workspace_id, collection=collection, query=query)
    kept = tempfile.SpooledTemporaryFile(max_size=SPOOLED_BYTES)  # noqa: SIM115 - the answer closes it
    write_records(kept, _fields(collection), rows=rows, lines_apart=query.lines == "sheet")
    return _workbook(kept, f"{collection.key}.xlsx")


@router.get(
    "/collections/{key}/import-template.xlsx",
    operation_id="download_import_template",
    openapi_extra={"responses": {200: XLSX}},
)
def download_import_template(request: Asked, workspace_id: WorkspaceId, *, key: str) -> FileResponse:
    """An empty sheet with a column for each field that can be filled in, and the choices of those that have some."""
    collection = collection_of(workspace_id, key)
    kept = tempfile.SpooledTemporaryFile(max_size=SPOOLED_BYTES)  # noqa: SIM115 - the answer closes it
    write_template(kept, _fields(collection))
    return _workbook(kept, f"{collection.key}-template.xlsx")


def _rows(request: Asked, workspace_id: UUID, *, collection: Collection, query: SearchQuery) -> Iterator[records.Record]:
    try:
        return iter(record_lists.each_record(workspace_id, collection, query=asked(request, query)))
    except record_lists.UnknownField as error:
        raise unknown(error) from None


def _fields(collection: Collection) -> list[Field]:
    return [field for field in collection.fields.all() if field.archived_at is None]


def _workbook(kept: "tempfile.SpooledTemporaryFile[bytes]", name: str) -> FileResponse:
    kept.seek(0)
    opened: BinaryIO = kept  # type: ignore[assignment]  # it reads like any file
    return _named(FileResponse(opened, content_type=XLSX_TYPE), name)


def _named(answer: _Answer, name: str) -> _Answer:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


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
    fields = _fields(collection)
    kinds = {field.key: compared_kind(field.type, field.options) for field in fields}
    writer.writerow(["Key", *(cell_text(field.name, "text") for field in fields), "Changed"])
    # With the byte order mark Excel reads the file as UTF-8.
    yield "\ufeff".encode() + line.taken()
    for row in rows:
        cells = [cell_text(row.values.get(key), kind) for key, kind in kinds.items()]
        writer.writerow([cell_text(row.key, "text"), *cells, f"{row.updated_at:%Y-%m-%dT%H:%M:%SZ}"])
        yield line.taken()

"""Imports of files, CSV or workbooks: handed over, mapped with a preview, applied, and what became of every row."""

from datetime import datetime
from functools import lru_cache
from typing import Literal
from uuid import UUID

import orjson
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile
from pydantic import BaseModel, JsonValue

from tieout.engine import actions
from tieout.mapping.csv_file import CONTENT_BYTES_MAX
from tieout.mapping.import_mapping import ImportMapping
from tieout.store import imports, listings
from tieout.web.api.collections import collection_of
from tieout.web.api.values import Amount, PageOut, PageQuery, Total, WorkspaceId, optional_amount
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["imports"], auth=may("read"))

ImportStateName = Literal["new", "previewed", "running", "finished", "failed"]


class ImportColumn(Schema):
    """`suggested_field` is empty for a column that is not imported."""

    name: str
    samples: list[str]
    suggested_field: str


class ImportCounts(Schema):
    """`rows` are those of the file, `created`, `updated` and `unchanged` records, `errors` rows that could not be taken."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: int = 0


class ImportSummary(Schema):
    """`change_id` takes back what applying the file did."""

    id: UUID
    name: str
    collection: str
    state: ImportStateName
    row_count: int
    counts: ImportCounts
    totals: list[Total]
    error: str
    created_at: datetime
    created_by: str
    finished_at: datetime | None
    change_id: UUID | None


class ImportSummaryPage(PageOut):
    items: list[ImportSummary]


class ImportOut(ImportSummary):
    """`mapping` is the one that was set, or our suggestion as long as none was."""

    columns: list[ImportColumn]
    problems: list[str]
    encoding: str
    delimiter: str
    mapping: ImportMapping


class ImportMappingIn(Schema):
    mapping: ImportMapping


class ImportProblem(Schema):
    message: str
    remedy: str = ""


class ImportPreviewRecord(Schema):
    """A record as it would be saved, of the rows with these numbers."""

    collection: str
    key: str
    values: dict[str, JsonValue]
    rows: list[int]
    problems: list[ImportProblem]


class ImportRowProblem(ImportProblem):
    """A row that would be left out; `row` counts from 1 for the first row after the header."""

    row: int
    cells: list[str]


class ImportPreview(Schema):
    """The first records and the first rows with problems.

    `counts` are records by collection, `totals` the sums of the rows that can be read.
    """

    records: list[ImportPreviewRecord]
    errors: list[ImportRowProblem]
    row_count: int
    rows_with_errors: int
    counts: dict[str, int]
    totals: list[Total]


class ImportRow(Schema):
    """`cells` as they were written."""

    number: int
    state: Literal["taken", "unchanged", "error"]
    cells: list[str]
    record_id: UUID | None
    record_key: str | None
    message: str
    remedy: str
    amount: Amount | None
    currency: str


class ImportRowPage(PageOut):
    items: list[ImportRow]


class ImportRowQuery(PageQuery):
    state: Literal["taken", "unchanged", "error"] | None = None


@router.get("/imports", response=ImportSummaryPage, operation_id="list_imports")
def list_imports(request: Asked, workspace_id: WorkspaceId, *, query: Query[PageQuery]) -> ImportSummaryPage:
    """The imports, newest first."""
    page = listings.imports_page(workspace_id, listings.Place(cursor=query.cursor, limit=query.limit))
    items = [ImportSummary.model_validate(_parts(row)) for row in page.rows]
    return ImportSummaryPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.post("/imports", response={201: ImportOut}, auth=may("import"), operation_id="upload_import")
def upload_import(
    request: Asked, workspace_id: WorkspaceId, *, file: File[UploadedFile], collection: Form[str]
) -> Status[ImportOut]:
    """Takes a file in, to be mapped, looked at and applied."""
    collection_of(workspace_id, collection)
    if (file.size or 0) > CONTENT_BYTES_MAX:
        raise Refused(413, f"The file is larger than {CONTENT_BYTES_MAX // 1_000_000} MB.", remedy="Divide it into smaller files.")
    name = file.name or "file.csv"
    row = actions.upload_import(workspace_id, name=name, collection=collection, content=file.read(), actor=actor_of(request))
    return Status(201, _shown(_import(workspace_id, row.id)))


@router.get("/imports/{import_id}", response=ImportOut, operation_id="get_import")
def get_import(request: Asked, workspace_id: WorkspaceId, *, import_id: UUID) -> ImportOut:
    """An import with its columns and its mapping, or our suggestion of one."""
    return _shown(_import(workspace_id, import_id))


@router.delete("/imports/{import_id}", response={204: None}, auth=may("import"), operation_id="delete_import")
def delete_import(request: Asked, workspace_id: WorkspaceId, *, import_id: UUID) -> Status[None]:
    """Takes back a file that was not applied."""
    _import(workspace_id, import_id)
    if not imports.delete_import(workspace_id, import_id):
        raise Refused(409, "This file was applied already.", remedy="What became of its rows is in the import's report.")
    return Status(204, None)


@router.post("/imports/{import_id}/preview", response=ImportPreview, auth=may("import"), operation_id="preview_import")
def preview_import(request: Asked, workspace_id: WorkspaceId, *, import_id: UUID, body: ImportMappingIn) -> ImportPreview:
    """What applying this mapping would make; nothing is written."""
    _import(workspace_id, import_id)
    _known(workspace_id, body.mapping)
    return ImportPreview.model_validate(actions.preview_import(workspace_id, import_id, mapping=_stored(body.mapping)))


@router.post("/imports/{import_id}/apply", response={202: ImportOut}, auth=may("import"), operation_id="apply_import")
def apply_import(request: Asked, workspace_id: WorkspaceId, *, import_id: UUID, body: ImportMappingIn) -> Status[ImportOut]:
    """Makes records of the rows, in the background; its progress is told."""
    row = _import(workspace_id, import_id)
    _known(workspace_id, body.mapping)
    if row.state in (imports.ImportState.RUNNING, imports.ImportState.FINISHED):
        raise Refused(
            409, "This file was applied already.", remedy="Hand it over again if it changed; what is equal changes nothing."
        )
    actions.apply_import(workspace_id, import_id, mapping=_stored(body.mapping), actor=actor_of(request))
    return Status(202, _shown(_import(workspace_id, import_id)))


@router.get("/imports/{import_id}/rows", response=ImportRowPage, operation_id="list_import_rows")
def list_import_rows(request: Asked, workspace_id: WorkspaceId, *, import_id: UUID, query: Query[ImportRowQuery]) -> ImportRowPage:
    """What became of each row of the file."""
    _import(workspace_id, import_id)
    place = listings.Place(cursor=query.cursor, limit=query.limit)
    page = listings.import_rows_page(workspace_id, place, import_id=import_id, state=query.state or "")
    return ImportRowPage(items=[_row(row) for row in page.rows], next_cursor=page.next_cursor, total=page.total)


def _import(workspace_id: UUID, import_id: UUID) -> imports.Import:
    row = listings.import_without_content(workspace_id, import_id)
    if row is None:
        raise not_found("This import")
    return row


def _known(workspace_id: UUID, mapping: ImportMapping) -> None:
    """Every collection that is to be filled is one of the workspace's."""
    for key in (mapping.collection, *(part.collection for part in mapping.related)):
        collection_of(workspace_id, key)


def _stored(mapping: ImportMapping) -> dict[str, JsonValue]:
    document: dict[str, JsonValue] = mapping.model_dump(mode="json")
    return document


class _Described(BaseModel):
    """What `actions.describe_import` answers."""

    columns: list[ImportColumn]
    row_count: int
    problems: list[ImportProblem]
    encoding: str
    delimiter: str
    mapping: ImportMapping


def _shown(row: imports.Import) -> ImportOut:
    found = _described(row.workspace_id, row.id, mapping=orjson.dumps(row.mapping, option=orjson.OPT_SORT_KEYS))
    # A suggestion may be for another collection than the one that was chosen.
    mapping = found.mapping.model_copy(update={"collection": row.collection_key})
    said = [f"{problem.message} {problem.remedy}".strip() for problem in found.problems]
    return ImportOut.model_validate({**_parts(row), **dict(found), "mapping": mapping, "problems": said})


@lru_cache(maxsize=64)
def _described(workspace_id: UUID, import_id: UUID, *, mapping: bytes) -> _Described:
    """A file never changes, and the page asks again and again while it is applied: it is read once for each mapping."""
    del mapping
    row = imports.import_by_id(workspace_id, import_id)
    if row is None:
        raise not_found("This import")
    return _Described.model_validate(actions.describe_import(row))


def _parts(row: imports.Import) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "collection": row.collection_key,
        "state": "previewed" if row.state == imports.ImportState.NEW and row.mapping else row.state,
        "row_count": row.counts.get("rows", 0),
        "counts": ImportCounts.model_validate({key: value for key, value in row.counts.items() if isinstance(value, int)}),
        "totals": row.totals,
        "error": row.error,
        "created_at": row.created_at,
        "created_by": row.created_by,
        "finished_at": row.finished_at,
        "change_id": row.change_set_id,
    }


def _row(row: imports.ImportRow) -> ImportRow:
    return ImportRow.model_validate(
        {
            "number": row.number,
            "state": row.state,
            "cells": row.cells,
            "record_id": row.record_id,
            "record_key": row.record.key if row.record else None,
            "message": row.problem,
            "remedy": row.remedy,
            "amount": optional_amount(row.amount, row.currency),
            "currency": row.currency,
        }
    )

"""Files of a record: handed over, handed out, deleted for thirty days."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Query, Router, Schema, Status, UploadedFile

from tieout.engine import filing
from tieout.engine.surface import NotPossible
from tieout.store import files
from tieout.store.files import FILE_BYTES_MAX
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.records import record_of
from tieout.web.api.values import PageOut, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found

PIECE_BYTES = 65_536

router = Router(tags=["records"], auth=may("read"))


class RecordFile(Schema):
    """`is_picture` tells that `…/content?shown=true` shows it in the page; everything else is only downloaded."""

    id: UUID
    name: str
    content_type: str
    bytes_count: int
    sha256: str
    added_by: str
    added_at: datetime
    deleted_at: datetime | None
    is_picture: bool


class RecordFileQuery(ListQuery):
    deleted: bool = False


class RecordFileList(PageOut):
    items: list[RecordFile]


@router.get("/collections/{key}/records/{record_id}/files", response=RecordFileList, operation_id="list_record_files")
def list_record_files(
    request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, query: Query[RecordFileQuery]
) -> RecordFileList:
    """With `deleted` those of the last thirty days that can be brought back."""
    record_of(workspace_id, record_id, collection_key=key)
    items = [_shown(row) for row in files.files_of(workspace_id, record_id, deleted=query.deleted)]
    page = whole(items, query)
    return RecordFileList(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.post(
    "/collections/{key}/records/{record_id}/files",
    response={201: RecordFile},
    auth=may("edit_records"),
    operation_id="add_record_file",
)
def add_record_file(
    request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, file: File[UploadedFile]
) -> Status[RecordFile]:
    """Puts a file to a record."""
    record = record_of(workspace_id, record_id, collection_key=key)
    if (file.size or 0) > FILE_BYTES_MAX:
        raise Refused(413, f"The file is larger than {FILE_BYTES_MAX // 1_000_000} MB.", remedy="Make it smaller.")
    row = filing.add(record, name=file.name or "file", content=file.read(), actor=actor_of(request))
    return Status(201, _shown(row))


@router.get(
    "/files/{file_id}/content",
    operation_id="download_record_file",
    openapi_extra={
        "responses": {
            200: {
                "description": "The bytes of the file",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        },
    },
)
def download_record_file(request: Asked, workspace_id: WorkspaceId, *, file_id: UUID, shown: bool = False) -> StreamingHttpResponse:
    """As a download; with `shown` a picture comes as one, which nothing in it can leave."""
    row = _file(workspace_id, file_id)
    path = files.content_path(row)
    if not path.is_file():
        raise Refused(
            410, "The bytes of this file are not there.", remedy="Bring the folder files of the home folder back from a backup."
        )
    is_shown = shown and row.content_type.startswith("image/")
    answer = StreamingHttpResponse(_pieces(path), content_type=row.content_type if is_shown else "application/octet-stream")
    answer["Content-Length"] = str(row.bytes_count)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=not is_shown, filename=row.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@router.delete("/files/{file_id}", response={204: None}, auth=may("edit_records"), operation_id="delete_record_file")
def delete_record_file(request: Asked, workspace_id: WorkspaceId, *, file_id: UUID) -> Status[None]:
    """Puts a file into the bin."""
    row = _file(workspace_id, file_id)
    if row.deleted_at is not None:
        raise NotPossible("This file was deleted already.")
    filing.delete(row, actor=actor_of(request))
    return Status(204, None)


@router.post("/files/{file_id}/restore", response=RecordFile, auth=may("edit_records"), operation_id="restore_record_file")
def restore_record_file(request: Asked, workspace_id: WorkspaceId, *, file_id: UUID) -> RecordFile:
    """Brings a file back from the bin."""
    row = _file(workspace_id, file_id)
    if row.deleted_at is None:
        raise NotPossible("This file was not deleted.")
    filing.restore(row, actor=actor_of(request))
    return _shown(_file(workspace_id, file_id))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while piece := opened.read(PIECE_BYTES):
            yield piece


def _file(workspace_id: UUID, file_id: UUID) -> files.RecordFile:
    row = files.file(workspace_id, file_id)
    if row is None:
        raise not_found("This file")
    return row


def _shown(row: files.RecordFile) -> RecordFile:
    return RecordFile(
        id=row.id,
        name=row.name,
        content_type=row.content_type,
        bytes_count=row.bytes_count,
        sha256=row.sha256,
        added_by=row.added_by,
        added_at=row.added_at,
        deleted_at=row.deleted_at,
        is_picture=row.content_type.startswith("image/"),
    )

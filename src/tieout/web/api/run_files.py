"""Files that runs made: listed with their run, and downloaded."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from ninja import Query, Router, Schema

from tieout.store import run_files, runs
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.values import PageOut, WorkspaceId
from tieout.web.permissions import Asked, may
from tieout.web.problems import Refused, not_found

PIECE_BYTES = 65_536

router = Router(tags=["runs"], auth=may("read"))


class RunFile(Schema):
    """`position` is the step that made it."""

    id: UUID
    position: str
    name: str
    content_type: str
    bytes_count: int
    made_at: datetime


class RunFilePage(PageOut):
    items: list[RunFile]


@router.get("/runs/{run_id}/files", response=RunFilePage, operation_id="list_run_files")
def list_run_files(request: Asked, workspace_id: WorkspaceId, *, run_id: UUID, query: Query[ListQuery]) -> RunFilePage:
    """What the steps of a run made, in their order."""
    if runs.run_by_id(workspace_id, run_id) is None:
        raise not_found("This run")
    items = [
        RunFile(
            id=row.id,
            position=row.path,
            name=row.name,
            content_type=row.content_type,
            bytes_count=row.bytes_count,
            made_at=row.made_at,
        )
        for row in run_files.files_of_run(workspace_id, run_id)
    ]
    page = whole(items, query)
    return RunFilePage(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.get(
    "/run-files/{file_id}/content",
    operation_id="download_run_file",
    openapi_extra={
        "responses": {
            200: {
                "description": "The bytes of the file",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        },
    },
)
def download_run_file(request: Asked, workspace_id: WorkspaceId, *, file_id: UUID) -> StreamingHttpResponse:
    """As a download, under its name."""
    row = run_files.run_file(workspace_id, file_id)
    if row is None:
        raise not_found("This file")
    path = run_files.content_path(row)
    if not path.is_file():
        raise Refused(410, "The bytes of this file are not there.", remedy="Bring the folder files back from a backup.")
    answer = StreamingHttpResponse(_pieces(path), content_type="application/octet-stream")
    answer["Content-Length"] = str(row.bytes_count)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while piece := opened.read(PIECE_BYTES):
            yield piece

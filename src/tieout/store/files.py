"""Files of records: their rows here, their bytes in the home folder under the workspace and their SHA-256."""

import contextlib
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.settings import settings
from tieout.store.ids import new_id
from tieout.store.records import Record
from tieout.store.workspaces import Workspace

FILE_BYTES_MAX = 25_000_000
# Deleting a file is a mistake as often as not.
KEPT = timedelta(days=30)


class RecordFile(models.Model):
    """`content_type` is what the bytes begin like, never what the sender said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    record = models.ForeignKey(Record, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    bytes_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "record_file"
        indexes = [
            models.Index(fields=["workspace", "record", "-id"], name="record_file_of_record"),
            models.Index(fields=["workspace", "sha256"], name="record_file_by_content"),
        ]


@dataclass(frozen=True, kw_only=True)
class NewFile:
    name: str
    content_type: str
    content: bytes


def files_of(workspace_id: UUID, record_id: UUID, *, deleted: bool = False) -> list[RecordFile]:
    """Newest first; with `deleted` those that can still be brought back."""
    rows = RecordFile.objects.filter(workspace_id=workspace_id, record_id=record_id, deleted_at__isnull=not deleted)
    return list(rows.order_by("-id")[:200])


def file(workspace_id: UUID, file_id: UUID) -> RecordFile | None:
    return RecordFile.objects.select_related("record__collection").filter(workspace_id=workspace_id, id=file_id).first()


def file_ids(workspace_id: UUID, record_ids: Iterable[UUID]) -> set[str]:
    rows = RecordFile.objects.filter(workspace_id=workspace_id, record_id__in=list(record_ids), deleted_at__isnull=True)
    return {str(one) for one in rows.values_list("id", flat=True)}


def add_file(workspace_id: UUID, record_id: UUID, *, new: NewFile, by: str) -> RecordFile:
    """The bytes first: a row without its bytes would be a promise that is not kept; bytes without a row are only room."""
    digest = hashlib.sha256(new.content).hexdigest()
    _write(_path(workspace_id, digest), new.content)
    row = RecordFile.objects.create(
        workspace_id=workspace_id,
        record_id=record_id,
        name=new.name[:200],
        content_type=new.content_type,
        bytes_count=len(new.content),
        sha256=digest,
        added_by=by,
    )
    # The last row of the same bytes may have been purged in between; with this row there they stay.
    _write(_path(workspace_id, digest), new.content)
    return row


def content_path(row: RecordFile) -> Path:
    """Where the bytes are; not there when the folder was not brought along."""
    return _path(row.workspace_id, row.sha256)


def bytes_of(workspace_id: UUID, digest: str) -> Path:
    """Where bytes of this SHA-256 are, of a record's file or of one that a run made; not there when both are gone."""
    path = _path(workspace_id, digest)
    return path if path.exists() else made_path(workspace_id, digest)


def made_path(workspace_id: UUID, digest: str) -> Path:
    """Where the bytes of a file that a run made are: apart, because they go with their runs."""
    return settings().home / "run-files" / str(workspace_id) / digest[:2] / digest


def keep_made(workspace_id: UUID, content: bytes) -> str:
    """On the disk before the row that names them; gives their SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    _write(made_path(workspace_id, digest), content)
    return digest


def delete_file(workspace_id: UUID, file_id: UUID, *, by: str) -> None:
    RecordFile.objects.filter(workspace_id=workspace_id, id=file_id).update(deleted_at=timezone.now(), deleted_by=by)


def restore_file(workspace_id: UUID, file_id: UUID) -> None:
    RecordFile.objects.filter(workspace_id=workspace_id, id=file_id).update(deleted_at=None, deleted_by="")


def purge(workspace_id: UUID) -> int:
    """Removes for good what was deleted thirty days ago; answers how many rows. Bytes that another row names stay."""
    old = RecordFile.objects.filter(workspace_id=workspace_id, deleted_at__lt=timezone.now() - KEPT)
    digests = set(old.values_list("sha256", flat=True))
    gone, _ = old.delete()
    named = set(RecordFile.objects.filter(workspace_id=workspace_id, sha256__in=digests).values_list("sha256", flat=True))
    for digest in digests - named:
        with contextlib.suppress(FileNotFoundError):
            _path(workspace_id, digest).unlink()
    return gone


def _root() -> Path:
    return settings().home / "files"


def _path(workspace_id: UUID, digest: str) -> Path:
    return _root() / str(workspace_id) / digest[:2] / digest


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk before the row that promises it."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_suffix(f".{new_id()}")
    with half.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    half.replace(path)

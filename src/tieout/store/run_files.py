"""Files that runs made, for whoever looks at the run: their rows here, their bytes in the home folder."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store import files
from tieout.store.ids import new_id
from tieout.store.runs import PATH_CHARACTERS_MAX, Run
from tieout.store.workspaces import Workspace


class RunFile(models.Model):
    """What the step at `path` made, once: a step that is done again makes it anew. `place` is the run and the path, which are too
    long together for a unique key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    run = models.ForeignKey(Run, on_delete=models.CASCADE)
    path = models.CharField(max_length=PATH_CHARACTERS_MAX)
    place = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    bytes_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "run_file"


@dataclass(frozen=True, kw_only=True)
class MadeFile:
    run_id: UUID
    path: str
    name: str
    content_type: str
    content: bytes = field(repr=False)


def keep(workspace_id: UUID, made: MadeFile) -> RunFile:
    """Inside the caller's transaction: the same step of the same run has one file."""
    digest = files.keep_made(workspace_id, made.content)
    row, _ = RunFile.objects.update_or_create(
        workspace_id=workspace_id,
        place=hashlib.sha256(f"{made.run_id}:{made.path}".encode()).hexdigest(),
        defaults={
            "run_id": made.run_id,
            "path": made.path,
            "name": made.name[:200],
            "content_type": made.content_type,
            "bytes_count": len(made.content),
            "sha256": digest,
        },
    )
    return row


def files_of_run(workspace_id: UUID, run_id: UUID) -> list[RunFile]:
    return list(RunFile.objects.filter(workspace_id=workspace_id, run_id=run_id).order_by("id"))


def run_file(workspace_id: UUID, file_id: UUID) -> RunFile | None:
    return RunFile.objects.filter(workspace_id=workspace_id, id=file_id).first()


def content_path(row: RunFile) -> Path:
    return files.made_path(row.workspace_id, row.sha256)


def purge(workspace_id: UUID, *, before: datetime) -> int:
    """Removes bytes that no run names any more; younger ones may belong to a row that is just being written. Gives how many."""
    folder = files.made_path(workspace_id, "00").parent.parent
    named = set(RunFile.objects.filter(workspace_id=workspace_id).values_list("sha256", flat=True))
    gone = 0
    for path in folder.glob("*/*"):
        if path.name not in named and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone

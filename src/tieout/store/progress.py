"""How far long work is: one row for each thing that moves, for the page's live view."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.workspaces import Workspace


class Progress(models.Model):
    """`topic` is import | run | sync | send | tie_out | exceptions | connection."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    topic = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=60)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "progress"
        constraints = [models.UniqueConstraint(fields=["workspace", "topic", "subject_id"], name="progress_once")]
        indexes = [models.Index(fields=["workspace", "changed_at"], name="progress_recent")]


def show(workspace_id: UUID, topic: str, *, subject_id: object, **values: int | str) -> None:
    """`done`, `total`, `state`, `text`: what is not named is empty."""
    Progress.objects.update_or_create(
        workspace_id=workspace_id,
        topic=topic,
        subject_id=str(subject_id),
        defaults={"done": 0, "total": 0, "state": "", "text": "", **values, "changed_at": timezone.now()},
    )


def since(workspace_id: UUID, at: datetime) -> list[Progress]:
    """What changed after that instant, oldest first."""
    return list(Progress.objects.filter(workspace_id=workspace_id, changed_at__gt=at).order_by("changed_at")[:200])

"""Tie-outs: the proofs that were made, kept whole so that they can be read and checked later."""

from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace


class TieOut(models.Model):
    """`report` is `reconciliation.report` as JSON; `differences` and `unexplained` repeat its last line for lists."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=20, default="running")  # running | finished | failed
    error = models.TextField(blank=True)
    report = models.JSONField(default=dict)
    differences = models.PositiveIntegerField(default=0)
    unexplained = models.JSONField(default=dict)
    started_by = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "tie_out"


def create_tie_out(workspace_id: UUID, *, title: str, by: str) -> TieOut:
    return TieOut.objects.create(workspace_id=workspace_id, title=title, started_by=by)


def tie_outs(workspace_id: UUID) -> list[TieOut]:
    return list(TieOut.objects.filter(workspace_id=workspace_id).defer("report").order_by("-id")[:200])


def tie_out(workspace_id: UUID, tie_out_id: UUID) -> TieOut | None:
    return TieOut.objects.filter(workspace_id=workspace_id, id=tie_out_id).first()


def finish_tie_out(
    workspace_id: UUID, tie_out_id: UUID, *, report: dict[str, object], differences: int, unexplained: dict[str, str]
) -> None:
    TieOut.objects.filter(workspace_id=workspace_id, id=tie_out_id).update(
        report=report, differences=differences, unexplained=unexplained, state="finished", error="", finished_at=timezone.now()
    )


def fail_tie_out(workspace_id: UUID, tie_out_id: UUID, *, error: str) -> None:
    TieOut.objects.filter(workspace_id=workspace_id, id=tie_out_id).update(state="failed", error=error, finished_at=timezone.now())

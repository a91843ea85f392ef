"""Runs that wait for something to happen to their subject."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.chosen import chosen
from tieout.store.exact import ExactJSONField
from tieout.store.runs import PATH_CHARACTERS_MAX, Run
from tieout.store.workspaces import Workspace

BATCH = 500


class WaitingFor(models.Model):
    """`trigger` says what is waited for (`automations.triggers.Trigger`), `subject_id` of whom, `until` when nobody waits any
    longer. `event_id` is what came."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    run = models.ForeignKey(Run, on_delete=models.CASCADE)
    path = models.CharField(max_length=PATH_CHARACTERS_MAX)
    subject_id = models.UUIDField()
    trigger = ExactJSONField()
    until = models.DateTimeField()
    event_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "waiting_for"
        constraints = [models.UniqueConstraint(fields=["run", "path"], name="waiting_for_once")]
        indexes = [models.Index(fields=["workspace", "subject_id"], name="waiting_for_subject")]


def ask(workspace_id: UUID, rows: Sequence[WaitingFor]) -> None:
    """Inside the caller's transaction; one that is asked for already stays as it is."""
    del workspace_id
    WaitingFor.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def of_runs(workspace_id: UUID, run_ids: Iterable[UUID], *, path: str) -> dict[UUID, WaitingFor]:
    rows = chosen(WaitingFor.objects.filter(path=path), workspace_id, ids=run_ids, by="run_id")
    return {row.run_id: row for row in rows}


def of_subjects(workspace_id: UUID, subject_ids: Sequence[UUID]) -> list[WaitingFor]:
    """What is still waited for of these; in one order, locked for the caller's transaction."""
    found: list[WaitingFor] = []
    for start in range(0, len(subject_ids), BATCH):
        rows = WaitingFor.objects.select_for_update().filter(event_id=None)
        found += chosen(rows, workspace_id, ids=subject_ids[start : start + BATCH], by="subject_id").order_by("id")
    return found


def anything_waited_for(workspace_id: UUID) -> bool:
    return WaitingFor.objects.filter(workspace_id=workspace_id, event_id=None).exists()


def came(workspace_id: UUID, row_ids: Sequence[int], *, event_id: UUID) -> None:
    chosen(WaitingFor.objects.all(), workspace_id, ids=row_ids).update(event_id=event_id)


def forget(workspace_id: UUID, run_ids: Sequence[UUID], *, path: str = "") -> None:
    """What was waited for by these runs, or by this step of theirs, is over."""
    rows = chosen(WaitingFor.objects.all(), workspace_id, ids=run_ids, by="run_id")
    (rows.filter(path=path) if path else rows).delete()

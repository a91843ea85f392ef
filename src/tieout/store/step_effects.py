"""What steps have done to records that must not be done twice, though the step is taken up anew."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.chosen import chosen
from tieout.store.runs import Run
from tieout.store.workspaces import Workspace

BATCH = 500


class StepEffect(models.Model):
    """`id` is that of the step of the run (`ids.id_within`), so that the second effect of it cannot be kept; `output` is what the
    step gave. It outlives the row of the step, which is made anew when a run is repeated."""

    id = models.UUIDField(primary_key=True, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    run = models.ForeignKey(Run, on_delete=models.CASCADE)
    output = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "step_effect"


def effects(workspace_id: UUID, ids: Iterable[UUID]) -> dict[UUID, StepEffect]:
    return {row.id: row for row in chosen(StepEffect.objects.all(), workspace_id, ids=ids)}


def keep(workspace_id: UUID, rows: Sequence[StepEffect]) -> None:
    """Inside the transaction in which they happen."""
    del workspace_id
    StepEffect.objects.bulk_create(rows, batch_size=BATCH)

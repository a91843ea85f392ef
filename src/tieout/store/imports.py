"""Imported files: the bytes, how their columns were read, and what became of every row."""

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store import prepared
from tieout.store.ids import new_id
from tieout.store.records import Record
from tieout.store.workspaces import Workspace


class ImportState(models.TextChoices):
    NEW = "new"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class Import(models.Model):
    """`change_set` is what applying it did to the records, by which it can be taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=300)
    collection_key = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=ImportState, default=ImportState.NEW)
    counts = models.JSONField(default=dict)
    totals = models.JSONField(default=list)
    error = models.TextField(blank=True)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    change_set = models.ForeignKey("store.ChangeSet", null=True, on_delete=models.SET_NULL)

    class Meta:
        db_table = "import"


class ImportRow(models.Model):
    """One row of a file: `cells` as they were written, the record that it became part of, or the problem that kept it out.
    `amount` is the row's own sum (quantity × price, to the cent), None where it cannot be read."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    file = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    state = models.CharField(max_length=20)  # taken | unchanged | error
    problem = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    record = models.ForeignKey(Record, null=True, on_delete=models.SET_NULL)
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        db_table = "import_row"
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="import_row_once")]


def create_import(workspace_id: UUID, *, name: str, collection_key: str, content: bytes, by: str) -> Import:
    digest = hashlib.sha256(content).hexdigest()
    return Import.objects.create(
        workspace_id=workspace_id, name=name[:300], collection_key=collection_key, content=content, sha256=digest, created_by=by
    )


def import_by_id(workspace_id: UUID, import_id: UUID) -> Import | None:
    return Import.objects.filter(workspace_id=workspace_id, id=import_id).first()


def imports(workspace_id: UUID) -> list[Import]:
    return list(Import.objects.filter(workspace_id=workspace_id).defer("content").order_by("-id")[:200])


def is_running(workspace_id: UUID) -> bool:
    return Import.objects.filter(workspace_id=workspace_id, state=ImportState.RUNNING).exists()


def update_import(workspace_id: UUID, import_id: UUID, **values: object) -> None:
    Import.objects.filter(workspace_id=workspace_id, id=import_id).update(**values)


def delete_import(workspace_id: UUID, import_id: UUID) -> bool:
    """Only one that was not applied: what became records is never taken away by this."""
    return Import.objects.filter(workspace_id=workspace_id, id=import_id, state=ImportState.NEW).delete()[0] > 0


def keep_rows(workspace_id: UUID, rows: Sequence[ImportRow]) -> None:
    """A second pass over the same file finds its rows there and leaves them."""
    prepared.insert(workspace_id, rows, ignore=True)


def rows(workspace_id: UUID, import_id: UUID, *, state: str = "", after: int = 0, limit: int = 200) -> list[ImportRow]:
    found = ImportRow.objects.filter(workspace_id=workspace_id, file_id=import_id, number__gt=after)
    return list((found.filter(state=state) if state else found).order_by("number")[:limit])


def row_sums(workspace_id: UUID, import_ids: Iterable[UUID]) -> list[tuple[UUID | None, str, Decimal, int]]:
    """(record, currency, sum, number of rows) over the rows that could be read."""
    found = ImportRow.objects.filter(workspace_id=workspace_id, file_id__in=list(import_ids))
    grouped = found.values_list("record_id", "currency").annotate(total=models.Sum("amount"), count=models.Count("id")).order_by()
    return [(record, currency, total or Decimal(0), count) for record, currency, total, count in grouped]


def row_states(workspace_id: UUID, import_ids: Iterable[UUID]) -> dict[str, int]:
    found = ImportRow.objects.filter(workspace_id=workspace_id, file_id__in=list(import_ids))
    return dict(found.values_list("state").annotate(count=models.Count("id")).order_by())

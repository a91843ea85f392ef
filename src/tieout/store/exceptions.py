"""The exception queue: what needs a person; never skipped, never lost, closed with its reason."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store import prepared
from tieout.store.changed import save_changed
from tieout.store.connections import Connection
from tieout.store.ids import new_id
from tieout.store.postings import Posting
from tieout.store.runs import Run
from tieout.store.workspaces import Workspace

BATCH = 500
_WHY = frozenset({"message", "remedy", "title", "details"})


class ExceptionState(models.TextChoices):
    OPEN = "open", "Open"
    RETRYING = "retrying", "Being tried again"
    RESOLVED = "resolved", "Resolved"
    DISMISSED = "dismissed", "Dismissed"


class ExceptionItem(models.Model):
    """`fingerprint` is what the trouble is about; one that is open already is not raised twice. `cause` is a word of
    docs/reference/causes.md. `amount` is the net sum that waits because of it, where there is one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    fingerprint = models.CharField(max_length=200)
    cause = models.CharField(max_length=60)
    message = models.TextField()
    remedy = models.TextField(blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    title = models.CharField(max_length=300, blank=True)
    connection = models.ForeignKey(Connection, null=True, on_delete=models.SET_NULL)
    posting = models.ForeignKey(Posting, null=True, on_delete=models.SET_NULL)
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL)
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)
    details = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=ExceptionState, default=ExceptionState.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "exception"
        constraints = [models.UniqueConstraint(fields=["workspace", "fingerprint"], name="exception_once")]
        indexes = [models.Index(fields=["workspace", "state", "cause"], name="exception_open")]


def is_open(item: ExceptionItem) -> bool:
    return item.state in (ExceptionState.OPEN, ExceptionState.RETRYING)


def raise_exceptions(workspace_id: UUID, items: Sequence[ExceptionItem]) -> list[ExceptionItem]:
    """Inside the caller's transaction: new ones are opened, known ones are opened again with what is true now. Gives those that
    were not open before. `engine.raising` tells automations of them; it is the one to call."""
    unique = {item.fingerprint: item for item in items}
    known = exceptions_by_fingerprints(workspace_id, list(unique))
    new: list[ExceptionItem] = []
    changed: list[ExceptionItem] = []
    opened: list[ExceptionItem] = []
    for fingerprint, item in unique.items():
        row = known.get(fingerprint)
        if row is None:
            new.append(item)
            continue
        if not is_open(row):
            opened.append(row)
        for name in (
            "cause",
            "message",
            "remedy",
            "title",
            "connection_id",
            "posting_id",
            "run_id",
            "amount",
            "currency",
            "details",
        ):
            setattr(row, name, getattr(item, name))
        row.state, row.closed_at, row.closed_by, row.reason = ExceptionState.OPEN, None, "", ""
        changed.append(row)
    ExceptionItem.objects.bulk_create(new, batch_size=BATCH)
    fields = ["cause", "message", "remedy", "title", "connection", "posting", "run", "amount", "currency", "details"]
    save_changed(ExceptionItem, changed, fields=[*fields, "state", "closed_at", "closed_by", "reason"])
    return [*new, *opened]


def resolve_fingerprints(workspace_id: UUID, fingerprints: Sequence[str], *, reason: str) -> int:
    """Closes what is open among them: the cause is gone."""
    closed = 0
    for start in range(0, len(fingerprints), BATCH):
        part = fingerprints[start : start + BATCH]
        # Asked first: every step that is done comes here, and hardly ever is there anything to close.
        where = f"workspace_id = %s AND fingerprint IN ({prepared.places(part)})"
        if not prepared.rows(workspace_id, ExceptionItem, where=(where, [workspace_id, *part]), without=_WHY):
            continue
        rows = ExceptionItem.objects.filter(workspace_id=workspace_id, fingerprint__in=list(part))
        rows = rows.filter(state__in=(ExceptionState.OPEN, ExceptionState.RETRYING))
        closed += rows.update(state=ExceptionState.RESOLVED, closed_at=timezone.now(), reason=reason)
    return closed


def exceptions_by_fingerprints(workspace_id: UUID, fingerprints: Sequence[str]) -> dict[str, ExceptionItem]:
    found: dict[str, ExceptionItem] = {}
    for start in range(0, len(fingerprints), BATCH):
        rows = ExceptionItem.objects.filter(workspace_id=workspace_id, fingerprint__in=list(fingerprints[start : start + BATCH]))
        found.update({row.fingerprint: row for row in rows})
    return found


def exception_by_id(workspace_id: UUID, exception_id: UUID) -> ExceptionItem | None:
    return (
        ExceptionItem.objects.select_related("posting", "run", "connection")
        .filter(workspace_id=workspace_id, id=exception_id)
        .first()
    )


def open_exceptions(workspace_id: UUID, *, cause: str = "") -> list[ExceptionItem]:
    rows = ExceptionItem.objects.filter(workspace_id=workspace_id, state=ExceptionState.OPEN)
    return list((rows.filter(cause=cause) if cause else rows).order_by("id"))


def open_by_subject(workspace_id: UUID, *, subject_kind: str) -> dict[UUID, ExceptionItem]:
    rows = ExceptionItem.objects.filter(workspace_id=workspace_id, subject_kind=subject_kind)
    rows = rows.filter(state__in=(ExceptionState.OPEN, ExceptionState.RETRYING, ExceptionState.DISMISSED))
    return {row.subject_id: row for row in rows.order_by("id") if row.subject_id is not None}


def mark_retrying(workspace_id: UUID, exception_id: UUID) -> bool:
    """False when somebody else was faster."""
    rows = ExceptionItem.objects.filter(workspace_id=workspace_id, id=exception_id, state=ExceptionState.OPEN)
    return rows.update(state=ExceptionState.RETRYING) == 1


def dismiss(workspace_id: UUID, exception_id: UUID, *, by: str, reason: str) -> bool:
    rows = ExceptionItem.objects.filter(workspace_id=workspace_id, id=exception_id, state=ExceptionState.OPEN)
    return rows.update(state=ExceptionState.DISMISSED, closed_at=timezone.now(), closed_by=by, reason=reason) == 1


def count_by_cause(workspace_id: UUID) -> dict[str, tuple[int, Decimal]]:
    """Cause to how many are open and their net sum."""
    rows = ExceptionItem.objects.filter(workspace_id=workspace_id, state=ExceptionState.OPEN).values_list("cause")
    counted = rows.annotate(count=models.Count("id"), total=models.Sum("amount")).order_by()
    return {cause: (count, total or Decimal(0)) for cause, count, total in counted}

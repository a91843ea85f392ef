"""Postings: the acts of writing one entity to one provider, stored before the call, ending with a receipt."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tieout.store.changed import save_changed
from tieout.store.chosen import chosen
from tieout.store.connections import Connection
from tieout.store.ids import new_id
from tieout.store.runs import Run
from tieout.store.workspaces import Workspace

BATCH = 500


class PostingState(models.TextChoices):
    WAITING_APPROVAL = "waiting_approval", "Waiting for approval"
    INTENDED = "intended", "Intended"
    SENDING = "sending", "Being sent"
    UNKNOWN = "unknown", "Being looked up"
    POSTED = "posted", "Posted"
    REJECTED = "rejected", "Refused"
    SKIPPED = "skipped", "Skipped"
    CANCELLED = "cancelled", "Cancelled"
    UNDONE = "undone", "Undone"


OPEN_STATES = (PostingState.WAITING_APPROVAL, PostingState.INTENDED, PostingState.SENDING, PostingState.UNKNOWN)
TO_SEND = (PostingState.INTENDED, PostingState.SENDING, PostingState.UNKNOWN)


class Posting(models.Model):
    """`key` is unique per connection and derived from the cause, `create:record:<id>` or `run:<id>:<path>`; `entity` is ours
    (`accounting.serial`) with placeholders for what it refers to; `batch` names the call that it travelled in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT)
    key = models.CharField(max_length=200)
    action = models.CharField(max_length=10)
    kind = models.CharField(max_length=30)
    source_kind = models.CharField(max_length=10)
    source_id = models.UUIDField()
    source_hash = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=300, blank=True)
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL)
    state = models.CharField(max_length=20, choices=PostingState, default=PostingState.INTENDED)
    entity = models.JSONField()
    request_hash = models.CharField(max_length=64, blank=True)
    external_id = models.CharField(max_length=100, blank=True)
    version = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=300, blank=True)
    batch = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    certificate = models.JSONField(default=dict)
    intended_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "posting"
        constraints = [models.UniqueConstraint(fields=["connection", "key"], name="posting_key_once")]
        indexes = [
            # All that the next batch is chosen by, in the order in which it goes: where one call takes one entity, ten thousand
            # that wait would else be looked at ten thousand times.
            models.Index(fields=["workspace", "connection", "state", "kind", "action", "id"], name="posting_in_turn"),
            models.Index(fields=["workspace", "source_kind", "source_id"], name="posting_by_source"),
        ]


CHANGING = [
    "state", "action", "kind", "entity", "request_hash", "external_id", "version", "number", "batch", "attempts", "problems",
    "certificate", "source_hash", "title", "sent_at", "finished_at",
]  # fmt: skip


def postings_by_keys(workspace_id: UUID, connection_id: UUID, *, keys: Iterable[str]) -> dict[str, Posting]:
    wanted = list(keys)
    found: dict[str, Posting] = {}
    for start in range(0, len(wanted), BATCH):
        chunk = wanted[start : start + BATCH]
        rows = Posting.objects.select_for_update().filter(workspace_id=workspace_id, connection_id=connection_id, key__in=chunk)
        found.update({row.key: row for row in rows})
    return found


def posting(workspace_id: UUID, posting_id: UUID) -> Posting | None:
    return Posting.objects.select_related("connection").filter(workspace_id=workspace_id, id=posting_id).first()


def posting_to_undo(workspace_id: UUID, posting_id: UUID) -> Posting | None:
    """Locked for the caller's transaction, so that it is taken back once."""
    rows = Posting.objects.select_for_update(of=("self",)).select_related("connection")
    return rows.filter(workspace_id=workspace_id, id=posting_id).first()


def create_postings(rows: Sequence[Posting]) -> None:
    """Inside the caller's transaction; a key that is there already stays as it is (the second intent is the first)."""
    Posting.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def save_postings(rows: Sequence[Posting]) -> None:
    """All but whose they are: a mass or a sync takes a posting up while the sender has it in hand."""
    save_changed(Posting, rows, fields=CHANGING)


def save_taken_up(rows: Sequence[Posting]) -> None:
    """With the run whose they are from now on."""
    save_changed(Posting, rows, fields=[*CHANGING, "run"])


def intend_again(workspace_id: UUID, ids: Iterable[UUID]) -> int:
    """Those of them that are refused still are sent once more; one that was withdrawn meanwhile stays so."""
    wanted, count = list(ids), 0
    for start in range(0, len(wanted), BATCH):
        rows = chosen(Posting.objects.filter(state=PostingState.REJECTED), workspace_id, ids=wanted[start : start + BATCH])
        count += rows.update(state=PostingState.INTENDED, finished_at=None)
    return count


def save_moved(rows: Sequence[Posting]) -> None:
    """Writes how far they are on their way, and leaves what was said of them meanwhile (a ledger was disconnected)."""
    save_changed(Posting, rows, fields=[name for name in CHANGING if name != "problems"])


def to_send(workspace_id: UUID, connection_id: UUID, *, kind: str, action: str, limit: int) -> list[Posting]:
    rows = Posting.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind=kind, action=action)
    return list(rows.filter(state=PostingState.INTENDED).order_by("id")[:limit])


def kinds_to_send(workspace_id: UUID, connection_id: UUID) -> dict[tuple[str, str], int]:
    """(kind, action) to how many are intended."""
    rows = Posting.objects.filter(workspace_id=workspace_id, connection_id=connection_id, state=PostingState.INTENDED)
    counted = rows.values_list("kind", "action").annotate(count=models.Count("id")).order_by()
    return {(kind, action): count for kind, action, count in counted}


def oldest_intended_at(workspace_id: UUID, connection_id: UUID, *, kind: str) -> datetime | None:
    rows = Posting.objects.filter(workspace_id=workspace_id, connection_id=connection_id, state=PostingState.INTENDED, kind=kind)
    oldest: datetime | None = rows.aggregate(oldest=models.Min("intended_at"))["oldest"]
    return oldest


def still_intended(workspace_id: UUID, rows: Sequence[Posting]) -> bool:
    """Locks them for the caller's transaction; False when one was changed, withdrawn or cancelled since it was read."""
    current = chosen(Posting.objects.select_for_update(), workspace_id, ids=[row.id for row in rows]).order_by("id")
    now = {row.id: (row.state, row.source_hash) for row in current}
    return all(now.get(row.id) == (PostingState.INTENDED, row.source_hash) for row in rows)


def in_doubt(workspace_id: UUID, connection_id: UUID) -> list[Posting]:
    """Sent, but without a recorded answer: to be looked up before anything is written again."""
    rows = Posting.objects.filter(workspace_id=workspace_id, connection_id=connection_id)
    return list(rows.filter(state__in=(PostingState.SENDING, PostingState.UNKNOWN)).order_by("id"))


def anything_to_send(workspace_id: UUID, connection_id: UUID) -> bool:
    return Posting.objects.filter(workspace_id=workspace_id, connection_id=connection_id, state__in=TO_SEND).exists()


def postings_by_ids(workspace_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Posting]:
    wanted = list(ids)
    found: dict[UUID, Posting] = {}
    for start in range(0, len(wanted), BATCH):
        rows = chosen(Posting.objects.all(), workspace_id, ids=wanted[start : start + BATCH])
        found.update({row.id: row for row in rows})
    return found


def postings_by_sources(
    workspace_id: UUID, connection_id: UUID, *, source_kind: str, ids: Iterable[UUID], locked: bool = False
) -> dict[tuple[UUID, str], Posting]:
    """(source id, kind) to its creating posting, whatever its state; `locked` for who will change them in this transaction."""
    wanted = list(ids)
    found: dict[tuple[UUID, str], Posting] = {}
    every = Posting.objects.select_for_update().order_by("id") if locked else Posting.objects.all()
    for start in range(0, len(wanted), BATCH):
        rows = every.filter(
            workspace_id=workspace_id,
            connection_id=connection_id,
            source_kind=source_kind,
            source_id__in=wanted[start : start + BATCH],
            action="create",
        )
        found.update({(row.source_id, row.kind): row for row in rows})
    return found


def updates_of_sources(workspace_id: UUID, connection_id: UUID, *, ids: Iterable[UUID]) -> dict[UUID, list[Posting]]:
    """Record to its updates that are under way, locked for the caller's transaction."""
    wanted = list(ids)
    found: dict[UUID, list[Posting]] = {}
    for start in range(0, len(wanted), BATCH):
        rows = Posting.objects.select_for_update().filter(
            workspace_id=workspace_id,
            connection_id=connection_id,
            source_kind="record",
            source_id__in=wanted[start : start + BATCH],
            action="update",
            state__in=OPEN_STATES,
        )
        for row in rows.order_by("id"):
            found.setdefault(row.source_id, []).append(row)
    return found


def of_step_runs(workspace_id: UUID, run_ids: Iterable[UUID]) -> dict[UUID, list[Posting]]:
    """Run to what its steps write, oldest first, locked for the caller's transaction."""
    wanted = list(run_ids)
    found: dict[UUID, list[Posting]] = {}
    for start in range(0, len(wanted), BATCH):
        rows = (
            Posting.objects.select_for_update(of=("self",))
            .select_related("connection")
            .filter(workspace_id=workspace_id, source_kind="step", run_id__in=wanted[start : start + BATCH])
        )
        for row in rows.order_by("id"):
            if row.run_id is not None:
                found.setdefault(row.run_id, []).append(row)
    return found


def subjects_of_steps(workspace_id: UUID, source_ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, str, UUID | None]]:
    """What the runs of these steps are about, by the steps' own ids: run, kind of subject, subject."""
    wanted = list(source_ids)
    found: dict[UUID, tuple[UUID, str, UUID | None]] = {}
    for start in range(0, len(wanted), BATCH):
        rows = Posting.objects.filter(
            workspace_id=workspace_id, source_kind="step", source_id__in=wanted[start : start + BATCH], run__isnull=False
        )
        for source_id, run_id, kind, subject in rows.values_list("source_id", "run_id", "run__subject_kind", "run__subject_id"):
            found[source_id] = (run_id, kind, subject)
    return found


def counts_of_run(workspace_id: UUID, run_id: UUID) -> dict[str, dict[str, int]]:
    """Kind to state to count."""
    counted: dict[str, dict[str, int]] = {}
    rows = Posting.objects.filter(workspace_id=workspace_id, run_id=run_id).values_list("kind", "state")
    for kind, state, count in rows.annotate(count=models.Count("id")).order_by():
        counted.setdefault(kind, {})[state] = count
    return counted


def counts_of_connection(workspace_id: UUID, connection_id: UUID) -> dict[str, dict[str, int]]:
    counted: dict[str, dict[str, int]] = {}
    rows = Posting.objects.filter(workspace_id=workspace_id, connection_id=connection_id).values_list("kind", "state")
    for kind, state, count in rows.annotate(count=models.Count("id")).order_by():
        counted.setdefault(kind, {})[state] = count
    return counted


def open_of_records(workspace_id: UUID, connection_id: UUID, *, record_ids: Iterable[UUID]) -> set[UUID]:
    """The postings of these records that are under way."""
    rows = Posting.objects.filter(workspace_id=workspace_id, connection_id=connection_id, state__in=OPEN_STATES)
    return set(rows.filter(source_kind="record", source_id__in=list(record_ids)).values_list("id", flat=True))


def runs_of_postings(workspace_id: UUID, posting_ids: Iterable[UUID], *, run_kind: str) -> list[UUID]:
    rows = chosen(Posting.objects.filter(run__kind=run_kind), workspace_id, ids=posting_ids)
    return list(rows.values_list("run_id", flat=True).distinct())


def cancel_of_run(workspace_id: UUID, run_id: UUID) -> list[UUID]:
    """What was not sent yet is not sent any more; gives what that is."""
    states = (PostingState.INTENDED, PostingState.WAITING_APPROVAL)
    rows = Posting.objects.filter(workspace_id=workspace_id, run_id=run_id)
    unsent = list(rows.select_for_update().filter(state__in=states).order_by("id").values_list("id", flat=True))
    rows.filter(state__in=states).update(state=PostingState.CANCELLED, finished_at=timezone.now())
    return unsent


def hold(workspace_id: UUID, connection_id: UUID, *, problem: dict[str, object]) -> list[UUID]:
    """Says on everything that is still to be sent why it is not; gives what that is."""
    rows = Posting.objects.filter(workspace_id=workspace_id, connection_id=connection_id, state__in=OPEN_STATES)
    waiting = list(rows.values_list("id", flat=True))
    rows.update(problems=[problem])
    return waiting


def release(workspace_id: UUID, connection_id: UUID) -> list[UUID]:
    """What was held may go; gives what that is."""
    rows = Posting.objects.filter(workspace_id=workspace_id, connection_id=connection_id, state__in=OPEN_STATES)
    waiting = list(rows.values_list("id", flat=True))
    rows.update(problems=[])
    return waiting


def waiting_for_source(workspace_id: UUID, *, source_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these sources have a creating posting under way."""
    rows = Posting.objects.filter(
        Q(state__in=OPEN_STATES), workspace_id=workspace_id, source_id__in=list(source_ids), action="create"
    )
    return set(rows.values_list("source_id", flat=True))

"""Approvals: what a run waits to be told by people, what they are shown, and what each of them said."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.chosen import chosen
from tieout.store.exact import ExactJSONField
from tieout.store.ids import new_id
from tieout.store.runs import PATH_CHARACTERS_MAX, Run, RunStatus
from tieout.store.workspaces import Workspace

BATCH = 500


class ApprovalState(models.TextChoices):
    OPEN = "open", "Waiting"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    EXPIRED = "expired", "Not answered in time"
    OVERTAKEN = "overtaken", "Asked again, because what would be done has changed"
    CANCELLED = "cancelled", "Cancelled"


class Approval(models.Model):
    """`plan` is what would be done, as it was shown: a list of `engine.planning.ahead`. `roles` and `members` (ids) may decide;
    an approval needs `needed` of them, a rejection one. `own_allowed`: also by `asked_for`, whose act it came from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    run = models.ForeignKey(Run, on_delete=models.CASCADE)
    path = models.CharField(max_length=PATH_CHARACTERS_MAX)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    plan = ExactJSONField(default=list)
    roles = models.JSONField(default=list)
    members = models.JSONField(default=list)
    needed = models.PositiveIntegerField(default=1)
    own_allowed = models.BooleanField(default=False)
    asked_for = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=ApprovalState, default=ApprovalState.OPEN)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalate_at = models.DateTimeField(null=True)
    escalate_to = models.CharField(max_length=20, blank=True)
    escalated_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "approval"
        constraints = [models.UniqueConstraint(fields=["run", "path"], condition=models.Q(state="open"), name="approval_open_once")]
        indexes = [models.Index(fields=["workspace", "state", "asked_at"], name="approval_by_state")]


class ApprovalVote(models.Model):
    """What one person said, once."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="votes")
    member_id = models.UUIDField()
    name = models.CharField(max_length=200)
    approves = models.BooleanField()
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "approval_vote"
        constraints = [models.UniqueConstraint(fields=["approval", "member_id"], name="approval_vote_once")]


def ask(workspace_id: UUID, rows: Sequence[Approval]) -> None:
    """Inside the caller's transaction; one that is open already stays as it is."""
    del workspace_id
    Approval.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def approvals(workspace_id: UUID, *, state: str = "", limit: int = 200) -> list[Approval]:
    """Oldest first while they are open, else newest first."""
    rows = Approval.objects.select_related("run__version__automation").prefetch_related("votes").filter(workspace_id=workspace_id)
    rows = rows.filter(state=state) if state else rows
    return list(rows.order_by("asked_at" if state == ApprovalState.OPEN else "-asked_at")[:limit])


def approval(workspace_id: UUID, approval_id: UUID) -> Approval | None:
    rows = Approval.objects.select_related("run__version__automation").prefetch_related("votes")
    return rows.filter(workspace_id=workspace_id, id=approval_id).first()


def to_decide(workspace_id: UUID, approval_id: UUID) -> Approval | None:
    """Locked for the caller's transaction, whatever its state."""
    rows = Approval.objects.select_for_update(of=("self",)).filter(workspace_id=workspace_id, id=approval_id)
    return rows.first()


def latest_of_runs(workspace_id: UUID, run_ids: Iterable[UUID], *, path: str) -> dict[UUID, Approval]:
    """The newest of each run at this step, with what was said."""
    rows = chosen(Approval.objects.filter(path=path), workspace_id, ids=run_ids, by="run_id")
    return {row.run_id: row for row in rows.prefetch_related("votes").order_by("asked_at", "id")}


def approved_of_run(workspace_id: UUID, run_id: UUID) -> list[Approval]:
    """The newest first."""
    rows = Approval.objects.filter(workspace_id=workspace_id, run_id=run_id, state=ApprovalState.APPROVED)
    return list(rows.order_by("-asked_at", "-id"))


def approved_of_stopped(workspace_id: UUID, *, subject_id: UUID) -> list[Approval]:
    """Of runs that need a person for this subject, the newest first."""
    rows = Approval.objects.filter(workspace_id=workspace_id, state=ApprovalState.APPROVED)
    rows = rows.filter(run__subject_id=subject_id, run__status=RunStatus.ATTENTION)
    return list(rows.order_by("-asked_at", "-id"))


def say(workspace_id: UUID, row: Approval, *, member_id: UUID, name: str, said: tuple[bool, str]) -> bool:
    """Keeps what a person said (yes or no, and why), once; False when it was said already."""
    _, made = ApprovalVote.objects.get_or_create(
        workspace_id=workspace_id,
        approval=row,
        member_id=member_id,
        defaults={"name": name, "approves": said[0], "reason": said[1][:1000]},
    )
    return made


def count_approving(workspace_id: UUID, approval_id: UUID) -> int:
    return ApprovalVote.objects.filter(workspace_id=workspace_id, approval_id=approval_id, approves=True).count()


def change(workspace_id: UUID, approval_id: UUID, **values: object) -> bool:
    """Changes one that is open still; False when it is not."""
    return Approval.objects.filter(workspace_id=workspace_id, id=approval_id, state=ApprovalState.OPEN).update(**values) == 1


def overtake(workspace_id: UUID, approval_id: UUID) -> None:
    """What was approved is not what would be done any more."""
    Approval.objects.filter(workspace_id=workspace_id, id=approval_id).update(state=ApprovalState.OVERTAKEN)


def close_of_runs(workspace_id: UUID, run_ids: Iterable[UUID], *, path: str = "", at: datetime | None = None) -> None:
    """Nobody needs to decide any more."""
    rows = chosen(Approval.objects.filter(state=ApprovalState.OPEN), workspace_id, ids=run_ids, by="run_id")
    (rows.filter(path=path) if path else rows).update(state=ApprovalState.CANCELLED, decided_at=at or timezone.now())


def count_open(workspace_id: UUID) -> int:
    return Approval.objects.filter(workspace_id=workspace_id, state=ApprovalState.OPEN).count()

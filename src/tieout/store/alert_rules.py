"""Alerts by rule: what is to be told to whom, the causes that were told, and the messages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.ids import new_id
from tieout.store.step_secrets import StepSecret
from tieout.store.workspaces import Member, Workspace

BATCH = 500
# Nothing that old is looked at again.
KEPT = timedelta(days=90)


class AlertKind(models.TextChoices):
    RUN_FAILED = "run_failed", "A run failed"
    EXCEPTION = "exception", "An exception was raised"
    OVERDUE = "overdue", "An overdue balance is above an amount"
    BROKEN = "broken", "A connection is broken"
    EXPIRING = "expiring", "A connection will expire"
    DIGEST = "digest", "A digest"


class MessageState(models.TextChoices):
    """`unknown`: the process ended while it was sent; it is not sent again."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class AlertRule(models.Model):
    """`settings` are by kind (`engine.alerts`). What happened before `from_at` is not told; up to `looked_at` all was looked
    through. Members get a mail, sealed addresses a notification."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=AlertKind)
    settings = models.JSONField(default=dict)
    enabled = models.BooleanField(default=True)
    members = models.ManyToManyField(Member)
    addresses = models.ManyToManyField(StepSecret)
    from_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "alert_rule"
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="alert_rule_name_once")]


class AlertCause(models.Model):
    """Something that a rule told. A cause that lasts (a balance, a broken connection) is told again after it was over."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE)
    key = models.CharField(max_length=200)
    lasts = models.BooleanField(default=False)
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "alert_cause"
        constraints = [models.UniqueConstraint(fields=["rule", "key"], name="alert_cause_once")]


class AlertMessage(models.Model):
    """One text to one receiver: a member, or a sealed address. `is_test` of one that somebody asked for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    address = models.ForeignKey(StepSecret, null=True, on_delete=models.SET_NULL)
    receiver = models.CharField(max_length=254)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    is_test = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    error = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "alert_message"
        indexes = [models.Index(fields=["rule", "-made_at"], name="alert_message_of_rule")]


@dataclass(frozen=True, kw_only=True)
class RuleValues:
    name: str
    kind: str
    settings: Mapping[str, object]
    enabled: bool
    members: Sequence[UUID]
    addresses: Sequence[UUID]


def rules(workspace_id: UUID, *, enabled_only: bool = False) -> list[AlertRule]:
    rows = AlertRule.objects.filter(workspace_id=workspace_id).prefetch_related("members__user", "addresses")
    return list((rows.filter(enabled=True) if enabled_only else rows).order_by("name"))


def rule(workspace_id: UUID, rule_id: UUID) -> AlertRule | None:
    rows = AlertRule.objects.filter(workspace_id=workspace_id, id=rule_id)
    return rows.prefetch_related("members__user", "addresses").first()


def save(workspace_id: UUID, values: RuleValues, *, rule_id: UUID | None, by: str) -> AlertRule:
    """Raises ValueError for a name that is taken. A rule that is switched on tells what happens from then on."""
    same_name = AlertRule.objects.filter(workspace_id=workspace_id, name=values.name).first()
    if same_name is not None and same_name.id != rule_id:
        raise ValueError(f"A rule called {values.name} is there already.")
    row = AlertRule.objects.filter(workspace_id=workspace_id, id=rule_id).first() if rule_id else None
    fresh = row is None
    if row is None:
        row = AlertRule(workspace_id=workspace_id, made_by=by)
    if not fresh and (row.kind != values.kind or row.settings != dict(values.settings) or (values.enabled and not row.enabled)):
        row.from_at, row.looked_at = timezone.now(), None
        AlertCause.objects.filter(workspace_id=workspace_id, rule=row, lasts=True).delete()
    row.name, row.kind, row.settings, row.enabled = values.name, values.kind, dict(values.settings), values.enabled
    row.save(force_insert=fresh)
    row.members.set(Member.objects.filter(workspace_id=workspace_id, id__in=values.members))
    row.addresses.set(StepSecret.objects.filter(workspace_id=workspace_id, id__in=values.addresses))
    return row


def remove(workspace_id: UUID, rule_id: UUID) -> bool:
    return AlertRule.objects.filter(workspace_id=workspace_id, id=rule_id).delete()[0] > 0


def looked(workspace_id: UUID, rule_id: UUID, *, at: datetime) -> None:
    AlertRule.objects.filter(workspace_id=workspace_id, id=rule_id).update(looked_at=at)


def new_causes(workspace_id: UUID, rule_id: UUID, *, keys: Sequence[str], lasts: bool) -> set[str]:
    """Those that were not told yet; they count as told from now on, in the caller's transaction. With `lasts`, `keys` are all that
    there is now: what is not among them is over."""
    known = AlertCause.objects.filter(workspace_id=workspace_id, rule_id=rule_id, lasts=lasts)
    if lasts:
        known.exclude(key__in=keys).delete()
    told = set(known.filter(key__in=keys).values_list("key", flat=True))
    fresh = [key for key in dict.fromkeys(keys) if key not in told]
    rows = [AlertCause(workspace_id=workspace_id, rule_id=rule_id, key=key, lasts=lasts) for key in fresh]
    AlertCause.objects.bulk_create(rows, batch_size=BATCH)
    return set(fresh)


def add_messages(workspace_id: UUID, made: Iterable[AlertMessage]) -> None:
    """The rows are of that workspace."""
    rows = list(made)
    assert all(row.workspace_id == workspace_id for row in rows)
    AlertMessage.objects.bulk_create(rows)


def message(workspace_id: UUID, message_id: UUID) -> AlertMessage | None:
    return AlertMessage.objects.select_related("rule").filter(workspace_id=workspace_id, id=message_id).first()


def begin_message(workspace_id: UUID, message_id: UUID) -> bool:
    """False where it does not wait any more."""
    rows = AlertMessage.objects.filter(workspace_id=workspace_id, id=message_id, state=MessageState.WAITING)
    return rows.update(state=MessageState.SENDING, attempts=models.F("attempts") + 1) == 1


def end_message(workspace_id: UUID, message_id: UUID, *, state: str, error: str = "") -> None:
    ended = None if state == MessageState.WAITING else timezone.now()
    rows = AlertMessage.objects.filter(workspace_id=workspace_id, id=message_id)
    rows.update(state=state, error=error[:300], ended_at=ended)


def messages_of(workspace_id: UUID, rule_id: UUID, *, limit: int = 100) -> list[AlertMessage]:
    """Newest first."""
    return list(AlertMessage.objects.filter(workspace_id=workspace_id, rule_id=rule_id).order_by("-made_at", "-id")[:limit])


def last_told(workspace_id: UUID) -> dict[UUID, datetime]:
    """By rule; what somebody asked for as a test is not counted."""
    rows = AlertMessage.objects.filter(workspace_id=workspace_id, is_test=False)
    return dict(rows.values_list("rule_id").annotate(at=models.Max("made_at")).order_by())


def forget_old(workspace_id: UUID, *, before: datetime) -> None:
    """Messages and causes of long ago; a cause that lasts stays until it is over."""
    AlertMessage.objects.filter(workspace_id=workspace_id, made_at__lt=before).delete()
    AlertCause.objects.filter(workspace_id=workspace_id, told_at__lt=before, lasts=False).delete()

"""What a member wants to be told by e-mail, how often, and up to when it was told."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.ids import new_id
from tieout.store.workspaces import Member, Role, Workspace


class Topic(models.TextChoices):
    EXCEPTIONS = "exceptions", "Exceptions"
    APPROVALS = "approvals", "Approvals"
    CONNECTIONS = "connections", "Broken connections"


class How(models.TextChoices):
    NOW = "now", "At once"
    DAILY = "daily", "Once a day"
    NEVER = "never", "Never"


# For who has not chosen: what one's role can act on.
DEFAULTS: dict[str, dict[str, str]] = {
    Role.ADMINISTRATOR: {Topic.EXCEPTIONS: How.DAILY, Topic.APPROVALS: How.DAILY, Topic.CONNECTIONS: How.NOW},
    Role.FINANCE: {Topic.EXCEPTIONS: How.DAILY, Topic.APPROVALS: How.NOW, Topic.CONNECTIONS: How.NEVER},
}


class NotificationChoice(models.Model):
    """`told_at` is up to when this member knows of the topic."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    topic = models.CharField(max_length=20, choices=Topic)
    how = models.CharField(max_length=10, choices=How)
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "notification_choice"
        constraints = [models.UniqueConstraint(fields=["member", "topic"], name="notification_choice_once")]


def choices_of(workspace_id: UUID, member: Member) -> dict[str, str]:
    rows = NotificationChoice.objects.filter(workspace_id=workspace_id, member=member)
    chosen = {row.topic: row.how for row in rows}
    return {topic: chosen.get(topic, default_of(member.role, topic)) for topic in Topic.values}


def default_of(role: str, topic: str) -> str:
    return DEFAULTS.get(role, {}).get(topic, How.NEVER.value)


def choose(workspace_id: UUID, *, member_id: UUID, topic: str, how: str) -> None:
    """From now on: what happened before is not told any more."""
    row, made = NotificationChoice.objects.get_or_create(
        workspace_id=workspace_id, member_id=member_id, topic=topic, defaults={"how": how}
    )
    if not made and row.how != how:
        told_at = row.told_at if row.how != How.NEVER else timezone.now()
        NotificationChoice.objects.filter(id=row.id).update(how=how, told_at=told_at)


def rows_of(workspace_id: UUID) -> list[NotificationChoice]:
    """One for each member and topic that is wanted; a member who never chose gets the role's defaults, from now on."""
    known = {(row.member_id, row.topic): row for row in _all(workspace_id)}
    for member in Member.objects.filter(workspace_id=workspace_id):
        for topic in Topic.values:
            how = default_of(member.role, topic)
            if (member.id, topic) not in known and how != How.NEVER:
                made = {"how": how, "told_at": member.joined_at}
                NotificationChoice.objects.get_or_create(workspace_id=workspace_id, member_id=member.id, topic=topic, defaults=made)
    return [row for row in _all(workspace_id) if row.how != How.NEVER]


def told(workspace_id: UUID, choice_id: UUID, *, before: datetime, now: datetime) -> bool:
    """Inside the caller's transaction: False when another worker told it meanwhile."""
    rows = NotificationChoice.objects.filter(workspace_id=workspace_id, id=choice_id, told_at=before)
    return rows.update(told_at=now) == 1


def _all(workspace_id: UUID) -> list[NotificationChoice]:
    return list(NotificationChoice.objects.select_related("member__user").filter(workspace_id=workspace_id))

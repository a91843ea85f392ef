"""When automations are due next, and what is done once a day; whoever moves the mark does the work."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import models

from tieout.store.automations import Automation, AutomationVersion
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace


class Schedule(models.Model):
    """`terms` are the trigger's schedule as JSON, for which `next_due_at` was reckoned."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    automation = models.OneToOneField(Automation, on_delete=models.CASCADE)
    terms = models.JSONField()
    next_due_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "schedule"


class DayDone(models.Model):
    """The last local day for which a workspace's daily work of that name was done."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=40)
    day = models.DateField()

    class Meta:
        db_table = "day_done"
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="day_done_once")]


def due(now: datetime, *, limit: int) -> list[Schedule]:
    """Over all workspaces, the longest overdue first: the clock is the same for all."""
    return list(Schedule.objects.select_related("automation").filter(next_due_at__lte=now).order_by("next_due_at")[:limit])


def of_automation(workspace_id: UUID, automation_id: UUID) -> Schedule | None:
    return Schedule.objects.filter(workspace_id=workspace_id, automation_id=automation_id).first()


def schedules(workspace_id: UUID) -> dict[UUID, Schedule]:
    """By automation."""
    return {row.automation_id: row for row in Schedule.objects.filter(workspace_id=workspace_id)}


def scheduled_versions(workspace_id: UUID) -> list[AutomationVersion]:
    """The live versions of switched-on automations that a schedule starts."""
    rows = AutomationVersion.objects.filter(workspace_id=workspace_id, automation__enabled=True)
    rows = rows.filter(number=models.F("automation__live_number"), automation__archived_at__isnull=True)
    return list(rows.filter(definition__trigger__type="schedule"))


def put(workspace_id: UUID, automation_id: UUID, *, terms: object, next_due_at: datetime) -> None:
    values = {"workspace_id": workspace_id, "terms": terms, "next_due_at": next_due_at}
    Schedule.objects.update_or_create(automation_id=automation_id, defaults=values)


def move(workspace_id: UUID, row: Schedule, *, next_due_at: datetime) -> bool:
    """False when another worker was faster."""
    rows = Schedule.objects.filter(workspace_id=workspace_id, id=row.id, next_due_at=row.next_due_at)
    return rows.update(next_due_at=next_due_at) == 1


def remove(workspace_id: UUID, automation_ids: Collection[UUID]) -> None:
    Schedule.objects.filter(workspace_id=workspace_id, automation_id__in=list(automation_ids)).delete()


def is_day_done(workspace_id: UUID, name: str, *, day: date) -> bool:
    """Or a later one."""
    return DayDone.objects.filter(workspace_id=workspace_id, name=name, day__gte=day).exists()


def claim_day(workspace_id: UUID, name: str, *, day: date) -> bool:
    """Whether this caller does the work of that day: False for all but the first. In the transaction that does the work."""
    rows = DayDone.objects.filter(workspace_id=workspace_id, name=name)
    if rows.filter(day__lt=day).update(day=day):
        return True
    _, made = DayDone.objects.get_or_create(workspace_id=workspace_id, name=name, defaults={"day": day})
    return made

"""Automations and their versions; a published version never changes."""

from collections.abc import Sequence
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.chosen import chosen
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace


class Automation(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    enabled = models.BooleanField(default=False)
    draft = models.JSONField(default=dict)
    live_number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "automation"


class AutomationVersion(models.Model):
    """`definition` is `automations.definition.Definition` as JSON."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    automation = models.ForeignKey(Automation, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "automation_version"
        constraints = [models.UniqueConstraint(fields=["automation", "number"], name="automation_version_once")]


def automations(workspace_id: UUID) -> list[Automation]:
    return list(Automation.objects.filter(workspace_id=workspace_id).order_by("name"))


def automation(workspace_id: UUID, automation_id: UUID) -> Automation | None:
    return Automation.objects.filter(workspace_id=workspace_id, id=automation_id).first()


def live_versions(workspace_id: UUID) -> list[AutomationVersion]:
    rows = AutomationVersion.objects.select_related("automation").filter(workspace_id=workspace_id, automation__enabled=True)
    return list(rows.filter(number=models.F("automation__live_number")).order_by("automation_id"))


def versions_by_ids(workspace_id: UUID, ids: Sequence[UUID]) -> dict[UUID, AutomationVersion]:
    rows = chosen(AutomationVersion.objects.select_related("automation"), workspace_id, ids=ids)
    return {row.id: row for row in rows}


def live_definition(workspace_id: UUID, automation_id: UUID) -> AutomationVersion | None:
    rows = AutomationVersion.objects.filter(workspace_id=workspace_id, automation_id=automation_id)
    return rows.filter(number=models.F("automation__live_number")).first()


def publish(workspace_id: UUID, *, name: str, definition: dict[str, object], by: str, enabled: bool = True) -> Automation:
    """Makes the automation of that name, or a new version of it when the definition changed."""
    row, _ = Automation.objects.get_or_create(workspace_id=workspace_id, name=name)
    live = live_definition(workspace_id, row.id)
    if live is None or live.definition != definition:
        row.live_number += 1
        AutomationVersion.objects.create(
            workspace_id=workspace_id, automation=row, number=row.live_number, definition=definition, published_by=by
        )
    row.enabled, row.draft = enabled, definition
    row.save()
    return row


def set_enabled(workspace_id: UUID, automation_id: UUID, *, enabled: bool) -> bool:
    return Automation.objects.filter(workspace_id=workspace_id, id=automation_id).update(enabled=enabled) == 1

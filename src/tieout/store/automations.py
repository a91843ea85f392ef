"""Automations, their drafts and their versions; a published version never changes."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store import prepared
from tieout.store.chosen import chosen
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace


class Automation(models.Model):
    """`draft` is what is being built, saved `draft_revision` times; an archived automation does nothing any more, and its versions
    and runs stay to be read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    enabled = models.BooleanField(default=False)
    draft = models.JSONField(default=dict)
    draft_revision = models.PositiveIntegerField(default=0)
    draft_saved_at = models.DateTimeField(null=True)
    draft_saved_by = models.CharField(max_length=200, blank=True)
    live_number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "automation"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=models.Q(archived_at__isnull=True), name="automation_name_once"
            )
        ]


class AutomationVersion(models.Model):
    """`definition` is `automations.definition.Definition` as JSON; one without a number was never live: one step of a draft that
    somebody tried."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    automation = models.ForeignKey(Automation, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(null=True)
    definition = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "automation_version"
        constraints = [models.UniqueConstraint(fields=["automation", "number"], name="automation_version_once")]


def automations(workspace_id: UUID) -> list[Automation]:
    return list(Automation.objects.filter(workspace_id=workspace_id, archived_at__isnull=True).order_by("name"))


def automation(workspace_id: UUID, automation_id: UUID) -> Automation | None:
    return Automation.objects.filter(workspace_id=workspace_id, id=automation_id, archived_at__isnull=True).first()


def automation_to_change(workspace_id: UUID, automation_id: UUID) -> Automation | None:
    """Locked for the caller's transaction."""
    rows = Automation.objects.select_for_update().filter(workspace_id=workspace_id, id=automation_id)
    return rows.filter(archived_at__isnull=True).first()


def is_name_taken(workspace_id: UUID, name: str) -> bool:
    return Automation.objects.filter(workspace_id=workspace_id, name=name, archived_at__isnull=True).exists()


def create_automation(workspace_id: UUID, *, name: str, draft: Mapping[str, object], by: str) -> Automation:
    return Automation.objects.create(
        workspace_id=workspace_id,
        name=name,
        draft=dict(draft),
        draft_revision=1,
        draft_saved_at=timezone.now(),
        draft_saved_by=by,
    )


def save_draft(workspace_id: UUID, row: Automation, *, draft: Mapping[str, object], by: str) -> None:
    """The row is one of `automation_to_change`; its revision goes up by one."""
    row.draft, row.draft_revision = dict(draft), row.draft_revision + 1
    row.draft_saved_at, row.draft_saved_by = timezone.now(), by
    Automation.objects.filter(workspace_id=workspace_id, id=row.id).update(
        draft=row.draft, draft_revision=row.draft_revision, draft_saved_at=row.draft_saved_at, draft_saved_by=by
    )


def add_version(
    workspace_id: UUID, row: Automation, *, definition: Mapping[str, object], by: str, note: str = ""
) -> AutomationVersion:
    """The next version, live from now on; the row is one of `automation_to_change`."""
    row.live_number += 1
    version = AutomationVersion.objects.create(
        workspace_id=workspace_id,
        automation=row,
        number=row.live_number,
        definition=dict(definition),
        published_by=by,
        note=note,
    )
    Automation.objects.filter(workspace_id=workspace_id, id=row.id).update(live_number=row.live_number)
    return version


def add_trial(workspace_id: UUID, row: Automation, *, definition: Mapping[str, object], by: str) -> AutomationVersion:
    """A version that is never live, for one run of what is being built."""
    return AutomationVersion.objects.create(
        workspace_id=workspace_id, automation=row, number=None, definition=dict(definition), published_by=by
    )


def rename(workspace_id: UUID, automation_id: UUID, *, name: str) -> None:
    Automation.objects.filter(workspace_id=workspace_id, id=automation_id).update(name=name)


def archive(workspace_id: UUID, automation_id: UUID) -> None:
    rows = Automation.objects.filter(workspace_id=workspace_id, id=automation_id)
    rows.update(archived_at=timezone.now(), enabled=False)


def names_with(workspace_id: UUID, text: str) -> list[str]:
    """The automations whose draft or live version has this text, such as the id of a secret."""
    rows = automations(workspace_id)
    live = {row.automation_id: row.definition for row in live_versions(workspace_id)}
    return [row.name for row in rows if text in json.dumps([row.draft, live.get(row.id)])]


def live_versions(workspace_id: UUID) -> list[AutomationVersion]:
    rows = AutomationVersion.objects.select_related("automation").filter(workspace_id=workspace_id, automation__enabled=True)
    return list(rows.filter(number=models.F("automation__live_number")).order_by("automation_id"))


def newest_versions(workspace_id: UUID) -> list[AutomationVersion]:
    """The published version of each automation, whether it is switched on or off; what they say is read by `versions_by_ids`."""
    rows = AutomationVersion.objects.select_related("automation").defer("definition", "automation__draft")
    rows = rows.filter(workspace_id=workspace_id)
    rows = rows.filter(number=models.F("automation__live_number"), automation__archived_at__isnull=True)
    return list(rows.order_by("automation_id"))


def listening_version(workspace_id: UUID, automation_id: UUID) -> AutomationVersion | None:
    """The published version of the one automation, as `newest_versions` gives it: what happens to one automation asks often."""
    of_automation = prepared.rows(
        workspace_id, Automation, where=("id = %s AND archived_at IS NULL", [automation_id]), without=frozenset({"draft"})
    )
    if not of_automation or not of_automation[0].live_number:
        return None
    found = prepared.rows(
        workspace_id,
        AutomationVersion,
        where=("automation_id = %s AND number = %s", [automation_id, of_automation[0].live_number]),
        without=frozenset({"definition"}),
    )
    for one in found:
        one.automation = of_automation[0]
    return next(iter(found), None)


def versions_by_ids(workspace_id: UUID, ids: Sequence[UUID]) -> dict[UUID, AutomationVersion]:
    rows = chosen(AutomationVersion.objects.select_related("automation"), workspace_id, ids=ids)
    return {row.id: row for row in rows}


def live_definition(workspace_id: UUID, automation_id: UUID) -> AutomationVersion | None:
    rows = AutomationVersion.objects.filter(workspace_id=workspace_id, automation_id=automation_id)
    return rows.filter(number=models.F("automation__live_number")).first()


def versions(workspace_id: UUID, automation_id: UUID) -> list[AutomationVersion]:
    """Newest first."""
    rows = AutomationVersion.objects.select_related("automation").filter(workspace_id=workspace_id, automation_id=automation_id)
    rows = rows.filter(number__isnull=False)
    return list(rows.order_by("-number"))


def version(workspace_id: UUID, automation_id: UUID, *, number: int) -> AutomationVersion | None:
    rows = AutomationVersion.objects.select_related("automation").filter(workspace_id=workspace_id)
    return rows.filter(automation_id=automation_id, number=number).first()


def publish(workspace_id: UUID, *, name: str, definition: dict[str, object], by: str, enabled: bool = True) -> Automation:
    """Makes the automation of that name, or a new version of it when the definition changed; the draft becomes the same."""
    row, _ = Automation.objects.get_or_create(workspace_id=workspace_id, name=name, archived_at=None)
    live = live_definition(workspace_id, row.id)
    if live is None or live.definition != definition:
        add_version(workspace_id, row, definition=definition, by=by)
    if row.draft != definition:
        save_draft(workspace_id, row, draft=definition, by=by)
    set_enabled(workspace_id, row.id, enabled=enabled)
    row.enabled = enabled
    return row


def set_enabled(workspace_id: UUID, automation_id: UUID, *, enabled: bool) -> bool:
    return Automation.objects.filter(workspace_id=workspace_id, id=automation_id).update(enabled=enabled) == 1

"""Automations: listed, read, switched on and off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from ninja import Query, Router, Schema

from tieout.store import audit, automations, listings
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.values import JsonObject, PageOut, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["automations"], auth=may("read"))


class AutomationRow(Schema):
    """`version` is the number of the live version, 0 before the first was published."""

    id: UUID
    name: str
    description: str
    enabled: bool
    version: int
    trigger_text: str
    last_run_at: datetime | None
    runs_today: int
    failures_today: int


class AutomationRowPage(PageOut):
    items: list[AutomationRow]


class AutomationDetail(AutomationRow):
    """`definition` is the live version: a trigger and its steps."""

    definition: JsonObject
    published_at: datetime | None
    published_by: str


class AutomationChange(Schema):
    enabled: bool


@router.get("/automations", response=AutomationRowPage, operation_id="list_automations")
def list_automations(request: Asked, workspace_id: WorkspaceId, *, query: Query[ListQuery]) -> AutomationRowPage:
    """The automations and how they did today."""
    lines = listings.automation_lines(workspace_id, since=_midnight())
    items = [AutomationRow.model_validate(_parts(line)) for line in lines]
    page = whole(items, query)
    return AutomationRowPage(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.get("/automations/{automation_id}", response=AutomationDetail, operation_id="get_automation")
def get_automation(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID) -> AutomationDetail:
    """An automation with its published definition."""
    lines = listings.automation_lines(workspace_id, since=_midnight(), automation_id=automation_id)
    if not lines:
        raise not_found("This automation")
    version = lines[0].version
    return AutomationDetail.model_validate(
        {
            **_parts(lines[0]),
            "definition": version.definition if version else {},
            "published_at": version.published_at if version else None,
            "published_by": version.published_by if version else "",
        }
    )


@router.patch(
    "/automations/{automation_id}", response=AutomationDetail, auth=may("edit_automations"), operation_id="change_automation"
)
def change_automation(
    request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, body: AutomationChange
) -> AutomationDetail:
    """Switches an automation on or off."""
    row = automations.automation(workspace_id, automation_id)
    if row is None:
        raise not_found("This automation")
    if body.enabled and not row.live_number:
        raise Refused(409, "This automation has no published version.", remedy="Publish it, then switch it on.")
    if row.enabled != body.enabled:
        with transaction.atomic():
            automations.set_enabled(workspace_id, automation_id, enabled=body.enabled)
            audit.add(workspace_id, [_note(row, actor=actor_of(request), enabled=body.enabled)])
    return get_automation(request, workspace_id, automation_id=automation_id)


def _note(row: automations.Automation, *, actor: str, enabled: bool) -> audit.Note:
    return audit.Note(
        actor=actor,
        action="automation.enabled" if enabled else "automation.disabled",
        subject_kind="automation",
        subject_id=str(row.id),
        text=f"{row.name} was switched {'on' if enabled else 'off'}",
    )


def _midnight() -> datetime:
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


def _parts(line: listings.AutomationLine) -> dict[str, object]:
    definition = line.version.definition if line.version else {}
    return {
        "id": line.automation.id,
        "name": line.automation.name,
        "description": str(definition.get("description", "")),
        "enabled": line.automation.enabled,
        "version": line.automation.live_number,
        "trigger_text": _trigger_text(definition.get("trigger")),
        "last_run_at": line.last_run_at,
        "runs_today": line.runs_today,
        "failures_today": line.failures_today,
    }


_WHEN = {
    "record_created": "When a record is created",
    "record_updated": "When a record is changed",
    "record_saved": "When a record is created or changed",
    "entity_changed": "When the ledger changes",
    "manual": "When started by hand",
}


def _trigger_text(trigger: object) -> str:
    if not isinstance(trigger, dict):
        return ""
    said = _WHEN.get(str(trigger.get("type", "")), "")
    if trigger.get("collection"):
        said += f" in {trigger['collection']}"
    return f"{said}: {str(trigger['kind']).replace('_', ' ')}" if trigger.get("kind") else said

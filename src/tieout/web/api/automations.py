"""Automations: listed, made, named, switched on and off, deleted."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status

from tieout.automations.upgrade import upgraded
from tieout.engine import drafting, hooks, publishing, templates
from tieout.engine.trigger_forms import said_of
from tieout.store import automations, listings, schedules
from tieout.store.automations import Automation, AutomationVersion
from tieout.web.api.automation_shapes import (
    AutomationChange,
    AutomationDetail,
    AutomationDraft,
    AutomationIn,
    AutomationRow,
    AutomationRowPage,
)
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.values import WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["automations"], auth=may("read"), by_alias=True)


class AutomationQuery(ListQuery):
    """`failing`: those of which a run failed or needed attention today."""

    search: str = ""
    enabled: bool | None = None
    failing: Literal["today"] | None = None


@router.get("/automations", response=AutomationRowPage, operation_id="list_automations")
def list_automations(request: Asked, workspace_id: WorkspaceId, *, query: Query[AutomationQuery]) -> AutomationRowPage:
    """The automations and how they did today."""
    lines = listings.automation_lines(workspace_id, since=_midnight())
    wanted = query.search.casefold()
    items = [
        AutomationRow.model_validate(_parts(line))
        for line in lines
        if wanted in line.automation.name.casefold()
        and query.enabled in (None, line.automation.enabled)
        and (query.failing is None or line.failures_today)
    ]
    page = whole(items, query)
    return AutomationRowPage(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.post("/automations", response={201: AutomationDetail}, auth=may("edit_automations"), operation_id="create_automation")
def create_automation(request: Asked, workspace_id: WorkspaceId, *, body: AutomationIn) -> Status[AutomationDetail]:
    """Makes an automation, switched off: of a definition, of a template, or empty."""
    definition = body.definition
    if body.template:
        template = templates.TEMPLATES.get(body.template)
        if template is None or definition is not None:
            said = "There is no such template." if template is None else "A definition and a template exclude each other."
            raise Refused(422, said, remedy="Choose one of the templates, or send a definition.", fields={"template": said})
        definition = templates.fitted(workspace_id, template)
    row = drafting.make(workspace_id, name=body.name.strip(), definition=definition, actor=actor_of(request))
    return Status(201, detail_shown(workspace_id, row.id))


@router.get("/automations/{automation_id}", response=AutomationDetail, operation_id="get_automation")
def get_automation(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID) -> AutomationDetail:
    """An automation with its live definition and its draft."""
    return detail_shown(workspace_id, automation_id)


@router.patch(
    "/automations/{automation_id}", response=AutomationDetail, auth=may("edit_automations"), operation_id="change_automation"
)
def change_automation(
    request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, body: AutomationChange
) -> AutomationDetail:
    """Names an automation, or switches it on or off."""
    row = automation_row(workspace_id, automation_id)
    if body.enabled and not row.live_number:
        raise Refused(409, "This automation has no published version.", remedy="Publish it, then switch it on.")
    if body.name is not None:
        drafting.rename(workspace_id, row, name=body.name.strip(), actor=actor_of(request))
    if body.enabled is not None:
        publishing.switch(workspace_id, row, enabled=body.enabled, actor=actor_of(request))
    return detail_shown(workspace_id, automation_id)


@router.delete("/automations/{automation_id}", response={204: None}, auth=may("edit_automations"), operation_id="delete_automation")
def delete_automation(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID) -> Status[None]:
    """It does nothing any more, while its versions and runs stay readable. Not while a run of it is unfinished."""
    drafting.remove(workspace_id, automation_row(workspace_id, automation_id), actor=actor_of(request))
    return Status(204, None)


def automation_row(workspace_id: UUID, automation_id: UUID) -> Automation:
    row = automations.automation(workspace_id, automation_id)
    if row is None:
        raise not_found("This automation")
    return row


def detail_shown(workspace_id: UUID, automation_id: UUID) -> AutomationDetail:
    lines = listings.automation_lines(workspace_id, since=_midnight(), automation_id=automation_id)
    if not lines:
        raise not_found("This automation")
    line, version = lines[0], lines[0].version
    due = schedules.of_automation(workspace_id, automation_id)
    return AutomationDetail.model_validate(
        {
            **_parts(line),
            "definition": upgraded(version.definition) if version else None,
            "draft": draft_shown(workspace_id, line.automation, live=version),
            "published_at": version.published_at if version else None,
            "published_by": version.published_by if version else "",
            "webhook": hooks.door(workspace_id, automation_id),
            "next_due_at": due.next_due_at if due else None,
        },
        from_attributes=True,
    )


def draft_shown(workspace_id: UUID, row: Automation, *, live: AutomationVersion | None) -> AutomationDraft:
    definition = drafting.draft_of(row)
    return AutomationDraft.model_validate(
        {
            "definition": definition,
            "revision": row.draft_revision,
            "saved_at": row.draft_saved_at,
            "saved_by": row.draft_saved_by,
            "differs": drafting.is_new(definition, live),
            "problems": publishing.problems_of(workspace_id, definition),
        },
        from_attributes=True,
    )


def _midnight() -> datetime:
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


def _parts(line: listings.AutomationLine) -> dict[str, object]:
    shown = upgraded(line.version.definition) if line.version else drafting.draft_of(line.automation)
    return {
        "id": line.automation.id,
        "name": line.automation.name,
        "description": shown.description,
        "enabled": line.automation.enabled,
        "version": line.automation.live_number,
        "trigger_text": said_of(shown.trigger),
        "last_run_at": line.last_run_at,
        "runs_today": line.runs_today,
        "failures_today": line.failures_today,
    }

"""What is being built: drafts, publishing, versions."""

from uuid import UUID

from ninja import Query, Router

from tieout.automations.upgrade import upgraded
from tieout.engine import drafting
from tieout.engine.publishing import NeedsAttention
from tieout.store import automations, run_lists
from tieout.store.automations import AutomationVersion
from tieout.web.api.automation_shapes import (
    AutomationDetail,
    AutomationDraft,
    AutomationDraftIn,
    AutomationPublishIn,
    AutomationVersionDetail,
    AutomationVersionPage,
    AutomationVersionRow,
)
from tieout.web.api.automations import automation_row, detail_shown, draft_shown
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.values import WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["automations"], auth=may("read"), by_alias=True)


@router.put(
    "/automations/{automation_id}/draft",
    response=AutomationDraft,
    auth=may("edit_automations"),
    operation_id="save_automation_draft",
)
def save_draft(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, body: AutomationDraftIn) -> AutomationDraft:
    """Keeps what is being built; nothing of it is live before it is published. 409 where somebody else saved in between."""
    row = drafting.save(workspace_id, automation_id, definition=body.definition, revision=body.revision, actor=actor_of(request))
    if row is None:
        raise not_found("This automation")
    return draft_shown(workspace_id, row, live=automations.live_definition(workspace_id, automation_id))


@router.post(
    "/automations/{automation_id}/publish",
    response=AutomationDetail,
    auth=may("edit_automations"),
    operation_id="publish_automation",
)
def publish(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, body: AutomationPublishIn) -> AutomationDetail:
    """Makes the draft the live version, for the next event on; runs under way go on with theirs. 422 names what needs attention."""
    try:
        row = drafting.publish(workspace_id, automation_id, revision=body.revision, note=body.note.strip(), actor=actor_of(request))
    except NeedsAttention as refused:
        fields = {".".join(filter(None, (one.step_id or "trigger", one.field))): one.message for one in refused.problems}
        raise Refused(422, str(refused), remedy="Put right what is named, then publish.", fields=fields) from None
    if row is None:
        raise not_found("This automation")
    return detail_shown(workspace_id, automation_id)


@router.get("/automations/{automation_id}/versions", response=AutomationVersionPage, operation_id="list_automation_versions")
def list_versions(
    request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, query: Query[ListQuery]
) -> AutomationVersionPage:
    """The published versions, newest first, and how each did; those of a deleted automation too."""
    rows = automations.versions(workspace_id, automation_id)
    if not rows:
        automation_row(workspace_id, automation_id)
    counts = run_lists.counts_by_version(workspace_id, automation_id)
    page = whole(rows, query)
    items = [AutomationVersionRow.model_validate(_parts(one, counts=counts.get(one.id, (0, 0)))) for one in page.rows]
    return AutomationVersionPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.get(
    "/automations/{automation_id}/versions/{version_number}",
    response=AutomationVersionDetail,
    operation_id="get_automation_version",
)
def get_version(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, version_number: int) -> AutomationVersionDetail:
    """A published version as it was and stays; two of them can be compared."""
    version = automations.version(workspace_id, automation_id, number=version_number)
    if version is None:
        raise not_found("This version")
    counts = run_lists.counts_by_version(workspace_id, automation_id).get(version.id, (0, 0))
    return AutomationVersionDetail.model_validate({**_parts(version, counts=counts), "definition": upgraded(version.definition)})


@router.post(
    "/automations/{automation_id}/versions/{version_number}/restore",
    response=AutomationDraft,
    auth=may("edit_automations"),
    operation_id="restore_automation_version",
)
def restore(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, version_number: int) -> AutomationDraft:
    """The version becomes the draft; it is live again when it is published."""
    row = drafting.restore(workspace_id, automation_id, number=version_number, actor=actor_of(request))
    if row is None:
        raise not_found("This version")
    return draft_shown(workspace_id, row, live=automations.live_definition(workspace_id, automation_id))


def _parts(version: AutomationVersion, *, counts: tuple[int, int]) -> dict[str, object]:
    return {
        "number": version.number,
        "note": version.note,
        "published_at": version.published_at,
        "published_by": version.published_by,
        "is_live": version.automation.archived_at is None and version.number == version.automation.live_number,
        "runs": counts[0],
        "failures": counts[1],
    }

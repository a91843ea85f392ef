"""What there is to build with: kinds of triggers and steps, and whole automations to begin from."""

from ninja import Query, Router

from tieout.engine import describing, templates
from tieout.web.api.automation_shapes import AutomationCatalogue, AutomationTemplate, AutomationTemplatePage
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.values import WorkspaceId
from tieout.web.permissions import Asked, may

router = Router(tags=["automations"], auth=may("read"), by_alias=True)


@router.get("/automation-catalogue", response=AutomationCatalogue, operation_id="get_automation_catalogue")
def get_catalogue(request: Asked, workspace_id: WorkspaceId, *, collection: str = "") -> AutomationCatalogue:
    """The kinds of triggers and steps, each with the schema of its form; what is not available says why."""
    found = describing.offered(workspace_id, collection=collection)
    return AutomationCatalogue.model_validate(found, from_attributes=True)


@router.get("/automation-templates", response=AutomationTemplatePage, operation_id="list_automation_templates")
def list_templates(request: Asked, workspace_id: WorkspaceId, *, query: Query[ListQuery]) -> AutomationTemplatePage:
    """Whole automations by goal, fitted to the collections and ledgers of this workspace as far as they are there."""
    page = whole(templates.offered(workspace_id), query)
    items = [AutomationTemplate.model_validate(one, from_attributes=True) for one in page.rows]
    return AutomationTemplatePage(items=items, next_cursor=page.next_cursor, total=page.total)

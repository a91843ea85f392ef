"""An automation's draft as text: written out for version control, and read back before it becomes the draft."""

from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from tieout.automations.definition import Definition
from tieout.engine import automation_text
from tieout.engine.automation_text import TEXT_CHARACTERS_MAX
from tieout.web.api.automation_shapes import AutomationProblem
from tieout.web.api.automations import automation_row
from tieout.web.api.values import WorkspaceId
from tieout.web.permissions import Asked, may

router = Router(tags=["automations"], auth=may("read"), by_alias=True)


class AutomationTextOut(Schema):
    """`text` is JSON with sorted keys, one value a line, with names in place of ids; `file` is where an export of the whole
    configuration keeps it."""

    file: str
    text: str


class AutomationTextIn(Schema):
    """As it was written out, or a definition alone."""

    text: str = Field(max_length=TEXT_CHARACTERS_MAX)


class AutomationTextRead(Schema):
    """What the draft would be. `definition` is null where the text is no automation; `problems` say why, or what stands in the way
    of publishing it here. `name` is what it is called in the text."""

    name: str
    definition: Definition | None
    problems: list[AutomationProblem]


@router.get("/automations/{automation_id}/text", response=AutomationTextOut, operation_id="get_automation_text")
def get_automation_text(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID) -> AutomationTextOut:
    """The draft as it is saved, without samples and secrets."""
    made = automation_text.written(workspace_id, automation_row(workspace_id, automation_id))
    return AutomationTextOut(file=made.file, text=made.text)


@router.post(
    "/automations/{automation_id}/text",
    response=AutomationTextRead,
    auth=may("edit_automations"),
    operation_id="read_automation_text",
)
def read_automation_text(
    request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, body: AutomationTextIn
) -> AutomationTextRead:
    """What the text would make of the draft; nothing is kept. It becomes the draft by saving the definition as such."""
    automation_row(workspace_id, automation_id)
    found = automation_text.read(workspace_id, body.text)
    return AutomationTextRead.model_validate(found, from_attributes=True)

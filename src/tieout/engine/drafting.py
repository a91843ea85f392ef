"""What is being built: an automation's draft, saved again and again, published when it is ready, restored from any version."""

from uuid import UUID

from pydantic import ValidationError

from tieout.automations.definition import Definition, to_json
from tieout.automations.triggers import Trigger
from tieout.automations.upgrade import UpgradeError, upgraded
from tieout.engine import publishing, schedules
from tieout.engine.surface import NotPossible
from tieout.store import automations, database, run_lists
from tieout.store.automations import Automation, AutomationVersion


class DraftStale(NotPossible):
    """Somebody saved the draft in between."""


def make(workspace_id: UUID, *, name: str, definition: Definition | None, actor: str) -> Automation:
    """A new automation, off, with a draft and no version. Without a definition it is empty and started by hand. Raises NotPossible
    for a name that is taken."""
    draft = definition or Definition(trigger=Trigger(type="manual"), steps=[])
    with database.atomic():
        _refuse_taken(workspace_id, name)
        row = automations.create_automation(workspace_id, name=name, draft=to_json(draft), by=actor)
        publishing.note(row, "automation.created", text=f"{name} was made", actor=actor)
    return row


def save(workspace_id: UUID, automation_id: UUID, *, definition: Definition, revision: int, actor: str) -> Automation | None:
    """None where there is no such automation; raises DraftStale when the revision is not the latest."""
    with database.atomic():
        row = automations.automation_to_change(workspace_id, automation_id)
        if row is None:
            return None
        _refuse_stale(row, revision)
        document = to_json(definition)
        if row.draft != document:
            automations.save_draft(workspace_id, row, draft=document, by=actor)
    return row


def publish(workspace_id: UUID, automation_id: UUID, *, revision: int, note: str, actor: str) -> Automation | None:
    """None where there is no such automation; raises DraftStale, and NeedsAttention while something is wrong."""
    with database.atomic():
        row = automations.automation_to_change(workspace_id, automation_id)
        if row is None:
            return None
        _refuse_stale(row, revision)
        return publishing.publish_draft(workspace_id, row, definition=draft_of(row), note=note, actor=actor)


def restore(workspace_id: UUID, automation_id: UUID, *, number: int, actor: str) -> Automation | None:
    """The version becomes the draft; it goes live when it is published. None where there is no such version."""
    with database.atomic():
        row = automations.automation_to_change(workspace_id, automation_id)
        version = automations.version(workspace_id, automation_id, number=number)
        if row is None or version is None:
            return None
        automations.save_draft(workspace_id, row, draft=to_json(upgraded(version.definition)), by=actor)
        publishing.note(row, "automation.restored", text=f"{row.name}: version {number} was taken up as the draft", actor=actor)
    return row


def rename(workspace_id: UUID, row: Automation, *, name: str, actor: str) -> None:
    """Raises NotPossible for a name that is taken."""
    if row.name == name:
        return
    with database.atomic():
        _refuse_taken(workspace_id, name)
        automations.rename(workspace_id, row.id, name=name)
        publishing.note(row, "automation.renamed", text=f"{row.name} is now called {name}", actor=actor)


def remove(workspace_id: UUID, row: Automation, *, actor: str) -> None:
    """It does nothing any more; its versions and runs stay to be read. Raises NotPossible while a run of it is unfinished."""
    with database.atomic():
        left = run_lists.unfinished_of_automation(workspace_id, row.id)
        if left:
            said = f"{left} runs of {row.name} are unfinished." if left > 1 else f"A run of {row.name} is unfinished."
            raise NotPossible(f"{said} Switch it off, and let them end or cancel them first.")
        automations.archive(workspace_id, row.id)
        schedules.align_one(workspace_id, row.id)
        publishing.note(row, "automation.deleted", text=f"{row.name} was deleted; its runs stay readable", actor=actor)


def draft_of(row: Automation) -> Definition:
    """Raises NotPossible for a draft of a form that this Tieout does not know."""
    if not row.draft:
        return Definition(trigger=Trigger(type="manual"), steps=[])
    try:
        return upgraded(row.draft)
    except (UpgradeError, ValidationError) as error:
        raise NotPossible(f"The draft of {row.name} cannot be read: {error} Restore a version of it.") from None


def is_new(definition: Definition, live: AutomationVersion | None) -> bool:
    """Whether publishing the draft would change anything."""
    return live is None or publishing.published(definition) != publishing.published(upgraded(live.definition))


def _refuse_taken(workspace_id: UUID, name: str) -> None:
    if automations.is_name_taken(workspace_id, name):
        raise NotPossible(f"There is an automation called {name}. Choose another name.")


def _refuse_stale(row: Automation, revision: int) -> None:
    if row.draft_revision != revision:
        at = f" on {row.draft_saved_at:%d %B %Y at %H:%M} UTC" if row.draft_saved_at else ""
        who = row.draft_saved_by or "Somebody"
        raise DraftStale(f"{who} saved this draft{at}. Load what was saved, then make your change again.")

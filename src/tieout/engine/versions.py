"""Published versions as they are read: each once, because it never changes."""

from collections.abc import Sequence
from uuid import UUID

from tieout.automations.definition import Definition
from tieout.automations.upgrade import upgraded
from tieout.store import automations
from tieout.store.automations import AutomationVersion

KEPT_MAX = 500
_read: dict[UUID, Definition] = {}


def definition_of(version: AutomationVersion) -> Definition:
    """What the version says, in the present form."""
    found = _read.get(version.id)
    if found is None:
        if len(_read) >= KEPT_MAX:
            _read.clear()
        found = _read[version.id] = upgraded(version.definition)
    return found


def definitions_of(workspace_id: UUID, versions: Sequence[AutomationVersion]) -> list[Definition]:
    """The same for several of a workspace, in their order; those that were never read in one query."""
    unread = [version.id for version in versions if version.id not in _read]
    fresh = automations.versions_by_ids(workspace_id, unread) if unread else {}
    return [definition_of(fresh.get(version.id, version)) for version in versions]

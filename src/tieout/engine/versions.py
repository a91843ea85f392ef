"""Published versions as they are read: each once, because it never changes."""

from uuid import UUID

from tieout.automations.definition import Definition
from tieout.automations.upgrade import upgraded
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

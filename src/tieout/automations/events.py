"""Something that happened, in the words that automations are triggered by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    RECORD_CREATED = "record_created"
    RECORD_UPDATED = "record_updated"
    RECORD_DELETED = "record_deleted"
    RECORD_RESTORED = "record_restored"
    ENTITY_CHANGED = "entity_changed"
    MANUAL = "manual"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """`key` is unique for what happened, so that a second telling is recognised.

    `source` is where it happened: the key of a collection, or the id of a connection. `subject` is the id of the record or of the
    mirrored entity, `subject_kind` the entity's kind. `values` are the subject's now, `previous` those before, empty for a new one.
    `occurred_at` is in UTC.
    """

    key: str
    source: str
    kind: EventKind
    subject: str
    values: Mapping[str, object]
    occurred_at: datetime
    previous: Mapping[str, object] = field(default_factory=dict)
    subject_kind: str = ""

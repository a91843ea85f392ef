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
    ENTITY_OVERDUE = "entity_overdue"
    SCHEDULE_DUE = "schedule_due"
    WEBHOOK = "webhook"
    EXCEPTION_RAISED = "exception_raised"
    CALLED = "called"
    MANUAL = "manual"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """`key` is unique for what happened, so that a second telling is recognised.

    `source` is where it happened: the key of a collection, the id of a connection, or the id of the one automation that it is for
    (schedules, webhooks, calls, a hand on its button). `subject` is the id of the record or of the
    mirrored entity, `subject_kind` the entity's kind. `values` are the subject's now, `previous` those before, empty for a new one.
    `occurred_at` is in UTC; `actor` is who did it, where somebody did.
    """

    key: str
    source: str
    kind: EventKind
    subject: str
    values: Mapping[str, object]
    occurred_at: datetime
    previous: Mapping[str, object] = field(default_factory=dict)
    subject_kind: str = ""
    actor: str = ""

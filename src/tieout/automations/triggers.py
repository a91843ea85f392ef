"""What starts an automation, and whether an event does."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.accounting.kinds import CONTACT_KINDS, EntityKind
from tieout.automations.events import Event, EventKind
from tieout.mapping.conditions import holds

TriggerType = Literal[
    "record_created",
    "record_updated",
    "record_saved",
    "record_deleted",
    "stage_reached",
    "entity_changed",
    "entity_created",
    "entity_updated",
    "entity_paid",
    "entity_overdue",
    "entity_voided",
    "entity_reconciled",
    "schedule",
    "webhook",
    "manual",
    "exception_raised",
    "called",
]
BusinessDays = Literal["any", "only", "next"]
WebhookAuth = Literal["none", "token", "signature"]
SignatureScheme = Literal["plain", "timestamped", "standard"]

# What comes back from the bin is there anew.
_OF_RECORDS: Mapping[str, tuple[EventKind, ...]] = {
    "record_created": (EventKind.RECORD_CREATED, EventKind.RECORD_RESTORED),
    "record_updated": (EventKind.RECORD_UPDATED,),
    "record_saved": (EventKind.RECORD_CREATED, EventKind.RECORD_UPDATED, EventKind.RECORD_RESTORED),
    "record_deleted": (EventKind.RECORD_DELETED,),
    "stage_reached": (EventKind.RECORD_CREATED, EventKind.RECORD_UPDATED, EventKind.RECORD_RESTORED),
}
_OF_ENTITIES: Mapping[str, tuple[EventKind, ...]] = {
    "entity_changed": (EventKind.ENTITY_CHANGED,),
    "entity_created": (EventKind.ENTITY_CHANGED,),
    "entity_updated": (EventKind.ENTITY_CHANGED,),
    "entity_paid": (EventKind.ENTITY_CHANGED,),
    "entity_overdue": (EventKind.ENTITY_OVERDUE,),
    "entity_voided": (EventKind.ENTITY_CHANGED,),
    "entity_reconciled": (EventKind.ENTITY_CHANGED,),
}
# Happen to one automation: the event's source is its id.
_OF_ONE: Mapping[str, tuple[EventKind, ...]] = {
    "schedule": (EventKind.SCHEDULE_DUE,),
    "webhook": (EventKind.WEBHOOK,),
    "called": (EventKind.CALLED,),
}


class Schedule(BaseModel):
    """`cron` of five fields in the time zone; `business_days`: on any day, on business days only, or moved to the next. These are
    Monday to Friday, or with a `country` (`GB`, or a part of it, `GB-SCT`) the days that are worked there, without its weekend and
    its public holidays."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    cron: str = Field(min_length=9, max_length=100)
    time_zone: str = "UTC"
    business_days: BusinessDays = "any"
    country: str = Field(
        default="",
        max_length=12,
        title="Public holidays of",
        description="A country, or a part of it, whose public holidays are no business days: GB, GB-SCT, DE-BY. Empty: none.",
    )


class WebhookDoor(BaseModel):
    """How an outside webhook shows that it may: nothing but its secret address, a token in a header, or a signature of the body
    (HMAC with SHA-256) in a header. The secret itself is kept sealed beside the automation.

    `scheme`: plain is the signature of the body, in hexadecimal or base64, with `sha256=` before it or without; timestamped is
    `t=…,v1=…` over the time, a dot and the body; standard is that of standardwebhooks.com, in the headers that it names. A body
    that comes again within `same_body_minutes` without an id of its own is the same event; 0 takes each for another. An id that is
    not signed says that a signed call came before, never that it is another.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    auth: WebhookAuth = "none"
    header: str = Field(default="", max_length=100, pattern=r"^[A-Za-z0-9-]*$")
    scheme: SignatureScheme = "plain"
    same_body_minutes: int = Field(default=10, ge=0, le=1440)


class Trigger(BaseModel):
    """`collection` and `condition` narrow it; `kind` is the kind of entity, `connection` the id of the ledger it is seen in (empty:
    any); `cause` is what an exception is raised for; `fields` are those of which one must have changed; `stage` is the option that
    must be reached in `stage_field`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    type: TriggerType
    collection: str = ""
    kind: str = ""
    connection: str = ""
    cause: str = ""
    fields: list[str] = []
    stage_field: str = ""
    stage: str = ""
    condition: dict[str, JsonValue] | None = None
    schedule: Schedule | None = None
    webhook: WebhookDoor | None = None

    @property
    def is_of_records(self) -> bool:
        return self.type in _OF_RECORDS or (self.type == "manual" and bool(self.collection))

    @property
    def is_of_entities(self) -> bool:
        return self.type in _OF_ENTITIES


def event_kinds(trigger: Trigger) -> frozenset[EventKind]:
    """The kinds of events among which those are that start it."""
    kinds = {**_OF_RECORDS, **_OF_ENTITIES, **_OF_ONE}
    kinds |= {"manual": (EventKind.MANUAL,), "exception_raised": (EventKind.EXCEPTION_RAISED,)}
    return frozenset(kinds[trigger.type])


def matches(trigger: Trigger, event: Event, *, field_types: Mapping[str, str], automation: str = "") -> bool:
    """Whether the event starts the automation of that id; raises ConditionError.

    The condition sees the subject's values, and what they were before as `previous.…`.
    """
    if not _is_meant(trigger, event, automation=automation):
        return False
    return trigger.condition is None or holds(trigger.condition, {**event.values, "previous": event.previous}, types=field_types)


def _is_meant(trigger: Trigger, event: Event, *, automation: str) -> bool:
    if trigger.type in _OF_ONE:
        return event.kind in _OF_ONE[trigger.type] and event.source == automation
    if trigger.type == "manual":
        of_mine = event.source == automation or not automation
        return event.kind == EventKind.MANUAL and (of_mine or event.source == trigger.collection)
    if trigger.type == "exception_raised":
        return event.kind == EventKind.EXCEPTION_RAISED and _is_anothers(trigger, event, automation=automation)
    if trigger.type in _OF_ENTITIES:
        wanted = event.kind in _OF_ENTITIES[trigger.type] and _is_of_kind(trigger.kind, event.subject_kind)
        here = trigger.connection in ("", event.source, event.source.removeprefix("connection:"))
        return wanted and here and _has_become(trigger.type, event)
    if event.kind not in _OF_RECORDS[trigger.type] or trigger.collection not in ("", event.source):
        return False
    if trigger.type == "stage_reached":
        now, before = event.values.get(trigger.stage_field), event.previous.get(trigger.stage_field)
        return now == trigger.stage and (now != before or event.kind != EventKind.RECORD_UPDATED)
    if trigger.fields and event.kind == EventKind.RECORD_UPDATED:
        return any(event.values.get(name) != event.previous.get(name, event.values.get(name)) for name in trigger.fields)
    return True


def _is_anothers(trigger: Trigger, event: Event, *, automation: str) -> bool:
    """Of the cause and about the kind of thing that the trigger names (a `kind` may also be a cause, as it was before there were
    causes to choose); and not about a run of the automation itself, which would never come to an end."""
    about = event.values.get("automations")
    own = isinstance(about, list) and automation in about
    of_kind = trigger.kind in ("", event.values.get("cause"), event.values.get("subject_kind"))
    return of_kind and trigger.cause in ("", event.values.get("cause")) and not own


def _is_of_kind(wanted: str, kind: str) -> bool:
    """A contact is one wherever a ledger keeps customers and suppliers apart."""
    return wanted in ("", kind) or (wanted == EntityKind.CONTACT and kind in CONTACT_KINDS)


def _has_become(wanted: str, event: Event) -> bool:
    """Whether the change of an entity is the one that the trigger waits for."""
    if wanted == "entity_created":
        return not event.previous and not _is_void(event.values)
    if wanted == "entity_updated":
        return bool(event.previous)
    if wanted == "entity_paid":
        return event.values.get("payment_status") == "paid" and event.previous.get("payment_status") != "paid"
    if wanted == "entity_voided":
        return _is_void(event.values) and not _is_void(event.previous)
    if wanted == "entity_reconciled":
        return event.values.get("reconciled") is True and event.previous.get("reconciled") is not True
    return True


def _is_void(values: Mapping[str, object]) -> bool:
    """Voided, or deleted, which is what becomes of payments and of what a ledger forgets."""
    said = (values.get("payment_status"), values.get("status"))
    return values.get("deleted") is True or "voided" in said or "deleted" in said

"""What an automation can be started by: the name, the group and the form of each kind of trigger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, Field, JsonValue

from tieout.automations.exception_causes import CAUSES, spoken
from tieout.automations.triggers import Schedule, Trigger, TriggerType, WebhookDoor
from tieout.engine.steps.contract import field_as

Group = Literal["records", "ledger", "time", "outside", "people"]


class OfRecords(BaseModel):
    collection: str = Field(title="Collection", description="Whose records start it.", json_schema_extra=field_as("collection"))
    condition: dict[str, JsonValue] | None = Field(
        default=None,
        title="Only if",
        description="Records that do not meet this start nothing.",
        json_schema_extra=field_as("condition", of="collection"),
    )


class OfChangedRecords(OfRecords):
    fields: list[str] = Field(
        default=[],
        title="Only when one of these changed",
        description="Without a choice every change counts.",
        json_schema_extra=field_as("field", of="collection", many=True),
    )


class OfStages(OfRecords):
    stage_field: str = Field(
        title="Field",
        description="The field whose options are the stages.",
        json_schema_extra=field_as("field", of="collection", types=["stage", "choice", "checkbox", "text"]),
    )
    stage: str = Field(
        title="Stage", description="It starts when a record reaches it.", json_schema_extra=field_as("choice", of="stage_field")
    )


class OfEntities(BaseModel):
    kind: str = Field(title="What", description="Invoices, contacts, payments…", json_schema_extra=field_as("kind"))
    connection: str = Field(
        default="", title="Ledger", description="Without a choice any ledger.", json_schema_extra=field_as("connection")
    )
    condition: dict[str, JsonValue] | None = Field(
        default=None,
        title="Only if",
        description="What does not meet this starts nothing.",
        json_schema_extra=field_as("condition", of="kind"),
    )


class OfSchedules(BaseModel):
    schedule: Schedule = Field(
        title="When",
        description="Times as cron writes them, in a time zone; on any day, on business days only, or moved to the next one.",
        json_schema_extra=field_as("schedule"),
    )


class OfWebhooks(BaseModel):
    webhook: WebhookDoor = Field(
        default=WebhookDoor(),
        title="Proof",
        description="How the caller shows that it may: the secret address alone, a token, or a signature.",
        json_schema_extra=field_as("webhook"),
    )


class ByHand(BaseModel):
    collection: str = Field(
        default="",
        title="Collection",
        description="Puts a button on its records; without one it is started on its own.",
        json_schema_extra=field_as("collection"),
    )


class OfExceptions(BaseModel):
    cause: str = Field(
        default="",
        title="Cause",
        description="Without a choice exceptions of every cause.",
        json_schema_extra=field_as("choice", options=list(CAUSES), names=[spoken(one) for one in CAUSES]),
    )
    kind: str = Field(
        default="", title="About", description="Without a choice exceptions of every kind.", json_schema_extra=field_as("kind")
    )


class ByCall(BaseModel):
    """Nothing to choose: the automation that calls it says what it works on."""


@dataclass(frozen=True, kw_only=True)
class TriggerForm:
    """`said` begins the sentence of a list of automations."""

    name: str
    group: Group
    about: str
    said: str
    settings: type[BaseModel]


FORMS: Mapping[TriggerType, TriggerForm] = {
    "record_created": TriggerForm(
        name="Record created", group="records", about="A new record was saved.", said="When a record is created", settings=OfRecords
    ),
    "record_updated": TriggerForm(
        name="Record changed",
        group="records",
        about="A record was changed; both its new and its previous values can be used.",
        said="When a record is changed",
        settings=OfChangedRecords,
    ),
    "record_saved": TriggerForm(
        name="Record created or changed",
        group="records",
        about="A record was saved, new or not.",
        said="When a record is created or changed",
        settings=OfChangedRecords,
    ),
    "record_deleted": TriggerForm(
        name="Record deleted",
        group="records",
        about="A record went to the bin.",
        said="When a record is deleted",
        settings=OfRecords,
    ),
    "stage_reached": TriggerForm(
        name="Stage reached",
        group="records",
        about="A record reached a stage of its workflow, Finished for example.",
        said="When a record reaches a stage",
        settings=OfStages,
    ),
    "entity_created": TriggerForm(
        name="New in the ledger",
        group="ledger",
        about="An invoice, a contact, a payment… was seen in a ledger for the first time.",
        said="When something is new in the ledger",
        settings=OfEntities,
    ),
    "entity_updated": TriggerForm(
        name="Changed in the ledger",
        group="ledger",
        about="Something that was there already was seen changed in a ledger.",
        said="When something is changed in the ledger",
        settings=OfEntities,
    ),
    "entity_changed": TriggerForm(
        name="New or changed in the ledger",
        group="ledger",
        about="Something was seen new or changed in a ledger.",
        said="When the ledger changes",
        settings=OfEntities,
    ),
    "entity_paid": TriggerForm(
        name="Paid in full",
        group="ledger",
        about="An invoice or a bill became fully paid.",
        said="When something is paid in full",
        settings=OfEntities,
    ),
    "entity_overdue": TriggerForm(
        name="Overdue",
        group="ledger",
        about="The due date of an invoice or a bill has passed and something is still to be paid.",
        said="When something is overdue",
        settings=OfEntities,
    ),
    "entity_voided": TriggerForm(
        name="Voided",
        group="ledger",
        about="A document was voided or deleted.",
        said="When something is voided",
        settings=OfEntities,
    ),
    "entity_reconciled": TriggerForm(
        name="Reconciled",
        group="ledger",
        about="A payment or a bank transaction was reconciled with a statement.",
        said="When something is reconciled",
        settings=OfEntities,
    ),
    "schedule": TriggerForm(
        name="Schedule", group="time", about="At set times, every night for example.", said="On a schedule", settings=OfSchedules
    ),
    "webhook": TriggerForm(
        name="Outside webhook",
        group="outside",
        about="Another system sends something to an address of this automation.",
        said="When another system calls",
        settings=OfWebhooks,
    ),
    "exception_raised": TriggerForm(
        name="Exception raised",
        group="people",
        about="Something came up that needs a person.",
        said="When an exception is raised",
        settings=OfExceptions,
    ),
    "manual": TriggerForm(
        name="By hand", group="people", about="Somebody presses its button.", said="When started by hand", settings=ByHand
    ),
    "called": TriggerForm(
        name="Called by an automation",
        group="people",
        about="Another automation calls this one, for each of many things for example.",
        said="When another automation calls it",
        settings=ByCall,
    ),
}


def said_of(trigger: Trigger) -> str:
    """What starts it, in a few words: "When a record is created in orders"."""
    said = FORMS[trigger.type].said
    if trigger.type == "schedule" and trigger.schedule is not None:
        return f"{said}: {trigger.schedule.cron} ({trigger.schedule.time_zone})"
    if trigger.type == "stage_reached" and trigger.stage:
        said = f"When a record reaches {trigger.stage}"
    if trigger.collection:
        said += f" in {trigger.collection}"
    if trigger.cause:
        said += f" for {spoken(trigger.cause).lower()}"
    return f"{said}: {trigger.kind.replace('_', ' ')}" if trigger.kind else said

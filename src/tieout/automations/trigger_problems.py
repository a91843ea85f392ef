"""What is wrong with an automation's trigger before it is published."""

from collections.abc import Iterator
from typing import NamedTuple

from tieout.accounting.kinds import EntityKind
from tieout.automations import schedule
from tieout.automations.building import Catalogue
from tieout.automations.exception_causes import CAUSES
from tieout.automations.triggers import Trigger

KINDS = frozenset(kind.value for kind in EntityKind)
DUE_KINDS = frozenset({EntityKind.INVOICE.value, EntityKind.BILL.value})


class TriggerProblem(NamedTuple):
    """`field` is the setting that is wrong."""

    message: str
    remedy: str
    field: str


def trigger_problems(trigger: Trigger, catalogue: Catalogue) -> Iterator[TriggerProblem]:
    """All but what its condition says."""
    if trigger.is_of_records and trigger.collection not in catalogue.collections:
        said = f"There is no collection {trigger.collection}." if trigger.collection else "The trigger names no collection."
        yield TriggerProblem(said, "Choose the collection whose records start the automation.", "collection")
    elif trigger.type == "stage_reached":
        yield from _stage(trigger, catalogue)
    elif trigger.is_of_entities:
        yield from _entity(trigger)
    elif trigger.type == "exception_raised":
        if trigger.cause not in ("", *CAUSES):
            said = f"No exception is raised for {trigger.cause}."
            yield TriggerProblem(said, "Choose one of the causes, or none for all.", "cause")
    elif trigger.type == "schedule":
        if trigger.schedule is None:
            yield TriggerProblem("The trigger has no schedule.", "Say when it is due.", "schedule")
        else:
            for said in schedule.problems(trigger.schedule):
                yield TriggerProblem(said, "Correct the schedule.", "schedule")


def _stage(trigger: Trigger, catalogue: Catalogue) -> Iterator[TriggerProblem]:
    if trigger.stage_field not in catalogue.collections[trigger.collection].field_types:
        said = f"There is no field {trigger.stage_field}." if trigger.stage_field else "The trigger names no field."
        yield TriggerProblem(said, "Choose the field that holds the stage.", "stage_field")
    elif not trigger.stage:
        yield TriggerProblem("The trigger names no stage.", "Choose the stage that must be reached.", "stage")


def _entity(trigger: Trigger) -> Iterator[TriggerProblem]:
    if trigger.kind not in KINDS:
        said = f"There is no kind of entity {trigger.kind}." if trigger.kind else "The trigger names no kind of entity."
        yield TriggerProblem(said, "Choose what is watched in the ledger, invoices for example.", "kind")
    elif trigger.type == "entity_overdue" and trigger.kind not in DUE_KINDS:
        said = f"{trigger.kind.replace('_', ' ').capitalize()}s do not fall due."
        yield TriggerProblem(said, "Choose invoices or bills.", "kind")

"""What conditions and pills see of what started an automation: the types of the trigger's fields."""

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from tieout.automations.entity_shapes import entity_types
from tieout.automations.samples import types_of
from tieout.automations.triggers import Trigger

SCHEDULE_TYPES: Mapping[str, str] = {
    "due_at": "date_time",
    "date": "date",
    "time": "text",
    "time_zone": "text",
    "late": "checkbox",
    "passed_over": "number",
}
EXCEPTION_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("cause", "message", "remedy", "title", "subject_kind", "subject", "connection", "currency", "run"), "text"),
    "amount": "money",
}


def trigger_types(trigger: Trigger, *, collections: Mapping[str, Mapping[str, str]], sample: JsonValue = None) -> Mapping[str, str]:
    """Path to type. `collections` are the types of fields by the collection's key; `sample` is a body that came, for what has no
    shape of its own: a webhook, a call, values given by hand."""
    if trigger.is_of_records:
        return collections.get(trigger.collection, {})
    if trigger.is_of_entities:
        return entity_types(trigger.kind)
    if trigger.type == "schedule":
        return SCHEDULE_TYPES
    if trigger.type == "exception_raised":
        return EXCEPTION_TYPES
    # What this sample lacks another one may have.
    asked = dict.fromkeys(condition_fields(trigger.condition), "text") if trigger.condition else {}
    return {**asked, **(types_of(sample) if isinstance(sample, dict) else {})}


def has_shape(trigger: Trigger) -> bool:
    """Whether the trigger's fields are known without a sample."""
    return trigger.is_of_records or trigger.is_of_entities or trigger.type in ("schedule", "exception_raised")


def condition_fields(condition: Mapping[str, JsonValue]) -> Iterator[str]:
    """The fields that its rules name."""
    rules = condition.get("rules")
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, dict):
            yield from condition_fields(rule)
    field = condition.get("field")
    if isinstance(field, str):
        yield field.removeprefix("previous.")

"""An automation as its builder saves it: a trigger and steps; and the order in which they are walked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.automations.events import Event, EventKind
from tieout.mapping.conditions import holds

SCHEMA = 1
STEPS_MAX = 100
CONDITION_STEP = "condition"

TriggerType = Literal["record_created", "record_updated", "record_saved", "record_deleted", "entity_changed", "manual"]
OnError = Literal["stop", "continue", "exception"]
Outcome = Literal["done", "skipped", "failed", "met", "not_met"]


class Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Trigger(Stored):
    """`collection` and `condition` narrow it; `kind` is the kind of entity that `entity_changed` waits for."""

    type: TriggerType
    collection: str = ""
    kind: str = ""
    condition: dict[str, JsonValue] | None = None


class Step(Stored):
    """`on_error`: stop ends the run as failed; continue goes on; exception opens one and goes on when it is retried with success.

    `then` and `otherwise` belong to steps of kind `condition`, whose settings hold the `condition`.
    """

    id: str = Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_-]+$")
    kind: str
    name: str = ""
    settings: dict[str, JsonValue] = {}
    on_error: OnError = "exception"
    then: list["Step"] = []
    otherwise: list["Step"] = []


class Definition(Stored):
    """`schema_number` (JSON: `schema`) says which form this is; `automations.upgrade` brings older ones up."""

    schema_number: int = Field(default=SCHEMA, alias="schema")
    trigger: Trigger
    steps: list[Step]


def to_json(definition: Definition) -> dict[str, JsonValue]:
    """What is stored; `Definition.model_validate` reads it."""
    document: dict[str, JsonValue] = definition.model_dump(mode="json", by_alias=True)
    return document


def matches(trigger: Trigger, event: Event, *, field_types: Mapping[str, str]) -> bool:
    """Whether the event starts the automation; raises ConditionError.

    The condition sees the subject's values, and what they were before as `previous.…`.
    """
    wanted: dict[str, tuple[EventKind, ...]] = {
        # What comes back from the bin is there anew.
        "record_created": (EventKind.RECORD_CREATED, EventKind.RECORD_RESTORED),
        "record_updated": (EventKind.RECORD_UPDATED,),
        "record_saved": (EventKind.RECORD_CREATED, EventKind.RECORD_UPDATED, EventKind.RECORD_RESTORED),
        "record_deleted": (EventKind.RECORD_DELETED,),
        "entity_changed": (EventKind.ENTITY_CHANGED,),
        "manual": (EventKind.MANUAL,),
    }
    if event.kind not in wanted[trigger.type]:
        return False
    if trigger.type == "entity_changed":
        if trigger.kind and trigger.kind != event.subject_kind:
            return False
    elif trigger.collection and trigger.collection != event.source:
        return False
    return trigger.condition is None or holds(trigger.condition, {**event.values, "previous": event.previous}, types=field_types)


def steps_in_order(definition: Definition) -> Iterator[tuple[str, Step]]:
    """Every step with its position, as one reads them: a condition, what it holds, what follows it.

    A position is the path of ids: `check`, `check/then/create`.
    """
    yield from _walk(definition.steps, "")


def step_at(definition: Definition, position: str) -> Step:
    """The step of a position; raises KeyError."""
    step, _ = _found(definition, position)
    return step


def first_position(definition: Definition) -> str | None:
    """Where a run begins; None for an automation without steps."""
    return definition.steps[0].id if definition.steps else None


def next_step(definition: Definition, position: str | None, *, outcome: Outcome) -> str | None:
    """Where a run goes on after the step at `position` (None: at the beginning) ended so; None when the run is at its end.

    A condition answers `met` or `not_met`, every other step `done`, `skipped` or `failed`. A failed step ends the run unless it
    is to continue: after `exception`, the retry that succeeds goes on with `done`. Raises KeyError for an unknown position.
    """
    if position is None:
        return first_position(definition)
    step, siblings = _found(definition, position)
    if outcome == "failed" and step.on_error != "continue":
        return None
    if outcome == "met" and step.then:
        return f"{position}/then/{step.then[0].id}"
    if outcome == "not_met" and step.otherwise:
        return f"{position}/otherwise/{step.otherwise[0].id}"
    return _following(definition, position, siblings=siblings)


def _following(definition: Definition, position: str, *, siblings: Sequence[Step]) -> str | None:
    """The next sibling, or that of the condition which holds this one."""
    parent, _, own = position.rpartition("/")
    place = next(index for index, step in enumerate(siblings) if step.id == own)
    if place + 1 < len(siblings):
        return f"{parent}/{siblings[place + 1].id}" if parent else siblings[place + 1].id
    if not parent:
        return None
    holder = parent.rpartition("/")[0]
    _, around = _found(definition, holder)
    return _following(definition, holder, siblings=around)


def _found(definition: Definition, position: str) -> tuple[Step, Sequence[Step]]:
    siblings: Sequence[Step] = definition.steps
    parts = position.split("/")
    step: Step | None = None
    for index, part in enumerate(parts):
        if index % 2:
            if step is None or part not in ("then", "otherwise"):
                raise KeyError(position)
            siblings = step.then if part == "then" else step.otherwise
            continue
        step = next((one for one in siblings if one.id == part), None)
        if step is None:
            raise KeyError(position)
    if step is None or len(parts) % 2 == 0:
        raise KeyError(position)
    return step, siblings


def _walk(steps: Sequence[Step], prefix: str) -> Iterator[tuple[str, Step]]:
    for step in steps:
        position = f"{prefix}{step.id}"
        yield position, step
        yield from _walk(step.then, f"{position}/then/")
        yield from _walk(step.otherwise, f"{position}/otherwise/")

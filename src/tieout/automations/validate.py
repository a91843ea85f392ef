"""What is wrong with an automation before it is published, step by step."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from tieout.accounting.kinds import EntityKind
from tieout.automations.definition import CONDITION_STEP, STEPS_MAX, Definition, Step, Trigger, steps_in_order
from tieout.mapping.conditions import problems as condition_problems

DEPTH_MAX = 6

SettingsCheck = Callable[[Mapping[str, JsonValue]], Sequence[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class StepKind:
    """A kind of step as validation needs it. `check` gives a sentence for each wrong setting.

    `accounting_types` limits it to collections of these types (empty: any), `needs_connection` to workspaces that have one.
    """

    kind: str
    name: str
    check: SettingsCheck
    accounting_types: frozenset[str] = frozenset()
    needs_connection: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CollectionShape:
    """A collection as validation needs it: accounting type ("" = not linked), types of its fields, whether a mapping is set."""

    key: str
    name: str
    accounting_type: str = ""
    field_types: Mapping[str, str] = field(default_factory=dict)
    has_mapping: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """What there is to build with; `entity_fields` are types of an entity's fields by kind."""

    step_kinds: Mapping[str, StepKind]
    collections: Mapping[str, CollectionShape]
    entity_fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    has_connection: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DefinitionProblem:
    """`step_id` is "" for the trigger or the automation as a whole."""

    step_id: str
    message: str
    remedy: str


def problems(definition: Definition, catalogue: Catalogue) -> tuple[DefinitionProblem, ...]:
    """Everything that must be put right before the automation can be published; nothing means that it can."""
    return tuple(_whole(definition)) + tuple(_trigger(definition.trigger, catalogue)) + tuple(_steps(definition, catalogue))


def _whole(definition: Definition) -> Iterator[DefinitionProblem]:
    positions = list(steps_in_order(definition))
    if not positions:
        yield DefinitionProblem(step_id="", message="The automation has no steps.", remedy="Add a step.")
    if len(positions) > STEPS_MAX:
        message = f"The automation has {len(positions)} steps; at most {STEPS_MAX} are allowed."
        yield DefinitionProblem(step_id="", message=message, remedy="Divide it into several automations.")
    seen: set[str] = set()
    for position, step in positions:
        if step.id in seen:
            yield DefinitionProblem(
                step_id=step.id, message=f"Two steps have the id {step.id}.", remedy="Give one of them another id."
            )
        seen.add(step.id)
        if position.count("/") // 2 >= DEPTH_MAX:
            message = f"Conditions stand in each other more than {DEPTH_MAX} deep."
            yield DefinitionProblem(
                step_id=step.id, message=message, remedy="Combine conditions with and/or, or use a second automation."
            )


def _trigger(trigger: Trigger, catalogue: Catalogue) -> Iterator[DefinitionProblem]:
    if trigger.type.startswith("record_") and trigger.collection not in catalogue.collections:
        said = f"There is no collection {trigger.collection}." if trigger.collection else "The trigger names no collection."
        yield DefinitionProblem(step_id="", message=said, remedy="Choose the collection whose records start the automation.")
        return
    if trigger.type == "entity_changed" and trigger.kind not in {kind.value for kind in EntityKind}:
        message = f"There is no kind of entity {trigger.kind}." if trigger.kind else "The trigger names no kind of entity."
        yield DefinitionProblem(step_id="", message=message, remedy="Choose what is watched in the ledger, invoices for example.")
        return
    if trigger.condition is not None:
        for said in condition_problems(trigger.condition, field_types_of(trigger, catalogue)):
            yield DefinitionProblem(step_id="", message=said, remedy="Correct the trigger's condition.")


def field_types_of(trigger: Trigger, catalogue: Catalogue) -> Mapping[str, str]:
    """The types of the fields that the trigger's subject has."""
    if trigger.type == "entity_changed":
        return catalogue.entity_fields.get(trigger.kind, {})
    collection = catalogue.collections.get(trigger.collection)
    return collection.field_types if collection else {}


def _steps(definition: Definition, catalogue: Catalogue) -> Iterator[DefinitionProblem]:
    types = field_types_of(definition.trigger, catalogue)
    for _, step in steps_in_order(definition):
        if step.kind == CONDITION_STEP:
            yield from _condition(step, types)
            continue
        if step.then or step.otherwise:
            message = f"{step.name or step.id} is no condition and cannot hold other steps."
            yield DefinitionProblem(step_id=step.id, message=message, remedy="Put them after it.")
        kind = catalogue.step_kinds.get(step.kind)
        if kind is None:
            message = f"There is no kind of step {step.kind}."
            yield DefinitionProblem(step_id=step.id, message=message, remedy="Remove the step or choose another kind.")
            continue
        yield from _fitting(step, kind, trigger=definition.trigger, catalogue=catalogue)
        for said in kind.check(step.settings):
            yield DefinitionProblem(step_id=step.id, message=said, remedy="Correct the step's settings.")


def _condition(step: Step, types: Mapping[str, str]) -> Iterator[DefinitionProblem]:
    condition = step.settings.get("condition")
    if not isinstance(condition, dict):
        yield DefinitionProblem(step_id=step.id, message="The condition is empty.", remedy="Say what it depends on.")
        return
    for said in condition_problems(condition, types):
        yield DefinitionProblem(step_id=step.id, message=said, remedy="Correct the condition.")
    if not step.then and not step.otherwise:
        yield DefinitionProblem(
            step_id=step.id, message="Nothing depends on this condition.", remedy="Add a step to it or remove it."
        )


def _fitting(step: Step, kind: StepKind, *, trigger: Trigger, catalogue: Catalogue) -> Iterator[DefinitionProblem]:
    """Whether this kind of step can stand in an automation on this collection."""
    if kind.needs_connection and not catalogue.has_connection:
        message = f"{kind.name} needs a connection to an accounting system, and there is none."
        yield DefinitionProblem(
            step_id=step.id, message=message, remedy="Connect one in Settings, Integrations, Accounting Integration."
        )
    if not kind.accounting_types:
        return
    collection = catalogue.collections.get(trigger.collection)
    name = collection.name if collection else "what starts this automation"
    if collection is None or collection.accounting_type not in kind.accounting_types:
        message = f"{kind.name} cannot be used on {name}, which is not linked to accounting."
        yield DefinitionProblem(step_id=step.id, message=message, remedy="Set the accounting record type of the collection.")
    elif not collection.has_mapping:
        message = f"No synced fields are set for {name}."
        yield DefinitionProblem(
            step_id=step.id, message=message, remedy="Configure the fields in the collection's Accounting pane."
        )

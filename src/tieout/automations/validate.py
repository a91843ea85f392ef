"""What is wrong with an automation before it is published, step by step."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tieout.automations.building import Catalogue, StepKind
from tieout.automations.definition import (
    CONDITION_STEP,
    EACH_STEP,
    FAILED,
    STEPS_MAX,
    SWITCH_STEP,
    Definition,
    Step,
    branches_of,
    step_at,
    steps_in_order,
)
from tieout.automations.scope import SET_STEP, field_types_of, items_path, scope_types
from tieout.automations.settings_rules import rules_in
from tieout.automations.trigger_problems import trigger_problems
from tieout.automations.trigger_shapes import condition_fields, has_shape
from tieout.automations.triggers import Trigger
from tieout.mapping import formula
from tieout.mapping.conditions import problems as condition_problems
from tieout.mapping.rules import FormulaRule, paths

DEPTH_MAX = 6
CASES_MAX = 20
# What a list can be; what a step gives of which the type is not known beforehand may be one.
LISTS = frozenset({"line_items", "multi_choice", "attachment", "list"})
# What rules name beside the trigger's fields.
OWN_NAMES = frozenset({"steps", "vars", "item", "items", "item_number", "run"})


@dataclass(frozen=True, kw_only=True, slots=True)
class DefinitionProblem:
    """`step_id` is "" for the trigger or the automation as a whole; `field` is the setting that is wrong, where it is one."""

    step_id: str
    message: str
    remedy: str
    field: str = ""


def problems(definition: Definition, catalogue: Catalogue) -> tuple[DefinitionProblem, ...]:
    """Everything that must be put right before the automation can be published; nothing means that it can."""
    whole = tuple(_whole(definition))
    if sum(1 for _ in steps_in_order(definition)) > STEPS_MAX:
        # What each of very many steps can use would take long to say, and they are refused in any case.
        return whole
    return whole + tuple(_trigger(definition.trigger, catalogue)) + tuple(_steps(definition, catalogue))


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
            message = f"Steps stand in each other more than {DEPTH_MAX} deep."
            yield DefinitionProblem(
                step_id=step.id, message=message, remedy="Combine conditions with and/or, or call a second automation."
            )


def _trigger(trigger: Trigger, catalogue: Catalogue) -> Iterator[DefinitionProblem]:
    wrong = list(trigger_problems(trigger, catalogue))
    for one in wrong:
        yield DefinitionProblem(step_id="", message=one.message, remedy=one.remedy, field=one.field)
    if wrong:
        return
    if trigger.condition is not None:
        for said in condition_problems(trigger.condition, field_types_of(trigger, catalogue)):
            yield DefinitionProblem(step_id="", message=said, remedy="Correct the trigger's condition.", field="condition")


def _steps(definition: Definition, catalogue: Catalogue) -> Iterator[DefinitionProblem]:
    seen: set[str] = set()
    set_before: set[str] = set()
    for position, step in steps_in_order(definition):
        seen.add(step.id)
        if extra := set(step.branches) - set(branches_of(step)):
            message = f"{step.name or step.id} cannot hold other steps in a branch {', '.join(sorted(extra))}."
            yield DefinitionProblem(step_id=step.id, message=message, remedy="Put them after it.")
        kind = catalogue.step_kinds.get(step.kind)
        if kind is None and step.kind != CONDITION_STEP:
            message = f"There is no kind of step {step.kind}."
            yield DefinitionProblem(step_id=step.id, message=message, remedy="Remove the step or choose another kind.")
            continue
        types = scope_types(definition, catalogue, position=position)
        own = _FLOW.get(step.kind)
        wrong = tuple(own(step, {**types, **_unseen(step, types=types, definition=definition)})) if own else ()
        yield from wrong
        yield from _pills(step, in_loop=_is_in_loop(definition, position), types=types, known=(seen, set_before))
        if step.kind == SET_STEP:
            set_before.add(str(step.settings.get("name", "")))
        if kind is not None:
            yield from _fitting(step, kind, trigger=definition.trigger, catalogue=catalogue)
            named = {one.field for one in wrong}
            for one in kind.check(step.settings):
                if one.field.partition(".")[0] not in named:
                    yield DefinitionProblem(step_id=step.id, message=one.message, remedy=one.remedy, field=one.field)


def _condition(step: Step, types: Mapping[str, str]) -> Iterator[DefinitionProblem]:
    condition = step.settings.get("condition")
    if not isinstance(condition, dict):
        yield DefinitionProblem(
            step_id=step.id, message="The condition is empty.", remedy="Say what it depends on.", field="condition"
        )
        return
    for said in condition_problems(condition, types):
        yield DefinitionProblem(step_id=step.id, message=said, remedy="Correct the condition.", field="condition")
    if not any(step.branches.values()):
        yield DefinitionProblem(
            step_id=step.id, message="Nothing depends on this condition.", remedy="Add a step to it or remove it."
        )


def _switch(step: Step, types: Mapping[str, str]) -> Iterator[DefinitionProblem]:
    cases = step.settings.get("cases")
    if not isinstance(cases, list) or not cases:
        yield DefinitionProblem(step_id=step.id, message="There is no case to choose.", remedy="Add a case.", field="cases")
        return
    if len(cases) > CASES_MAX:
        message = f"There are {len(cases)} cases; at most {CASES_MAX} are allowed."
        yield DefinitionProblem(step_id=step.id, message=message, remedy="Use a second switch in the last branch.", field="cases")
    seen: set[str] = {"otherwise", FAILED}
    for index, case in enumerate(cases):
        place = f"cases.{index}"
        own = str(case.get("id", "")) if isinstance(case, dict) else ""
        condition = case.get("condition") if isinstance(case, dict) else None
        if not own or own in seen:
            message = f"Case {index + 1} has no id of its own."
            yield DefinitionProblem(step_id=step.id, message=message, remedy="Remove the case and add it again.", field=place)
        seen.add(own)
        if not isinstance(condition, dict):
            message = f"The condition of case {index + 1} is empty."
            yield DefinitionProblem(step_id=step.id, message=message, remedy="Say what it depends on.", field=f"{place}.condition")
            continue
        for said in condition_problems(condition, types):
            message = f"Case {index + 1}: {said}"
            yield DefinitionProblem(step_id=step.id, message=message, remedy="Correct the condition.", field=f"{place}.condition")
    if not any(step.branches.values()):
        yield DefinitionProblem(step_id=step.id, message="Nothing depends on these cases.", remedy="Add a step to one of them.")


def _each(step: Step, types: Mapping[str, str]) -> Iterator[DefinitionProblem]:
    path = items_path(step)
    if not path:
        message, remedy = "No list is chosen.", "Choose the list whose items are gone through: line items, or what a step found."
        yield DefinitionProblem(step_id=step.id, message=message, remedy=remedy, field="items")
    elif path in types and types[path] not in LISTS:
        message = f"{path} is no list, but of type {types[path].replace('_', ' ')}."
        yield DefinitionProblem(step_id=step.id, message=message, remedy="Choose a list.", field="items")
    if not step.branches.get("do"):
        yield DefinitionProblem(step_id=step.id, message="Nothing is done for the items.", remedy="Add a step to it or remove it.")


_FLOW: Mapping[str, Callable[[Step, Mapping[str, str]], Iterator[DefinitionProblem]]] = {
    CONDITION_STEP: _condition,
    SWITCH_STEP: _switch,
    EACH_STEP: _each,
}


def _unseen(step: Step, *, types: Mapping[str, str], definition: Definition) -> dict[str, str]:
    """Fields of its conditions that may be there, though nothing shows them before a run: what comes from outside without a sample,
    as in a published version. What type they are is seen then."""
    cases = step.settings.get("cases")
    holders = [step.settings, *(cases if isinstance(cases, list) else [])]
    conditions = [one.get("condition") for one in holders if isinstance(one, dict)]
    named = {field for one in conditions if isinstance(one, dict) for field in condition_fields(one)} - set(types)
    open_trigger = not has_shape(definition.trigger) and "trigger" not in definition.samples
    found = dict.fromkeys((field for field in named if open_trigger and field.partition(".")[0] not in OWN_NAMES), "text")
    return found | dict.fromkeys((field for field in named if _is_within_json(field, types)), "text")


def _is_within_json(field: str, types: Mapping[str, str]) -> bool:
    parts = field.split(".")
    return any(types.get(".".join(parts[:end])) == "json" for end in range(1, len(parts)))


def _is_in_loop(definition: Definition, position: str) -> bool:
    parts = position.split("/")
    above = ("/".join(parts[:place]) for place in range(1, len(parts), 2) if parts[place] == "do")
    return any(step_at(definition, one).kind == EACH_STEP for one in above)


def _pills(step: Step, *, in_loop: bool, types: Mapping[str, str], known: tuple[set[str], set[str]]) -> Iterator[DefinitionProblem]:
    """What its rules name that is not there when it runs: a step that comes later or not at all, a variable, an item."""
    steps, variables = known
    for place, rule in rules_in(dict(step.settings)):
        if isinstance(rule, FormulaRule):
            yield from _formula(step, rule, place=place)
            continue
        for path in paths(rule):
            if path in types:
                continue
            first, _, rest = path.partition(".")
            named = rest.partition(".")[0]
            if first == "steps" and (named not in steps or named == step.id):
                said, remedy = f"There is no step {named} before this one.", "Choose a value of an earlier step."
            elif first == "vars" and named not in variables:
                said, remedy = f"No earlier step sets the variable {named}.", "Set it first, or choose another value."
            elif first in ("item", "items") and not in_loop:
                said, remedy = "There is no item outside of a loop.", "Choose a value of the trigger or of a step."
            else:
                continue
            yield DefinitionProblem(step_id=step.id, message=said, remedy=remedy, field=place)


def _formula(step: Step, rule: FormulaRule, *, place: str) -> Iterator[DefinitionProblem]:
    try:
        formula.names(rule.source)
    except formula.FormulaError as error:
        message = f"The formula cannot be read: {error.message}"
        yield DefinitionProblem(step_id=step.id, message=message, remedy="Correct the formula.", field=place)


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

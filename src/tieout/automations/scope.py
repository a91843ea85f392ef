"""What the rules and formulas of a step can use, and of which type each of it is: the trigger's fields, earlier steps, the item."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from tieout.accounting.kinds import EntityKind
from tieout.automations.building import Catalogue, CollectionShape
from tieout.automations.definition import EACH_STEP, Definition, Step
from tieout.automations.samples import type_of
from tieout.automations.trigger_shapes import trigger_types
from tieout.automations.triggers import Trigger

SET_STEP = "set_variable"
# Between a list and what its elements hold: `lines[].quantity`.
ELEMENT = "[]."
# What has a name of its own beside the trigger's fields.
RUN_TYPES: Mapping[str, str] = {"run.id": "text", "run.started_at": "date_time"}
ITEM_TYPES: Mapping[str, str] = {"item_number": "number"}
KINDS = frozenset(("", *(kind.value for kind in EntityKind)))
LINE_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("description", "item", "account", "tax_code"), "text"),
    **dict.fromkeys(("quantity", "discount_percent"), "number"),
    **dict.fromkeys(("unit_price", "net", "tax"), "money"),
}


# What a step says of every record that it gives, beside the record's fields.
FOUND_TYPES: Mapping[str, str] = {"id": "text", "key": "text", "title": "text"}


def scope_types(definition: Definition, catalogue: Catalogue, *, position: str) -> dict[str, str]:
    """Path to type of all that the step at the position can use, as far as it is known before a run: of the steps before it, in the
    branches of these too, but not in those that exclude one another with its own.

    What a list holds stands behind `[].`; in a `for_each` it is `item.…`. Raises KeyError for an unknown position.
    """
    trigger = trigger_paths(definition, catalogue)
    known = {**trigger, **{f"trigger.{path}": type_ for path, type_ in trigger.items()}}
    known |= {f"previous.{path}": type_ for path, type_ in trigger.items() if not path.startswith("related.")}
    known |= RUN_TYPES
    siblings: Sequence[Step] = definition.steps
    parts = position.split("/")
    for level in range(0, len(parts), 2):
        step = next((one for one in siblings if one.id == parts[level]), None)
        if step is None:
            raise KeyError(position)
        for before in siblings[: siblings.index(step)]:
            _add_step(known, before, definition=definition, catalogue=catalogue)
        if level + 1 < len(parts):
            if parts[level + 1] not in step.branches:
                raise KeyError(position)
            if step.kind == EACH_STEP and parts[level + 1] == "do":
                _add_item(known, step)
            else:
                _add_own(known, step, definition=definition, catalogue=catalogue)
            siblings = step.branches[parts[level + 1]]
    return known


def trigger_paths(definition: Definition, catalogue: Catalogue) -> dict[str, str]:
    """Path to type of what the event says, of the lines in it and of the records that it relates to; of an outside webhook and a
    call what the pinned sample shows."""
    trigger, sample = definition.trigger, definition.samples.get("trigger")
    if trigger.is_of_entities and trigger.kind not in KINDS:
        return {}
    plain = {key: shape.field_types for key, shape in catalogue.collections.items()}
    found = dict(trigger_types(trigger, collections=plain, sample=sample))
    shape = catalogue.collections.get(trigger.collection)
    if trigger.is_of_records:
        return record_types(shape, catalogue) if shape else {}
    if trigger.is_of_entities:
        return with_lines({**found, **catalogue.entity_fields.get(trigger.kind, {})})
    return {**(dict(inferred(sample)) if isinstance(sample, Mapping) else {}), **found}


def field_types_of(trigger: Trigger, catalogue: Catalogue) -> dict[str, str]:
    """The types that the trigger's own condition is decided by."""
    return trigger_paths(Definition(trigger=trigger, steps=[]), catalogue)


def with_lines(types: Mapping[str, str]) -> dict[str, str]:
    """The fields of an entity of a ledger and, where it has lines, those of its lines."""
    if "lines" not in types:
        return dict(types)
    return {**LINE_TYPES, **types, **{f"lines{ELEMENT}{path}": type_ for path, type_ in LINE_TYPES.items()}}


def record_types(shape: CollectionShape, catalogue: Catalogue) -> dict[str, str]:
    """The fields of a collection's records, the columns of their lines, and the fields of the records that they relate to."""
    types = {"key": "text", **shape.field_types}
    for name, columns in shape.line_types.items():
        types |= {f"{name}{ELEMENT}{column}": type_ for column, type_ in columns.items()}
        # A formula names the columns of the lines plainly: sum(lines, quantity * price).
        types = {**columns, **types}
    for name, key in shape.relations.items():
        related = catalogue.collections.get(key)
        if related is not None:
            types |= {f"related.{name}.{path}": type_ for path, type_ in {"key": "text", **related.field_types}.items()}
    return types


def inferred(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Path to type of what a sample or a value shows; of a list what its first element does."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from inferred(one, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        yield path, "line_items" if value and isinstance(value[0], Mapping) else "multi_choice"
        if value and isinstance(value[0], Mapping):
            yield from ((f"{path}{ELEMENT}{inner}", type_) for inner, type_ in inferred(value[0]))
    elif path:
        yield path, "number" if isinstance(value, Decimal) else type_of(value)  # type: ignore[arg-type]  # plain JSON


def items_path(step: Step) -> str:
    """Which list a `for_each` goes through, "" where none is chosen."""
    items = step.settings.get("items")
    path = items.get("path") if isinstance(items, dict) else items
    return path if isinstance(path, str) else ""


def _add_step(known: dict[str, str], step: Step, *, definition: Definition, catalogue: Catalogue) -> None:
    """What the step gives, and the steps in it, unless they are walked for each item on their own."""
    _add_own(known, step, definition=definition, catalogue=catalogue)
    for name, held in step.branches.items():
        if step.kind != EACH_STEP or name != "do":
            for one in held:
                _add_step(known, one, definition=definition, catalogue=catalogue)


def _add_own(known: dict[str, str], step: Step, *, definition: Definition, catalogue: Catalogue) -> None:
    kind = catalogue.step_kinds.get(step.kind)
    given = {**_sampled(definition, step.id), **with_records(kind.outputs(step.settings) if kind else {}, catalogue)}
    known |= {f"steps.{step.id}.{path}": type_ for path, type_ in given.items()}
    name = step.settings.get("name")
    if step.kind == SET_STEP and isinstance(name, str):
        known[f"vars.{name}"] = given.get("value", "text")


def with_records(given: Mapping[str, str], catalogue: Catalogue) -> dict[str, str]:
    """With the fields of the collection in the place of `record:<collection>`, and of `records:<collection>`, which is a list."""
    known: dict[str, str] = {}
    for path, type_ in given.items():
        word, _, key = type_.partition(":")
        if word not in ("record", "records"):
            known[path] = type_
            continue
        shape = catalogue.collections.get(key)
        fields = {**FOUND_TYPES, **(shape.field_types if shape else {})}
        if word == "records":
            known[path] = "line_items"
        inside = ELEMENT if word == "records" else "."
        known |= {f"{path}{inside}{name}": kind for name, kind in fields.items()}
    return known


def _add_item(known: dict[str, str], step: Step) -> None:
    within = items_path(step) + ELEMENT
    inner = {path.removeprefix(within): type_ for path, type_ in known.items() if path.startswith(within)}
    for name in [path for path in known if path.startswith("item.")]:
        del known[name]
    known |= {f"item.{path}": type_ for path, type_ in inner.items()} or {"item": "text"}
    known |= {f"items.{step.id}.{path}": type_ for path, type_ in inner.items()}
    known |= ITEM_TYPES


def _sampled(definition: Definition, name: str) -> dict[str, str]:
    sample = definition.samples.get(name)
    return dict(inferred(sample)) if isinstance(sample, Mapping) else {}

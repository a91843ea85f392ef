"""Brings definitions that were saved in an older form up to the present one, by numbered steps."""

from collections.abc import Callable, Mapping

from pydantic import JsonValue

from tieout.automations.definition import SCHEMA, Definition

Document = Mapping[str, JsonValue]
Upgrade = Callable[[Document], Document]


def _named_branches(document: Document) -> Document:
    """From form 1, in which conditions alone held steps, under `then` and `otherwise`."""
    steps = document.get("steps")
    return {**document, "steps": [_with_branches(step) for step in steps] if isinstance(steps, list) else steps}


def _with_branches(step: JsonValue) -> JsonValue:
    if not isinstance(step, dict):
        return step
    held = {name: step[name] for name in ("then", "otherwise") if step.get(name)}
    kept = {name: value for name, value in step.items() if name not in ("then", "otherwise")}
    branches: dict[str, JsonValue] = {
        name: [_with_branches(one) for one in steps] if isinstance(steps, list) else steps for name, steps in held.items()
    }
    return {**kept, "branches": branches} if branches else kept


# From the form of the key to the next one.
UPGRADES: Mapping[int, Upgrade] = {1: _named_branches}


class UpgradeError(ValueError):
    """A definition of a form that this version of Tieout does not know, or that is too deep."""


def upgraded(document: Document) -> Definition:
    """The definition in the present form; raises UpgradeError for an unknown form, pydantic's ValidationError for no definition."""
    return Definition.model_validate(raised(document, to=SCHEMA, upgrades=UPGRADES))


def raised(document: Document, *, to: int, upgrades: Mapping[int, Upgrade]) -> Document:
    """The document after every step from its own form to the form `to`; raises UpgradeError."""
    schema = document.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or not 1 <= schema <= to:
        raise UpgradeError(f"This automation is saved in form {schema!r}; this Tieout knows the forms 1 to {to}. Update Tieout.")
    try:
        for form in range(schema, to):
            document = {**upgrades[form](document), "schema": form + 1}
    except RecursionError:
        raise UpgradeError("This automation's steps stand in each other too deep to be read.") from None
    return document

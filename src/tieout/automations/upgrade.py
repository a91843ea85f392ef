"""Brings definitions that were saved in an older form up to the present one, by numbered steps."""

from collections.abc import Callable, Mapping

from pydantic import JsonValue

from tieout.automations.definition import SCHEMA, Definition

Document = Mapping[str, JsonValue]
Upgrade = Callable[[Document], Document]

# From the form of the key to the next one. Form 1 is the first.
UPGRADES: Mapping[int, Upgrade] = {}


class UpgradeError(ValueError):
    """A definition of a form that this version of Tieout does not know."""


def upgraded(document: Document) -> Definition:
    """The definition in the present form; raises UpgradeError for an unknown form, pydantic's ValidationError for no definition."""
    return Definition.model_validate(raised(document, to=SCHEMA, upgrades=UPGRADES))


def raised(document: Document, *, to: int, upgrades: Mapping[int, Upgrade]) -> Document:
    """The document after every step from its own form to the form `to`; raises UpgradeError."""
    schema = document.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or not 1 <= schema <= to:
        raise UpgradeError(f"This automation is saved in form {schema!r}; this Tieout knows the forms 1 to {to}. Update Tieout.")
    for form in range(schema, to):
        document = {**upgrades[form](document), "schema": form + 1}
    return document

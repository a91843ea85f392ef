"""Settings that fill the fields of a contact or an item: one rule for each field, drawn from the list of the fields."""

from collections.abc import Mapping, Sequence

from pydantic import Field, create_model

from tieout.engine.steps.contract import field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_write import LedgerSettings, SettingsT
from tieout.mapping.entity_fields import EntityField
from tieout.mapping.rules import ValueRule


def with_rules(base: type[SettingsT], fields: Sequence[EntityField]) -> type[SettingsT]:
    """The settings with a rule for each of these fields, under the field's own key."""
    rules = {
        one.key: (
            ValueRule | None,
            Field(
                default=None,
                title=one.label,
                json_schema_extra=field_as("rule", group=one.group, choices=_CHOICES.get(one.kind, "")),
            ),
        )
        for one in fields
    }
    # What is drawn from a list is not known to the type checker by its names.
    return create_model(base.__name__, __base__=base, __module__=base.__module__, **rules)  # type: ignore[call-overload, no-any-return]


def said(form: Form, settings: LedgerSettings, *, fields: Sequence[EntityField]) -> dict[str, str]:
    """What the rules give for each field, those that give nothing left out."""
    found: dict[str, str] = {}
    for one in fields:
        rule = getattr(settings, one.key)
        if one.kind == "account":
            text = form.account(one.key, rule)
        elif one.kind == "tax_code":
            text = form.tax_code(one.key, rule)
        else:
            text = form.text(one.key, rule)
        if text:
            found[one.key] = text
    return found


_CHOICES: Mapping[str, str] = {"account": "accounts", "tax_code": "tax_codes"}

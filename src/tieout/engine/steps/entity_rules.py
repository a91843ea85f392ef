"""Settings that fill the fields of a contact or an item: one rule for each field, drawn from the list of the fields; and what is
there already brought up to them."""

from collections.abc import Mapping, Sequence

from pydantic import Field, create_model

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action
from tieout.engine.sights import entity_of
from tieout.engine.step_postings import Effect, title_of
from tieout.engine.steps.contract import field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_write import LedgerSettings, Plan, SettingsT
from tieout.mapping.entity_fields import EntityField, values_of, with_values
from tieout.mapping.rules import ValueRule
from tieout.store.mirror import MirrorEntity


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


def brought_up(form: Form, there: MirrorEntity, *, values: Mapping[str, str]) -> Plan:
    """What stands in the ledger is to say this; nothing where it does already."""
    before, name = entity_of(there), form.books.name
    if not isinstance(before, Contact | Item):
        form.refuse(f"{title_of(there.kind, there.number or there.name)} in {name} cannot be understood: {there.problem}")
        return Plan()
    after = with_values(before, values)
    if values_of(after) == values_of(before):
        called = f"Item {there.number}" if isinstance(before, Item) else there.name
        return Plan(there=there, said=f"{called} in {name} says the same already")
    kind = EntityKind(there.kind)
    if refusal := form.books.refusal(kind, Action.UPDATE):
        form.refuse(refusal)
    effect = Effect(
        action=Action.UPDATE,
        kind=kind,
        entity=after,
        title=title_of(there.kind, f"{after.code} {after.name}" if isinstance(after, Item) else after.name),
        external_id=there.external_id,
        version=there.version,
        seen_hash=there.hash,
    )
    return Plan(effects=(effect,))


_CHOICES: Mapping[str, str] = {"account": "accounts", "tax_code": "tax_codes"}

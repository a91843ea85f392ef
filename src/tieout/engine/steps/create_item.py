"""Create or update an item: what is sold or bought, known by its code, which later steps can use."""

from collections.abc import Mapping

from pydantic import Field, JsonValue

from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action
from tieout.engine.step_postings import Effect, title_of
from tieout.engine.steps.contract import StepInput, field_as
from tieout.engine.steps.entity_rules import brought_up, said, with_rules
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_write import ENTITY_OUTPUTS, LedgerSettings, LedgerWrite, Plan
from tieout.mapping.entity_fields import ITEM_FIELDS, UnfitValue, with_values
from tieout.store.mirror import MirrorEntity
from tieout.store.named import named


class ItemSettings(LedgerSettings):
    is_sold: bool = Field(default=True, title="It is sold", json_schema_extra=field_as("checkbox"))
    is_purchased: bool = Field(default=False, title="It is bought", json_schema_extra=field_as("checkbox"))
    update: bool = Field(
        default=True,
        title="Update the item if its code is there",
        description="Otherwise the item that is there is left as it is.",
        json_schema_extra=field_as("checkbox"),
    )


Settings = with_rules(ItemSettings, ITEM_FIELDS)


class CreateItem(LedgerWrite[ItemSettings]):
    kind = "create_item"
    name = "Create an item"
    about = "Creates a product or service, or updates the one of that code, and gives the code."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {**ENTITY_OUTPUTS, "code": "text"}

    def plan(self, form: Form, settings: ItemSettings, *, one: StepInput) -> Plan:
        del one
        values, manifest = said(form, settings, fields=ITEM_FIELDS), form.books.manifest
        code = values.get("code", "")
        if not code:
            form.refuse("The item has no code. Map its code.", field="code")
        if len(code) > manifest.item_code_max_length:
            form.refuse(f"{manifest.name} takes codes of at most {manifest.item_code_max_length} characters.", field="code")
        if len(values.get("name", "")) > manifest.item_name_max_length:
            form.refuse(f"{manifest.name} takes names of at most {manifest.item_name_max_length} characters.", field="name")
        made = Item(code=code, name=values.get("name", code), is_sold=settings.is_sold, is_purchased=settings.is_purchased)
        try:
            made = with_values(made, values)
        except UnfitValue as error:
            form.refuse(f"{error.field.replace('_', ' ').capitalize()}: {error}", field=error.field)
        if form.problems:
            return Plan()
        if unread := form.books.unread(EntityKind.ITEM):
            form.warn(unread, field="code")
        there = _of_code(form, code)
        if there is not None:
            return brought_up(form, there, values=values if settings.update else {})
        if refusal := form.books.refusal(EntityKind.ITEM, Action.CREATE):
            form.refuse(refusal)
        title = title_of(EntityKind.ITEM.value, f"{made.code} {made.name}")
        return Plan(effects=(Effect(action=Action.CREATE, kind=EntityKind.ITEM, entity=made, title=title),))


def _of_code(form: Form, code: str) -> MirrorEntity | None:
    ledger = form.books.ledger
    rows = named(ledger.workspace_id, ledger.id, kinds=[EntityKind.ITEM.value], text=code)
    return next((row for row in rows if row.number.casefold() == code.casefold()), None)

"""Lines of what a step writes: each from rules of its own, or one for every row of a list."""

from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from tieout.accounting.documents import Line
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.engine.sights import entity_of
from tieout.engine.steps.contract import field_as
from tieout.engine.steps.form import Form
from tieout.mapping.accounting_mapping import TrackingRule
from tieout.mapping.rules import ValueRule
from tieout.store.mirror import MirrorEntity


class LineRules(BaseModel):
    """With `each` one line for every row of the list there, whose values rules see as `line.…`; else one line."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    each: str = Field(default="", title="For each row of", json_schema_extra=field_as("text", hint="a list, such as lines"))
    item: ValueRule | None = Field(
        default=None, title="Item", description="Its id, code or name in the ledger.", json_schema_extra=field_as("rule")
    )
    description: ValueRule | None = Field(default=None, title="Description", json_schema_extra=field_as("rule"))
    quantity: ValueRule | None = Field(
        default=None, title="Quantity", description="1 if empty.", json_schema_extra=field_as("rule")
    )
    unit_price: ValueRule | None = Field(
        default=None, title="Unit price", description="The item's own price if empty.", json_schema_extra=field_as("rule")
    )
    account: ValueRule | None = Field(default=None, title="Account", json_schema_extra=field_as("rule", choices="accounts"))
    tax_code: ValueRule | None = Field(default=None, title="Tax code", json_schema_extra=field_as("rule", choices="tax_codes"))
    discount_percent: ValueRule | None = Field(default=None, title="Discount in percent", json_schema_extra=field_as("rule"))
    tracking: list[TrackingRule] = Field(default=[], title="Tracking", json_schema_extra=field_as("tracking"))


def lines_of(form: Form, rules: Sequence[LineRules], *, sells: bool) -> tuple[Line, ...]:
    """Every line that can be read; what cannot is refused in the form, with the line's number."""
    if not rules:
        form.refuse("There are no lines. Add a line, or choose the list whose rows become lines.")
    found: list[Line] = []
    number = 0
    for one in rules:
        for row in form.rows(one.each) if one.each else (form,):
            number += 1
            line = _line(row, one, number=number, sells=sells)
            if line is not None:
                found.append(line)
    return tuple(found)


def _line(form: Form, rules: LineRules, *, number: int, sells: bool) -> Line | None:
    place, word = f"lines.{number}", f"Line {number}: "
    before = len(form.problems)
    row = form.entity(f"{place}.item", rules.item, kinds=(EntityKind.ITEM,), required=False)
    item = _item(row)
    description = form.text(f"{place}.description", rules.description)
    quantity = form.amount(f"{place}.quantity", rules.quantity)
    price = form.amount(f"{place}.unit_price", rules.unit_price)
    account = form.account(f"{place}.account", rules.account)
    tax_code = form.tax_code(f"{place}.tax_code", rules.tax_code)
    discount = form.amount(f"{place}.discount_percent", rules.discount_percent)
    tracking = tuple((one.category, option) for one in rules.tracking if (option := form.text(f"{place}.tracking", one.option)))
    if item is not None:
        own = (item.sale_price, item.sale_account, item.sale_tax) if sells else (
            item.purchase_price, item.purchase_account, item.purchase_tax,
        )  # fmt: skip
        price = own[0] if price is None else price
        account, tax_code = account or own[1], tax_code or own[2]
        description = description or item.description or item.name
    if price is None and len(form.problems) == before:
        form.refuse(f"{word}there is no unit price. Map it, or name an item that has one.", field=f"{place}.unit_price")
    if price is None or len(form.problems) > before:
        return None
    return Line(
        description=description,
        quantity=Decimal(1) if quantity is None else quantity,
        unit_price=price,
        item=_reference(form, row),
        account=account,
        tax_code=tax_code,
        discount_percent=discount or Decimal(0),
        tracking=tracking,
    )


def _item(row: MirrorEntity | None) -> Item | None:
    found = None if row is None else entity_of(row)
    return found if isinstance(found, Item) else None


def _reference(form: Form, row: MirrorEntity | None) -> str:
    """By what lines of this ledger name the item."""
    if row is None:
        return ""
    return row.number if form.books.manifest.item_reference == "code" else row.external_id

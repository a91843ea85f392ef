"""Products and services."""

from decimal import Decimal
from typing import Any

from tieout.accounting.items import Item
from tieout.accounting.money import round_half_up
from tieout.accounting.totals import SEVEN_DIGIT_PRICES
from tieout.connectors.errors import Rejected
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.translate.notes import HIDDEN, legal_name
from tieout.connectors.quickbooks.wire import US_CODES, Body, WireError, amount, flag, needed, reference, text


def item_name(item: Item) -> str:
    """Unique because the code is in it.

    >>> item_name(Item(code="85123A", name="HANGING HEART")), item_name(Item(code="POST", name="POST"))
    ('HANGING HEART (85123A)', 'POST')
    """
    suffix = f" ({legal_name(item.code, longest=MANIFEST.item_code_max_length)})"
    name = legal_name(item.name, longest=MANIFEST.item_name_max_length)
    if name == item.code or not item.code or name.endswith(suffix):
        return name
    return legal_name(name, longest=MANIFEST.item_name_max_length - len(suffix)) + suffix


def item(body: Body) -> Item:
    if text(body, "Type") in {"Category", "Group"}:
        raise WireError(f"a {text(body, 'Type').lower()} of items, which lines of our documents cannot name")
    name = needed(text(body, "Name"), "Name")
    active = flag(body, "Active", absent=True)
    code = text(body, "Sku") or name
    own_name = name if active else name.removesuffix(HIDDEN)
    return Item(
        code=code,
        name=own_name.removesuffix(f" ({code})"),
        id=text(body, "Id"),
        description=text(body, "Description"),
        is_sold=bool(reference(body, "IncomeAccountRef")),
        is_purchased=bool(reference(body, "ExpenseAccountRef")),
        sale_price=amount(body, "UnitPrice"),
        sale_account=reference(body, "IncomeAccountRef"),
        sale_tax=reference(body, "SalesTaxCodeRef"),
        purchase_price=amount(body, "PurchaseCost"),
        purchase_account=reference(body, "ExpenseAccountRef"),
        purchase_tax=reference(body, "PurchaseTaxCodeRef"),
        is_active=active,
    )


def item_body(entity: Item) -> dict[str, Any]:
    """The object to send: a product whose stock is not counted. Raises Rejected where it has no account to book to."""
    wrong = []
    if entity.is_sold and not entity.sale_account:
        wrong.append(problem("account_missing", message="an item that is sold needs an income account", field="sale_account"))
    if entity.is_purchased and not entity.purchase_account:
        wrong.append(
            problem("account_missing", message="an item that is bought needs an expense account", field="purchase_account")
        )
    if len(entity.code) > MANIFEST.item_code_max_length:
        message = f"the code {entity.code} is longer than {MANIFEST.item_code_max_length} characters"
        wrong.append(problem("too_long", message=message, field="code"))
    if wrong:
        raise Rejected(tuple(wrong))
    optional: dict[str, Any] = {
        "Sku": entity.code,
        "Description": entity.description,
        "UnitPrice": _price(entity.sale_price),
        "PurchaseCost": _price(entity.purchase_price),
        "IncomeAccountRef": _ref(entity.sale_account) if entity.is_sold else None,
        "ExpenseAccountRef": _ref(entity.purchase_account) if entity.is_purchased else None,
        "SalesTaxCodeRef": _ref(entity.sale_tax) if entity.sale_tax not in US_CODES else None,
        "Taxable": entity.sale_tax == "TAX" if entity.sale_tax in US_CODES else None,
        "PurchaseTaxCodeRef": _ref(entity.purchase_tax),
    }
    body = {"Name": item_name(entity), "Type": "NonInventory", "Active": entity.is_active}
    return body | {field: value for field, value in optional.items() if value is not None and value != ""}


def _price(price: Decimal | None) -> Decimal | None:
    return None if price is None else round_half_up(price, places=SEVEN_DIGIT_PRICES.price_places)


def _ref(id: str) -> dict[str, str] | None:
    return {"value": id} if id else None

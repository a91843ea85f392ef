"""Products and services."""

from decimal import Decimal
from typing import Any

from tieout.accounting.items import Item, ItemType
from tieout.accounting.money import round_half_up
from tieout.connectors.errors import Problem, Rejected
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.manifest import MANIFEST, PRICE_PLACES
from tieout.connectors.quickbooks.translate.notes import HIDDEN, legal_name
from tieout.connectors.quickbooks.wire import US_CODES, Body, amount, flag, needed, reference, text

_TYPES = {"Service": ItemType.SERVICE, "NonInventory": ItemType.GOODS, "Inventory": ItemType.STOCK}
_NAMES = {type_: name for name, type_ in _TYPES.items()}
# From when stock is counted, none being there yet: early enough for every document that a ledger brings with it.
STOCK_SINCE = "2000-01-01"


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
    """Bundles and categories, which no line of ours can name, are of the type `other`."""
    type_ = _TYPES.get(text(body, "Type"), ItemType.OTHER)
    name = needed(text(body, "Name"), "Name")
    active = flag(body, "Active", absent=True)
    code = text(body, "Sku") or name
    own_name = name if active else name.removesuffix(HIDDEN)
    return Item(
        code=code,
        name=own_name.removesuffix(f" ({code})"),
        id=text(body, "Id"),
        type=type_,
        description=text(body, "Description"),
        is_sold=bool(reference(body, "IncomeAccountRef")),
        is_purchased=bool(reference(body, "ExpenseAccountRef")),
        sale_price=amount(body, "UnitPrice"),
        sale_account=reference(body, "IncomeAccountRef"),
        sale_tax=reference(body, "SalesTaxCodeRef"),
        purchase_price=amount(body, "PurchaseCost"),
        purchase_account=reference(body, "ExpenseAccountRef"),
        purchase_tax=reference(body, "PurchaseTaxCodeRef"),
        stock_account=reference(body, "AssetAccountRef") if type_ is ItemType.STOCK else "",
        is_active=active,
    )


def item_body(entity: Item) -> dict[str, Any]:
    """The object to send; what has no type is goods. Raises Rejected where it has no account to book to."""
    if wrong := _wrong(entity):
        raise Rejected(tuple(wrong))
    stocked = entity.type is ItemType.STOCK
    optional: dict[str, Any] = {
        "Sku": entity.code,
        "Description": entity.description,
        "UnitPrice": _price(entity.sale_price),
        "PurchaseCost": _price(entity.purchase_price),
        "IncomeAccountRef": _ref(entity.sale_account) if entity.is_sold or stocked else None,
        "ExpenseAccountRef": _ref(entity.purchase_account) if entity.is_purchased or stocked else None,
        "AssetAccountRef": _ref(entity.stock_account) if stocked else None,
        "SalesTaxCodeRef": _ref(entity.sale_tax) if entity.sale_tax not in US_CODES else None,
        "Taxable": entity.sale_tax == "TAX" if entity.sale_tax in US_CODES else None,
        "PurchaseTaxCodeRef": _ref(entity.purchase_tax),
    }
    body: dict[str, Any] = {
        "Name": item_name(entity),
        "Type": _NAMES[entity.type or ItemType.GOODS],
        "Active": entity.is_active,
    }
    if stocked:
        body |= {"TrackQtyOnHand": True, "QtyOnHand": 0, "InvStartDate": STOCK_SINCE}
    return body | {field: value for field, value in optional.items() if value is not None and value != ""}


def _wrong(entity: Item) -> list[Problem]:
    wrong = []
    if entity.type is ItemType.OTHER:
        wrong.append(problem("other", message=MANIFEST.cannot["bundles"], field="type"))
    stocked = entity.type is ItemType.STOCK
    if (entity.is_sold or stocked) and not entity.sale_account:
        wrong.append(problem("account_missing", message="an item that is sold needs an income account", field="sale_account"))
    if (entity.is_purchased or stocked) and not entity.purchase_account:
        wrong.append(
            problem("account_missing", message="an item that is bought needs an expense account", field="purchase_account")
        )
    if stocked and not entity.stock_account:
        message = "an item whose stock is counted needs an asset account"
        wrong.append(problem("account_missing", message=message, field="stock_account"))
    if len(entity.code) > MANIFEST.item_code_max_length:
        message = f"the code {entity.code} is longer than {MANIFEST.item_code_max_length} characters"
        wrong.append(problem("too_long", message=message, field="code"))
    return wrong


def _price(price: Decimal | None) -> Decimal | None:
    return None if price is None else round_half_up(price, places=PRICE_PLACES)


def _ref(id: str) -> dict[str, str] | None:
    return {"value": id} if id else None

"""Products, services and stock items: one kind with us, three resources at Sage."""

from decimal import Decimal

from tieout.accounting.items import Item, ItemType
from tieout.accounting.kinds import EntityKind
from tieout.connectors.http import Json
from tieout.connectors.sage import wire
from tieout.connectors.sage.manifest import LISTS, STOCK_CODE_MAX
from tieout.connectors.sage.translate.parts import amount, filled, refusal, text
from tieout.connectors.sage.wire import Body, Reference

_TYPES = {"product": ItemType.GOODS, "service": ItemType.SERVICE, "stock_item": ItemType.STOCK}
_NAMES = {type_: name for name, type_ in _TYPES.items()}
_LIST_NAMES = {plural: name for name, plural in LISTS[EntityKind.ITEM].items()}


def item(name: str, body: Body) -> Item:
    """`name` is product, service or stock_item."""
    said = wire.Item.model_validate(body)
    return Item(
        id=f"{name}:{said.id}",
        code=said.item_code,
        name=said.description,
        type=_TYPES[name],
        description=said.notes,
        is_purchased=bool(said.purchase_ledger_account.id),
        sale_price=said.price,
        sale_account=said.sales_ledger_account.id,
        sale_tax=said.sales_tax_rate.id,
        purchase_price=said.cost_price,
        purchase_account=said.purchase_ledger_account.id,
        purchase_tax=said.purchase_tax_rate.id,
        is_active=said.active,
    )


def resource(entity: Item) -> str:
    """What an item is made as: what has no type is a product where it can be bought, else a service."""
    if entity.type in _NAMES:
        return _NAMES[entity.type]
    return "product" if entity.purchase_account else "service"


def item_body(name: str, entity: Item, *, source: str = "") -> dict[str, Json]:
    """The object to send; raises Rejected."""
    if not entity.sale_account:
        raise refusal("account_missing", "Sage wants a sales account for every item", field="sale_account")
    if name != "service" and not entity.purchase_account:
        raise refusal("account_missing", "Sage wants a purchase account for what is bought", field="purchase_account")
    longest = STOCK_CODE_MAX if name == "stock_item" else 255
    body = {
        "item_code": text(entity.code, longest=longest, what="the code"),
        "description": text(entity.name or entity.code, longest=255, what="the name"),
        "notes": text(entity.description, longest=500, what="the description"),
        "sales_ledger_account_id": entity.sale_account,
        "sales_tax_rate_id": entity.sale_tax,
        "purchase_ledger_account_id": entity.purchase_account,
        "purchase_tax_rate_id": entity.purchase_tax,
        "cost_price": None if entity.purchase_price is None else amount(entity.purchase_price),
        "source_guid": source,
        **_priced(name, entity.sale_price),
    }
    return filled(body) | {"active": entity.is_active}


def _priced(name: str, price: Decimal | None) -> dict[str, Json]:
    if price is None:
        return {}
    if name == "service":
        return {"sales_rates": [{"rate_name": "Rate", "rate": amount(price), "rate_includes_tax": False}]}
    return {"sales_prices": [{"price_name": "Sales Price", "price": amount(price), "price_includes_tax": False}]}


def key_on_line(product: Reference, service: Reference) -> str:
    """The key of the item that a line names; only the path tells a stock item from a product."""
    if service.id:
        return f"service:{service.id}"
    return f"{_LIST_NAMES.get(product.list_name, 'product')}:{product.id}" if product.id else ""


def line_reference(item_key: str) -> dict[str, Json]:
    """How a line names an item: lines know products and services, and stock items as products (unverified); raises Rejected."""
    if not item_key:
        return {}
    name, _, item_id = item_key.partition(":")
    if name not in _TYPES or not item_id:
        raise refusal("item_invalid", f"{item_key!r} is no item of Sage", field="item")
    return {"service_id" if name == "service" else "product_id": item_id}

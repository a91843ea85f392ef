"""Products, services and stock items: three lists without a common one, and the movements of stock."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import fields, stock
from tieout.sandbox.sage.errors import NOT_DELETABLE, invalid, not_found
from tieout.sandbox.sage.resource import Filter, Query, Resource, View, expand
from tieout.sandbox.sage.state import State, of_text
from tieout.sandbox.sage.wire import Sent, read_flag

_COMMON: dict[str, fields.Read] = {
    "item_code": fields.text,
    "description": fields.text,
    "notes": fields.text,
    "sales_ledger_account_id": fields.to("ledger_accounts"),
    "purchase_ledger_account_id": fields.to("ledger_accounts"),
    "sales_tax_rate_id": fields.to("tax_rates"),
    "purchase_tax_rate_id": fields.to("tax_rates"),
    "usual_supplier_id": fields.to("contacts"),
    "cost_price": fields.amount,
    "source_guid": fields.text,
    "purchase_description": fields.text,
    "active": fields.flag,
}
_PRICES = fields.parts(
    {
        "price_name": fields.text,
        "price": fields.amount,
        "price_includes_tax": fields.flag,
        "product_sales_price_type_id": fields.to("product_sales_price_types"),
    }
)
_RATES = fields.parts(
    {
        "rate_name": fields.text,
        "rate": fields.amount,
        "rate_includes_tax": fields.flag,
        "service_rate_type_id": fields.to("service_rate_types"),
    }
)
_FIELDS: dict[str, dict[str, fields.Read]] = {
    "products": {**_COMMON, "sales_prices": _PRICES, "catalog_item_type_id": fields.to("catalog_item_types")},
    "services": {**_COMMON, "sales_rates": _RATES, "oss_service": fields.flag},
    "stock_items": {
        **_COMMON,
        "sales_prices": _PRICES,
        **dict.fromkeys(("location", "barcode", "supplier_part_number", "measurement_unit"), fields.text),
        **dict.fromkeys(("reorder_level", "reorder_quantity", "weight", "weight_converted"), fields.amount),
    },
}
_FIRST: dict[str, Body] = {  # what an item has beyond the common attributes before anything is said of it
    "products": {"sales_prices": [], "catalog_item_type_id": "PRODUCT"},
    "services": {"sales_rates": [], "oss_service": False},
    "stock_items": {
        "sales_prices": [],
        **dict.fromkeys(("location", "barcode", "supplier_part_number", "measurement_unit"), ""),
        **dict.fromkeys(("reorder_level", "reorder_quantity", "weight", "weight_converted")),
    },
}


def _saver(kind: str) -> Callable[[State, Body | None, Sent], Body]:
    def save(state: State, before: Body | None, sent: Sent) -> Body:
        item = {**(before or _new(kind)), **fields.written(state, sent, fields=_FIELDS[kind])}
        _check(state, item)
        item["displayed_as"] = f"{item['description']} ({item['item_code']})" if item["item_code"] else item["description"]
        item = state.save(kind, item)
        return state.save(kind, {**item, **_priced(state, item)})

    return save


def _new(kind: str) -> Body:
    return {
        **dict.fromkeys(("item_code", "notes", "source_guid", "purchase_description"), ""),
        **dict.fromkeys(("usual_supplier_id", "purchase_ledger_account_id", "sales_tax_rate_id", "purchase_tax_rate_id")),
        "cost_price": Decimal("0.0"),
        "active": True,
        **_FIRST[kind],
    }


def _check(state: State, item: Body) -> None:
    """The sales account must be open to sales, the purchase account to expenses, the supplier must be one."""
    for field, area in (("sales_ledger_account_id", "sales"), ("purchase_ledger_account_id", "expenses")):
        account = state.need("ledger_accounts", item[field]) if item[field] else None
        if account is not None and not account[f"visible_in_{area}"]:
            raise not_found(field)
    supplier = state.need("contacts", item["usual_supplier_id"]) if item["usual_supplier_id"] else None
    if supplier is not None and "VENDOR" not in supplier["contact_type_ids"]:
        raise not_found("usual_supplier_id")


def _priced(state: State, item: Body) -> dict[str, list[Body]]:
    """Prices, or a service's rates, with ids and titles; one without a type takes the first type that there is (assumed)."""
    short, types, type_id = "price", "product_sales_price_types", "product_sales_price_type_id"
    if "sales_rates" in item:
        short, types, type_id = "rate", "service_rate_types", "service_rate_type_id"
    first, stamps = state.all(types)[0], {"created_at": item["created_at"], "updated_at": item["updated_at"]}
    found = []
    for place, sent in enumerate(item[f"sales_{short}s"] or ()):
        kind = state.need(types, sent.get(type_id) or first["id"])
        price = {
            "id": of_text(item["id"], short, str(place)),
            "displayed_as": sent.get(f"{short}_name") or kind["displayed_as"],
            **stamps,
            f"{short}_name": sent.get(f"{short}_name") or kind["name"],
            short: sent.get(short) or Decimal("0.0"),
            f"{short}_includes_tax": sent.get(f"{short}_includes_tax") or False,
            type_id: kind["id"],
        }
        found.append(price)
    return {f"sales_{short}s": found}


def _show(state: State, item: Body, _view: View) -> Body:
    return {**expand(state, item), "deletable": True, "deactivatable": item["active"], "used_on_recurring_invoice": False}


def _show_stock(state: State, item: Body, view: View) -> Body:
    return {**_show(state, item, view), **stock.figures(state, item)}


def _remover(kind: str) -> Callable[[State, Body, Query], None]:
    def remove(state: State, item: Body, _query: Query) -> None:
        if kind == "stock_items" and state.find("stock_movements", "item", key=item["id"]):
            raise invalid("base", NOT_DELETABLE)  # assumed
        state.remove(kind, item["id"])

    return remove


def _active(_state: State, body: Body, value: str) -> bool:
    return bool(body["active"]) == read_flag(value)


def _out_of_stock(state: State, item: Body, value: str) -> bool:
    return not read_flag(value) or stock.figures(state, item)["quantity_in_stock"] <= 0


def _below(state: State, item: Body, value: str) -> bool:
    level = item["reorder_level"]
    return not read_flag(value) or (level is not None and stock.figures(state, item)["quantity_in_stock"] < level)


def _item(kind: str, name: str, *, more: Mapping[str, Filter] | None = None) -> Resource:
    return Resource(
        path=kind,
        name=name,
        show=_show_stock if kind == "stock_items" else _show,
        save=_saver(kind),
        remove=_remover(kind),
        filters={"active": _active, **(more or {})},
        searched=("item_code", "description"),
        since=True,
        deleted=True,
        idempotent=True,
    )


def _titled(kind: str) -> Callable[[State, Body | None, Sent], Body]:
    def save(state: State, before: Body | None, sent: Sent) -> Body:
        read = {"name": fields.text, "active": fields.flag}
        body = {"active": True, **(before or {}), **fields.written(state, sent, fields=read)}
        return state.save(kind, {**body, "displayed_as": body["name"]})

    return save


def _untitled(kind: str) -> Callable[[State, Body, Query], None]:
    def remove(state: State, body: Body, _query: Query) -> None:
        if len(state.all(kind)) == 1:
            raise invalid("base", NOT_DELETABLE)  # assumed: one must be left, for prices need a type
        state.remove(kind, body["id"])

    return remove


def _type(kind: str, name: str) -> Resource:
    return Resource(
        path=kind,
        name=name,
        save=_titled(kind),
        remove=_untitled(kind),
        filters={"active": _active},
        since=kind == "service_rate_types",
        idempotent=True,
    )


RESOURCES: tuple[Resource, ...] = (
    _item("products", "product"),
    _item("services", "service"),
    _item("stock_items", "stock_item", more={"out_of_stock": _out_of_stock, "below_reorder_level": _below}),
    _type("product_sales_price_types", "product_sales_price_type"),
    _type("service_rate_types", "service_rate_type"),
    *stock.RESOURCES,
)

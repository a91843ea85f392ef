"""What the trading businesses sell: products, services and a little stock."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import items, stock
from tieout.sandbox.sage.resource import Resource
from tieout.sandbox.sage.state import State

_PRODUCTS = (
    ("BOX-S", "Small box", "1.25", "0.60"),
    ("BOX-L", "Large box", "2.85", "1.40"),
    ("WRAP", "Gift wrap, roll", "0.42", "0.20"),
    ("MUG", "Mug, white", "6.75", "3.10"),
    ("LAMP", "Desk lamp", "29.50", "16.00"),
)
_SERVICES = (("HOUR", "Design, per hour", "85.00"), ("FIT", "Fitting, per visit", "140.00"))
_STOCK = (("TAPE", "Packing tape", "3.95", "1.85", 120), ("TRAY", "Serving tray", "14.95", "7.25", 24))
_COUNTED = "2026-06-01"


def stock_up(state: State) -> None:
    makers: dict[str, Resource] = {resource.path: resource for resource in items.RESOURCES}
    sales, costs = (state.find("ledger_accounts", "nominal", key=code)[0]["id"] for code in (4000, 5000))
    for code, name, price, cost in _PRODUCTS:
        _make(makers["products"], state, wish=_goods(code, name, price=price, cost=cost, accounts=(sales, costs)))
    (services,) = state.find("ledger_accounts", "nominal", key=4010)
    for code, name, price in _SERVICES:
        rates = [{"rate_name": "Rate", "rate": Decimal(price)}]
        wish = {"item_code": code, "description": name, "sales_ledger_account_id": services["id"], "sales_rates": rates}
        _make(makers["services"], state, wish=wish)
    for code, name, price, cost, count in _STOCK:
        item = _make(makers["stock_items"], state, wish=_goods(code, name, price=price, cost=cost, accounts=(sales, costs)))
        opening = {"date": _COUNTED, "quantity": Decimal(count), "cost_price": Decimal(cost), "details": "Opening stock"}
        stock.move(state, item, movement=opening)


def _goods(code: str, name: str, *, price: str, cost: str, accounts: tuple[str, str]) -> Body:
    return {
        "item_code": code,
        "description": name,
        "sales_ledger_account_id": accounts[0],
        "purchase_ledger_account_id": accounts[1],
        "cost_price": Decimal(cost),
        "sales_prices": [{"price": Decimal(price)}],
    }


def _make(resource: Resource, state: State, *, wish: Body) -> Body:
    assert resource.save is not None
    return resource.save(state, None, wish)

"""How much of a stock item there is and what it has cost: the sum of its movements."""

from decimal import ROUND_HALF_UP, Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import fields
from tieout.sandbox.sage.errors import LOCKED, NOT_DELETABLE, invalid
from tieout.sandbox.sage.links import links_of
from tieout.sandbox.sage.resource import Query, Resource, View, equals, expand, from_date, to_date
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent

_CENT = Decimal("0.01")
ZERO = Decimal(0)
_FIELDS: dict[str, fields.Read] = {
    "stock_item_id": fields.to("stock_items"),
    "date": fields.day,
    "quantity": fields.amount,
    "cost_price": fields.amount,
    "details": fields.text,
    "reference": fields.text,
}


def figures(state: State, item: Body) -> Body:
    """Incoming stock moves the average cost, outgoing stock leaves it; a stock that ran out begins anew (assumed)."""
    quantity, average, last, moved_on = ZERO, ZERO, item.get("cost_price") or ZERO, None
    for movement in sorted(state.find("stock_movements", "item", key=item["id"]), key=lambda one: (one["date"], one["created_at"])):
        amount = movement["quantity"]
        if amount > 0:
            last, moved_on = movement["cost_price"], movement["date"]
            kept = max(quantity, ZERO)
            average = (kept * average + amount * last) / (kept + amount)
        quantity += amount
    average = average.quantize(_CENT, ROUND_HALF_UP)
    return {
        "quantity_in_stock": quantity,
        "last_cost_price": last,
        "last_cost_price_stock_value": (quantity * last).quantize(_CENT, ROUND_HALF_UP),
        "average_cost_price": average,
        "average_cost_price_stock_value": (quantity * average).quantize(_CENT, ROUND_HALF_UP),
        "cost_price_last_updated": moved_on,
    }


def move(state: State, item: Body, *, movement: Body) -> Body:
    """A movement (date, quantity, cost_price, details) that no client has asked for."""
    return _keep(state, {"reference": "", **movement, "stock_item_id": item["id"]})


def _save(state: State, before: Body | None, sent: Sent) -> Body:
    """Stock is counted here and not in the ledger: Sage books the purchases and sales themselves."""
    movement = {"reference": "", **(before or {}), **fields.written(state, sent, fields=_FIELDS)}
    if lock := state.locked(movement["date"]):
        raise invalid("date", LOCKED.format(lock))
    if not movement["quantity"]:
        raise invalid("quantity", "must not be 0")
    if movement["cost_price"] < 0:
        raise invalid("cost_price", "must not be negative")
    return _keep(state, movement)


def _keep(state: State, movement: Body) -> Body:
    if "movement_number" not in movement:
        number = state.next_number("stock_movement")
        movement = {**movement, "movement_number": str(number), "_page": state.next_number("page")}
    return state.save("stock_movements", {**movement, "displayed_as": movement["details"] or movement["movement_number"]})


def _remove(state: State, movement: Body, _query: Query) -> None:
    if state.locked(movement["date"]):
        raise invalid("base", NOT_DELETABLE)
    state.remove("stock_movements", movement["id"])


def _show(state: State, movement: Body, _view: View) -> Body:
    return {**expand(state, movement), "links": links_of(state, "stock_movements", body=movement)}


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="stock_movements",
        name="stock_movement",
        show=_show,
        save=_save,
        remove=_remove,
        filters={"stock_item_id": equals("stock_item_id"), "from_date": from_date, "to_date": to_date},
        searched=("details",),
        idempotent=True,
    ),
)

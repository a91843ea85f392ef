"""What documents do to the stock: sales take from it, purchases add to it at what they cost, credit notes do the opposite."""

from tieout.sandbox.books import Body
from tieout.sandbox.sage import stock
from tieout.sandbox.sage.forms import Form
from tieout.sandbox.sage.rules import ZERO, cents, to_base
from tieout.sandbox.sage.state import State


def move(state: State, form: Form, *, body: Body) -> Body:
    """One movement for each line with a stock item (assumed); they are known by `_movements` of the document."""
    lines = [(line, item) for line in body[form.lines] if (item := state.get("stock_items", line["product_id"])) is not None]
    if not lines and not body.get("_movements"):
        return body
    take_back(state, body)
    sign = 1 if form.kind in ("purchase_invoices", "sales_credit_notes") else -1
    made = []
    for line, item in lines:
        if not line["quantity"]:
            continue
        cost = cents(to_base(line["net_amount"], body["exchange_rate"]) / line["quantity"]) if not form.sold else ZERO
        cost = cost or item.get("cost_price") or ZERO
        movement = {
            "date": body["date"],
            "quantity": sign * line["quantity"],
            "cost_price": cost,
            "details": body["displayed_as"],
        }
        moved = stock.move(state, item, movement=movement)
        made.append(moved["id"])
    return state.save(form.kind, {**body, "_movements": made}, stamped=False)


def take_back(state: State, body: Body) -> Body:
    for movement in body.get("_movements", ()):
        if state.get("stock_movements", movement) is not None:
            state.remove("stock_movements", movement)
    return {**body, "_movements": []} if body.get("_movements") else body

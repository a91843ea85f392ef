"""Tracked items: what documents do to the quantity on hand and to what it cost.

A purchase adds its quantity and its net amount in base currency. A sale takes its quantity out at the average cost of that
moment, and its line keeps that as `CostOfSale` for the journal. Credit notes do the opposite. Dates play no part in the
order (assumed).
"""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.rules import round2
from tieout.sandbox.xero.state import IDS, State

_COUNTS = ("AUTHORISED", "PAID")
_PURCHASES = {"ACCPAY": 1, "SPEND": 1, "ACCPAYCREDIT": -1}
_SALES = {"ACCREC": -1, "RECEIVE": -1, "ACCRECCREDIT": 1}
NO_STOCK = "There is not enough of item '{0}' on hand"  # assumed words


def moved(state: State, kind: str, *, body: Body) -> Body:
    """Takes back what the kept version of the document moved, moves what this one says, and gives it with the costs of its sales.

    Raises InvalidError when more would leave than there is.
    """
    before = state.get(kind, body[IDS[kind]])
    costs = _costs(before)
    touched = {item["ItemID"]: item for document in (before, body) if document for item in _tracked(state, document)}
    if not touched:
        return body
    stock = {own_id: [item["QuantityOnHand"], item["TotalCostPool"]] for own_id, item in touched.items()}
    for line in before["LineItems"] if before is not None and before["Status"] in _COUNTS else []:
        if (own_id := line.get("Item", {}).get("ItemID")) in stock:
            quantity, cost = _effect(before or body, line, cost=line.get("CostOfSale", {}).get("Amount", Decimal(0)))
            stock[own_id][0] -= quantity
            stock[own_id][1] -= cost
    lines = [dict(line) for line in body["LineItems"]]
    for line in lines if body["Status"] in _COUNTS else []:
        if (own_id := line.get("Item", {}).get("ItemID")) in stock:
            known = costs.get((line["LineItemID"], own_id, line["Quantity"]))
            cost = known if known is not None else _cost(body, line, item=touched[own_id], stock=stock[own_id])
            if body["Type"] in _SALES:
                line["CostOfSale"] = {"Amount": cost, **_accounts(state, touched[own_id])}
            quantity, added = _effect(body, line, cost=cost)
            stock[own_id][0] += quantity
            stock[own_id][1] += added
    for own_id, (quantity, cost) in stock.items():
        item = touched[own_id]
        if quantity < 0:
            raise InvalidError(NO_STOCK.format(item["Code"]))
        state.keep("Items", {**item, "QuantityOnHand": quantity, "TotalCostPool": cost})
    return {**body, "LineItems": lines}


def _tracked(state: State, document: Body) -> list[Body]:
    named = (line["Item"]["ItemID"] for line in document["LineItems"] if "Item" in line)
    return [item for own_id in named if (item := state.get("Items", own_id)) and item.get("IsTrackedAsInventory")]


def _costs(before: Body | None) -> dict[tuple[str, str, Decimal], Decimal]:
    """A sale that is saved again with the same quantity keeps its cost."""
    lines = before["LineItems"] if before is not None and before["Status"] in _COUNTS else []
    return {
        (line["LineItemID"], line["Item"]["ItemID"], line["Quantity"]): line["CostOfSale"]["Amount"]
        for line in lines
        if "CostOfSale" in line
    }


def _effect(document: Body, line: Body, *, cost: Decimal) -> tuple[Decimal, Decimal]:
    """What a line adds to the quantity and to the pool of costs; `cost` is that of a sale."""
    if sign := _PURCHASES.get(document["Type"], 0):
        net = line["LineAmount"] - (line["TaxAmount"] if document["LineAmountTypes"] == "Inclusive" else 0)
        rate = document["CurrencyRate"]
        return sign * line["Quantity"], sign * (net if rate == 1 else round2(net / rate))
    return _SALES.get(document["Type"], 0) * line["Quantity"], -cost


def _accounts(state: State, item: Body) -> Body:
    asset = state.account(code=item["InventoryAssetAccountCode"])
    expense = state.account(code=item["PurchaseDetails"]["COGSAccountCode"])
    return {"From": asset["AccountID"] if asset else "", "To": expense["AccountID"] if expense else ""}


def _cost(document: Body, line: Body, *, item: Body, stock: list[Decimal]) -> Decimal:
    """Positive when goods leave by a sale, negative when they come back, nothing for a purchase."""
    sign = _SALES.get(document["Type"], 0)
    return -sign * _average(item, stock, quantity=line["Quantity"]) if sign else Decimal(0)


def _average(item: Body, stock: list[Decimal], *, quantity: Decimal) -> Decimal:
    """What so many cost now; goods that come back to an empty shelf are worth what the price list says (assumed)."""
    held, pool = stock
    if held <= 0:
        return round2(quantity * item["PurchaseDetails"].get("UnitPrice", Decimal(0)))
    return pool if quantity == held else round2(pool * quantity / held)

"""Stock on hand: what inventory items came in and went out, at what cost, first in first out.

The order is that of the days, whatever order the documents were written in, so that a document which is changed, deleted or dated
back moves the cost of later sales too. What is sold before it was bought costs what the item's PurchaseCost said when it was sold,
until a purchase comes that it can be taken from (all assumed: the reference is silent).
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks.ledger import ZERO, LedgerLine, cents
from tieout.sandbox.quickbooks.sale_lines import sold_lines
from tieout.sandbox.quickbooks.state import Company

# Whether a document takes stock away (-1) or brings it (1).
_WAYS = {"Invoice": -1, "SalesReceipt": -1, "CreditMemo": 1, "RefundReceipt": 1, "Bill": 1, "Purchase": 1, "VendorCredit": -1}
_SALES = ("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt")
OPENING = "Item"


def move(company: Company, kind: str, *, body: Body) -> set[str]:
    """Keeps what a document does to the stock; returns the documents whose cost has changed by it."""
    if kind not in _WAYS:
        return set()
    document = f"{kind}:{body['Id']}"
    return _replace(company, document, wanted=_movements(company, kind, body=body), on=body["TxnDate"])


def withdraw(company: Company, document: str) -> set[str]:
    return _replace(company, document, wanted={}, on="")


def begin(company: Company, item: Body) -> None:
    """The quantity that a new item begins with, at its PurchaseCost."""
    quantity = item["QtyOnHand"]
    movement = {"quantity": quantity, "cost": cents(quantity * item["PurchaseCost"]), "guess": item["PurchaseCost"]}
    _replace(company, f"{OPENING}:{item['Id']}", wanted={item["Id"]: movement}, on=item["InvStartDate"])


def _movements(company: Company, kind: str, *, body: Body) -> dict[str, Body]:
    """By item: the quantity with its sign, and what it cost when the document says so."""
    way = _WAYS[kind] * (-1 if kind == "Purchase" and body.get("Credit") else 1)
    found: dict[str, Body] = {}
    lines = sold_lines(body["Line"]) if kind in _SALES else body["Line"]
    for line in lines:
        detail = line.get(line["DetailType"], {})
        item = company.get("Item", detail.get("ItemRef", {}).get("value", ""))
        if item is None or item["Type"] != "Inventory":
            continue
        quantity = detail.get("Qty") or Decimal(bool(line["Amount"]))  # one, where the line does not say
        movement = found.setdefault(item["Id"], {"quantity": Decimal(0), "cost": ZERO, "guess": item["PurchaseCost"]})
        movement["quantity"] += way * quantity
        # Goods that a customer returns come back at the item's PurchaseCost, in home money like all stock.
        bought = quantity * item["PurchaseCost"] if kind in _SALES else line["Amount"] * body.get("ExchangeRate", Decimal(1))
        movement["cost"] += cents(way * bought)
    return {own_id: movement for own_id, movement in found.items() if movement["quantity"] or movement["cost"]}


def _replace(company: Company, document: str, *, wanted: dict[str, Body], on: str) -> set[str]:
    before = {entry["item"]: entry for entry in company.find("_stock", "document", key=document)}
    for item in before.keys() - wanted.keys():
        company.drop("_stock", f"{document}>{item}")
    for item, movement in wanted.items():
        taken = before[item]["taken"] if item in before else ZERO
        entry = {"document": document, "item": item, "on": on, "taken": taken} | movement
        company.keep("_stock", f"{document}>{item}", body=entry)
    changed: set[str] = set()
    for item in before.keys() | wanted.keys():
        changed |= _value(company, item)
    return changed


def _value(company: Company, item: str) -> set[str]:
    """Works out the item's quantity, and the cost of all that left; returns the documents whose cost is another one now."""
    entries = sorted(company.find("_stock", "item", key=item), key=_order)
    layers = [[entry["quantity"], entry["cost"]] for entry in entries if entry["quantity"] > 0]
    changed = set()
    for entry in entries:
        if entry["quantity"] > 0:
            continue
        taken = _take(layers, -entry["quantity"], guess=entry["guess"])
        if taken != entry["taken"]:
            company.keep("_stock", f"{entry['document']}>{item}", body=entry | {"taken": taken})
            changed.add(str(entry["document"]))
    on_hand = sum((entry["quantity"] for entry in entries), Decimal(0))
    company.amend("Item", item, change={"QtyOnHand": on_hand})
    return changed


def _order(entry: Body) -> tuple[str, bool, int, str]:
    """Of one day, what comes in is there before what goes out."""
    kind, _, own_id = entry["document"].partition(":")
    return (entry["on"], entry["quantity"] < 0, int(own_id), kind)


def _take(layers: list[list[Decimal]], quantity: Decimal, *, guess: Decimal) -> Decimal:
    """Takes units off the oldest layers and returns their cost; the last unit of a layer takes what is left of its cost."""
    cost = ZERO
    while quantity and layers:
        layer = layers[0]
        part = min(quantity, layer[0])
        share = layer[1] if part == layer[0] else cents(layer[1] * part / layer[0])
        cost, quantity = cost + share, quantity - part
        layer[0], layer[1] = layer[0] - part, layer[1] - share
        if not layer[0]:
            layers.pop(0)
    return cost + cents(quantity * guess)


def lines(company: Company, document: str) -> list[LedgerLine]:
    """What the stock adds to the journal of a document: the cost of what was sold or came back."""
    kind = document.partition(":")[0]
    found: list[LedgerLine] = []
    for entry in company.find("_stock", "document", key=document):
        item = company.fetch("Item", entry["item"])
        asset, expense = item["AssetAccountRef"]["value"], item["ExpenseAccountRef"]["value"]
        if kind in _SALES:
            cost = entry["taken"] if entry["quantity"] < 0 else -entry["cost"]
        elif entry["quantity"] <= 0:
            # The document took its own price off the asset; what the goods had really cost is the stock's to say.
            cost = entry["taken"] + entry["cost"]
        else:
            continue
        found += _pair(expense, asset, amount=cost, item=entry["item"])
    return found


def _pair(debit: str, credit: str, *, amount: Decimal, item: str) -> Iterable[LedgerLine]:
    if not amount:
        return []
    return [LedgerLine(debit, ZERO, home=amount, item_id=item), LedgerLine(credit, ZERO, home=-amount, item_id=item)]


def on_hand(company: Company) -> dict[str, Decimal]:
    """What the books hold on each asset account of stock, from the movements alone."""
    values: dict[str, Decimal] = defaultdict(Decimal)
    for entry in company.all("_stock"):
        account = company.fetch("Item", entry["item"])["AssetAccountRef"]["value"]
        values[account] += entry["cost"] if entry["quantity"] > 0 else -entry["taken"]
    return values

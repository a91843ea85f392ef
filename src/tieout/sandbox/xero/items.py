"""Items: the price list, and which of them are kept in stock."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.rules import round4, shown_unit
from tieout.sandbox.xero.state import State, Wish
from tieout.sandbox.xero.wire import flag, moment_out, read_decimal, text_of

_TEXTS = {"Code": 30, "Name": 50, "Description": 4000, "PurchaseDescription": 4000}
_SIDES = {"SalesDetails": "IsSold", "PurchaseDetails": "IsPurchased"}


def save_item(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    before = _meant(state, sent, wish=wish)
    body: Body = dict(before) if before else {"ItemID": state.new_id(), "IsSold": True, "IsPurchased": True}
    problems = []
    for field, most in _TEXTS.items():
        if field in sent:
            body[field] = text_of(sent, field)
            if len(body[field]) > most:
                problems.append(errors.TOO_LONG.format(field, most))
    if not body.get("Code"):
        raise InvalidError(errors.REQUIRED.format("Code"))
    if any(one["ItemID"] != body["ItemID"] for one in state.find("Items", "code", key=body["Code"].lower())):
        problems.append(errors.ITEM_TAKEN.format(body["Code"]))
    for side, sold in _SIDES.items():
        if sold in sent:
            body[sold] = flag(sent[sold])
        if isinstance(sent.get(side), dict):
            body[side] = _details(state, sent[side], problems=problems)
        if not body[sold]:
            body.pop(side, None)
    problems += _track(state, sent, body=body)
    if problems:
        raise InvalidError(*problems)
    return state.save("Items", body)


def _track(state: State, sent: Mapping[str, Json], *, body: Body) -> list[str]:
    """An item with an inventory account is tracked from then on, and starts with nothing on hand."""
    code = text_of(sent, "InventoryAssetAccountCode") or body.get("InventoryAssetAccountCode", "")
    if not code:
        return []
    cost = body.get("PurchaseDetails", {}).get("COGSAccountCode", "")
    problems = [errors.REQUIRED.format("COGSAccountCode")] if not cost else []
    asset = state.account(code=code)
    if asset is None or asset["Type"] != "INVENTORY":
        problems.append(errors.BAD_ACCOUNT.format(code))
    if not body["IsPurchased"] or not body["IsSold"]:
        problems.append("A tracked item is both bought and sold")  # assumed
    if body.get("QuantityOnHand") and code != body["InventoryAssetAccountCode"]:
        problems.append("The inventory account of an item with a quantity on hand cannot be changed")  # assumed
    body |= {"InventoryAssetAccountCode": code, "IsTrackedAsInventory": True}
    body.setdefault("QuantityOnHand", Decimal("0.0000"))
    body.setdefault("TotalCostPool", Decimal("0.00"))
    return problems


def remove_item(state: State, key: str) -> Body:
    item = state.get("Items", key) or state.item(key)
    if item is None:
        raise errors.not_found()
    if item.get("QuantityOnHand"):
        raise InvalidError("An item with a quantity on hand cannot be deleted")  # assumed
    state.remove("Items", item["ItemID"])
    return item


def _meant(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body | None:
    if wish.id:
        found = state.get("Items", wish.id) or state.item(wish.id)
        if found is None:
            raise errors.not_found()
        return found
    if wish.create_only:
        return None
    if text_of(sent, "ItemID"):
        found = state.get("Items", text_of(sent, "ItemID"))
        if found is None:
            raise InvalidError("Item could not be found")  # assumed
        return found
    return state.item(text_of(sent, "Code"))


def _details(state: State, sent: Mapping[str, Json], *, problems: list[str]) -> Body:
    """Kept with four places, shown with two unless the read asks for four (assumed: both are kept)."""
    details: Body = {}
    if "UnitPrice" in sent:
        details["UnitPrice"] = round4(read_decimal(sent["UnitPrice"], "UnitPrice"))
    for field in ("AccountCode", "COGSAccountCode"):
        if code := text_of(sent, field):
            details[field] = code
            if state.account(code=code) is None:
                problems.append(errors.BAD_ACCOUNT.format(code))
    if tax := text_of(sent, "TaxType"):
        details["TaxType"] = tax
        if state.tax_rate(tax) is None:
            problems.append(errors.BAD_TAX.format(tax))
    return details


def show_item(item: Body, *, places: int) -> Body:
    shown: Body = {"IsTrackedAsInventory": False, **item, "UpdatedDateUTC": moment_out(item["UpdatedDateUTC"])}
    for side in _SIDES:
        if "UnitPrice" in shown.get(side, {}):
            shown[side] = {**shown[side], "UnitPrice": shown_unit(places)(shown[side]["UnitPrice"])}
    return shown

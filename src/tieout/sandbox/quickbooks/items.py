"""Products and services: what each type of item must have, and the bundles that hold several of them."""

from collections.abc import Sequence
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors, parts
from tieout.sandbox.quickbooks.errors import FaultError, business
from tieout.sandbox.quickbooks.ledger import ZERO
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.state import Company

_TYPES = ("Service", "Inventory", "NonInventory", "Category")
_INVENTORY_NEEDS = ("IncomeAccountRef", "AssetAccountRef", "ExpenseAccountRef", "QtyOnHand", "InvStartDate")
_ACCOUNTS = {"IncomeAccountRef": "Revenue", "ExpenseAccountRef": "Expense", "AssetAccountRef": "Asset"}
_REFERENCES = {"ClassRef": "Class", "PrefVendorRef": "Vendor", "SalesTaxCodeRef": "TaxCode", "PurchaseTaxCodeRef": "TaxCode"}


def fields(company: Company, draft: Draft, *, body: Body) -> Body:
    """What an item has beside its name and its place in the tree; raises FaultError."""
    kind = _type(draft, str(body.get("Type") or (draft.stored or {}).get("Type") or "Service"))
    if kind == "Category":
        return _category(body)
    found: Body = {"Type": kind, "SubItem": "ParentRef" in body, "UnitPrice": body.get("UnitPrice", ZERO), "TrackQtyOnHand": False}
    found |= {"Taxable": body.get("Taxable", False), "PurchaseCost": body.get("PurchaseCost", ZERO)}
    if found["UnitPrice"] < 0 or found["PurchaseCost"] < 0:
        raise FaultError(errors.NEGATIVE, "The price of an item cannot be negative", element="UnitPrice")
    if kind == "Inventory":
        for name in _INVENTORY_NEEDS:
            if body.get(name) is None:
                raise errors.missing(name)
        found |= _stocked(draft, body=body)
    elif kind != "Group" and not body.get("IncomeAccountRef") and not body.get("ExpenseAccountRef"):
        raise errors.missing("IncomeAccountRef")
    return found | _accounts(company, body) | _references(company, body) | _held(draft, kind)


def _stocked(draft: Draft, *, body: Body) -> Body:
    """The quantity is the client's to say once; afterwards only transactions move it, and its asset account stays (assumed)."""
    stored = draft.stored if draft.stored and draft.stored["Type"] == "Inventory" else None
    if stored is None:
        if body["QtyOnHand"] < 0:
            raise FaultError(errors.NEGATIVE, "The quantity on hand cannot be negative", element="QtyOnHand")
        return {"TrackQtyOnHand": True}
    if body["AssetAccountRef"]["value"] != stored["AssetAccountRef"]["value"]:
        raise business("The asset account of an item with a history cannot be changed", element="AssetAccountRef")
    return {"TrackQtyOnHand": True, "QtyOnHand": stored["QtyOnHand"], "InvStartDate": stored["InvStartDate"]}


def _type(draft: Draft, kind: str) -> str:
    stored = draft.stored["Type"] if draft.stored else None
    if kind == "Group" and stored == "Group":
        return kind
    if kind not in _TYPES:
        raise FaultError(errors.BAD_ENUM, f"Type has no value {kind} for an item that is made through the API", element="Type")
    if stored in ("Inventory", "Group", "Category") and kind != stored:
        raise business(f"The type of an item of type {stored} cannot be changed", element="Type")
    return kind


def _category(body: Body) -> Body:
    for name in (*_ACCOUNTS, "Sku"):
        if name in body:
            raise business("A category has neither accounts nor a SKU", element=name)
    return {"Type": "Category", "SubItem": "ParentRef" in body}


def _accounts(company: Company, body: Body) -> Body:
    found: Body = {}
    for name, classification in _ACCOUNTS.items():
        if name in body:
            account = company.refer("Account", body[name], element=name)
            if account["Classification"] != classification:
                raise business(f"{name} is an account of class {classification}", element=name)
            found[name] = parts.named_ref({}, account)
    return found


def _references(company: Company, body: Body) -> Body:
    return {
        name: parts.named_ref({}, company.refer(kind, body[name], element=name))
        for name, kind in _REFERENCES.items()
        if name in body
    }


def _held(draft: Draft, kind: str) -> Body:
    """What a bundle holds is not for the API to change."""
    stored = draft.stored or {}
    return {name: stored[name] for name in ("ItemGroupDetail", "PrintGroupedItems") if name in stored} if kind == "Group" else {}


def bundle(company: Company, name: str, *, holds: Sequence[tuple[str, int]]) -> Body:
    """Makes a bundle of (item id, quantity), which only QuickBooks' own screens can do."""
    lines = []
    for own_id, quantity in holds:
        item = company.fetch("Item", own_id)
        lines.append({"ItemRef": parts.named_ref({}, item) | {"type": item["Type"]}, "Qty": Decimal(quantity)})
    body = {"Name": name, "FullyQualifiedName": name, "Active": True, "Type": "Group", "SubItem": False, "UnitPrice": ZERO}
    body |= {"Taxable": False, "PurchaseCost": ZERO, "TrackQtyOnHand": False, "PrintGroupedItems": True}
    return company.add("Item", body | {"ItemGroupDetail": {"ItemGroupLine": lines}})

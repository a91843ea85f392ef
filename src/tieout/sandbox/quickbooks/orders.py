"""Purchase orders: requests that post nothing, and the bills that fulfil them."""

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.errors import FaultError, bad_reference
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.state import Company

ORDER = "PurchaseOrder"
_STATUSES = ("Open", "Closed")


def own_fields(draft: Draft) -> Body:
    """What only an order has; raises FaultError with 2170."""
    stored = draft.stored or {}
    status = draft.wanted.get("POStatus", stored.get("POStatus", "Open"))
    if status not in _STATUSES:
        raise FaultError(errors.BAD_ENUM, f"POStatus has no value {status}", element="POStatus")
    return {"POStatus": status, "LinkedTxn": stored.get("LinkedTxn", [])}


def wanted(company: Company, draft: Draft, *, vendor: str) -> list[Body]:
    """The orders that a bill names, on its head or on its lines; raises FaultError."""
    asked = [*draft.wanted.get("LinkedTxn", []), *(entry for line in draft.wanted["Line"] for entry in line.get("LinkedTxn", []))]
    found: dict[str, Body] = {}
    for entry in asked:
        if entry.get("TxnType") != ORDER:
            continue
        own_id = entry.get("TxnId", "")
        order = company.get(ORDER, own_id)
        if order is None:
            raise bad_reference(ORDER, own_id, element="TxnId")
        if order["VendorRef"]["value"] != vendor:
            raise FaultError(errors.CANNOT_LINK, f"Purchase order {own_id} belongs to another vendor", element="TxnId")
        found[own_id] = {"TxnId": own_id, "TxnType": ORDER}
    return list(found.values())


def fulfil(company: Company, bill: str, *, before: Body | None, after: Body | None) -> None:
    """A linked order is closed and shows its bill; one that is let go is open again (assumed: a part fulfils the whole)."""
    old, new = _linked(before), _linked(after)
    for own_id in sorted(old ^ new, key=int):
        order = company.get(ORDER, own_id)
        if order is None:
            continue
        others = [entry for entry in order.get("LinkedTxn", []) if entry["TxnId"] != bill]
        shown = [*others, {"TxnId": bill, "TxnType": "Bill"}] if own_id in new else others
        company.replace(ORDER, order, body=order | {"LinkedTxn": shown, "POStatus": "Closed" if shown else "Open"})


def _linked(bill: Body | None) -> set[str]:
    return {entry["TxnId"] for entry in (bill or {}).get("LinkedTxn", []) if entry["TxnType"] == ORDER}

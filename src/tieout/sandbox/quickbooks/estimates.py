"""Estimates: offers that post nothing, and the invoices that they are converted to."""

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.errors import FaultError, bad_reference
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.state import Company

KIND = "Estimate"
STATUSES = ("Pending", "Accepted", "Closed", "Rejected", "Converted")


def own_fields(company: Company, draft: Draft) -> Body:
    """Raises FaultError."""
    if company.preference("SalesFormsPrefs", "AllowEstimates") is False:
        raise FaultError(errors.SWITCHED_OFF, "Estimates are switched off in this company")
    stored = draft.stored or {}
    status = draft.wanted.get("TxnStatus", stored.get("TxnStatus", "Pending"))
    if status not in STATUSES:
        raise FaultError(errors.BAD_ENUM, f"TxnStatus has no value {status}", element="TxnStatus")
    return {"TxnStatus": status, "LinkedTxn": stored.get("LinkedTxn", [])}


def wanted(company: Company, draft: Draft, *, customer: str) -> list[Body]:
    """The estimates that an invoice converts; what else its LinkedTxn says is read-only. Raises FaultError."""
    found = []
    for own_id in sorted(_linked(draft.wanted), key=str):
        estimate = company.get(KIND, own_id)
        if estimate is None:
            raise bad_reference(KIND, own_id, element="TxnId")
        others = [entry["TxnId"] for entry in estimate.get("LinkedTxn", []) if entry["TxnId"] != draft.id]
        if estimate["CustomerRef"]["value"] != customer or others:
            # An estimate that is billed in several steps is not offered (assumed to be switched off, as in a new company).
            raise FaultError(
                errors.CANNOT_LINK, f"Estimate {own_id} is converted already or belongs to another customer", element="LinkedTxn"
            )
        found.append({"TxnId": own_id, "TxnType": KIND})
    return found


def convert(company: Company, invoice: str, *, before: Body | None, after: Body | None) -> None:
    """An estimate that an invoice links is Converted ("Closed" exists too: assumed), one that is let go is Pending again."""
    old, new = _linked(before or {}), _linked(after or {})
    for own_id in sorted(old ^ new, key=int):
        estimate = company.get(KIND, own_id)
        if estimate is None:
            continue
        linked = [{"TxnId": invoice, "TxnType": "Invoice"}] if own_id in new else []
        status = "Converted" if linked else "Pending"
        company.replace(KIND, estimate, body=estimate | {"LinkedTxn": linked, "TxnStatus": status})


def _linked(body: Body) -> set[str]:
    return {str(entry.get("TxnId", "")) for entry in body.get("LinkedTxn", []) if entry.get("TxnType") == KIND}

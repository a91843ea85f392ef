"""Credit set against invoices: from credit notes, prepayments and overpayments."""

from collections.abc import Mapping
from functools import partial

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json, Reply, answer
from tieout.sandbox.xero import errors, journals
from tieout.sandbox.xero.bulk import Elements, save_each
from tieout.sandbox.xero.errors import InvalidError, not_found, refuse
from tieout.sandbox.xero.place import Place
from tieout.sandbox.xero.rules import round2
from tieout.sandbox.xero.settlement import settle
from tieout.sandbox.xero.state import IDS, State
from tieout.sandbox.xero.wire import date_out, elements, object_of, read_decimal, text_of

# The kinds that hold credit, and what an allocation calls each.
CREDITS = {"CreditNotes": "CreditNote", "Prepayments": "Prepayment", "Overpayments": "Overpayment"}


def answer_allocations(state: State, call: Call, *, place: Place) -> Reply:
    if place.kind.plural not in CREDITS:
        raise not_found()
    match (call.method, bool(place.child_id)):
        case ("PUT" | "POST", False):
            kind, sent = place.kind.plural, Elements("Allocations", "AllocationID", elements(call, "Allocations"))
            made = partial(allocate, state, kind, credit=place.body)
            return save_each(state, call, elements=sent, save=lambda one: show_allocation(made(sent=one)))
        case ("DELETE", True):
            # A bare object, without the usual envelope.
            return answer(undo_allocation(state, place.kind.plural, credit=place.body, allocation_id=place.child_id.lower()))
    raise refuse(501, "Not Implemented", detail=f"{call.method} is not implemented for allocations")


def is_sales(document: Body) -> bool:
    """Of the customers' side: what stands in, or comes out of, accounts receivable."""
    return bool(document["Type"].startswith(("ACCREC", "RECEIVE")))


def allocate(state: State, kind: str, *, credit: Body, sent: Mapping[str, Json]) -> Body:
    """Sets a part of the credit against an invoice of the same contact; the date is the later of the two documents'."""
    wanted = object_of(sent, "Invoice")
    invoice_id, number = text_of(wanted, "InvoiceID"), text_of(wanted, "InvoiceNumber")
    invoice = state.get("Invoices", invoice_id) if invoice_id else next(iter(state.by_number("Invoices", number)), None)
    if invoice is None:
        raise InvalidError(errors.NO_DOCUMENT)
    credit = state.need(kind, credit[IDS[kind]])
    amount = round2(read_decimal(sent.get("Amount", sent.get("AppliedAmount")), "Amount"))
    on = max(credit["Date"], invoice["Date"])
    problem = _problem(credit, invoice)
    if problem is None and amount <= 0:
        problem = "Allocation amount must be greater than zero"  # assumed
    if problem is None and (amount > credit["RemainingCredit"] or amount > invoice["AmountDue"]):
        problem = errors.ALLOCATE_TOO_MUCH
    if problem is None and state.locked(on):
        problem = errors.LOCKED
    if problem is not None:
        raise InvalidError(problem)
    name, id_field = CREDITS[kind], IDS[kind]
    own = {id_field: credit[id_field]}
    if kind == "CreditNotes":
        own["CreditNoteNumber"] = credit["CreditNoteNumber"]
    allocation = {
        "AllocationID": state.new_id(),
        "Amount": amount,
        "Date": on,
        "Invoice": {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"]},
        name: own,
    }
    state.save("Allocations", allocation)
    settle(state, "Invoices", document=invoice)
    settle(state, kind, document=credit)
    return allocation


def _problem(credit: Body, invoice: Body) -> str | None:
    both_open = credit["Status"] == "AUTHORISED" and invoice["Status"] == "AUTHORISED"
    if not both_open or is_sales(credit) != is_sales(invoice):
        return errors.ALLOCATE_STATUS
    if credit["Contact"]["ContactID"] != invoice["Contact"]["ContactID"]:
        return errors.ALLOCATE_CONTACT
    if credit["CurrencyCode"] != invoice["CurrencyCode"]:
        return "The currency of the credit note and the invoice must be the same"  # assumed
    return None


def undo_allocation(state: State, kind: str, *, credit: Body, allocation_id: str) -> Body:
    allocation = state.get("Allocations", allocation_id)
    name, id_field = CREDITS[kind], IDS[kind]
    if allocation is None or allocation.get(name, {}).get(id_field) != credit[id_field]:
        raise errors.not_found()
    if state.locked(allocation["Date"]):
        raise InvalidError(errors.LOCKED)
    state.remove("Allocations", allocation["AllocationID"])
    journals.take_away(state, allocation["AllocationID"])
    settle(state, "Invoices", document=state.need("Invoices", allocation["Invoice"]["InvoiceID"]))
    settle(state, kind, document=state.need(kind, credit[id_field]))
    # The documented reply has no Amount, on which the official Python client stumbles; the sandbox adds it.
    return {**show_allocation(allocation), "IsDeleted": True}


def show_allocation(allocation: Body) -> Body:
    return {
        "AllocationID": allocation["AllocationID"],
        "Amount": allocation["Amount"],
        "Date": date_out(allocation["Date"]),
        "Invoice": allocation["Invoice"],
        "IsDeleted": False,
    }

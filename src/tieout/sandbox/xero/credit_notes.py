"""Credit notes and their allocation to invoices."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors
from tieout.sandbox.xero.documents import Form, compose, keep
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.lines import show_lines
from tieout.sandbox.xero.rules import round2
from tieout.sandbox.xero.state import State, Wish, settle
from tieout.sandbox.xero.wire import date_out, moments_out, read_decimal, text_of

FORM = Form(
    kind="CreditNotes",
    id_field="CreditNoteID",
    number_field="CreditNoteNumber",
    sale="ACCRECCREDIT",
    purchase="ACCPAYCREDIT",
    prefix="CN-",
    dates=("Date", "DueDate"),
    not_unique=errors.CREDIT_NOT_UNIQUE,
    discounts=False,
)


def save_credit_note(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    before = _meant(state, sent, wish=wish)
    if before is None:
        return keep(state, FORM, body=compose(state, FORM, sent=sent, before=None, places=wish.places))
    used = before["RemainingCredit"] != before["Total"] and before["Status"] in ("AUTHORISED", "PAID")
    status = text_of(sent, "Status").upper()
    if status in ("VOIDED", "DELETED"):
        allowed = ("AUTHORISED", "PAID") if status == "VOIDED" else ("DRAFT", "SUBMITTED")
        if used or before["Status"] not in allowed:
            raise InvalidError(errors.VOID_WITH_PAYMENTS if used else errors.NOT_MODIFIABLE)
        if state.locked(before["Date"]):
            raise InvalidError(errors.LOCKED)
        return state.save("CreditNotes", {**before, "Status": status, "RemainingCredit": Decimal("0.00")})
    if used:
        raise InvalidError(errors.NOT_MODIFIABLE, errors.HAS_PAYMENTS)
    return keep(state, FORM, body=compose(state, FORM, sent=sent, before=before, places=wish.places))


def find_credit_note(state: State, key: str) -> Body | None:
    return state.get("CreditNotes", key) or next(iter(state.by_number("CreditNotes", key)), None)


def _meant(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body | None:
    if wish.id:
        found = find_credit_note(state, wish.id)
        if found is None:
            raise errors.not_found()
        return found
    if wish.create_only:
        return None
    if note_id := text_of(sent, "CreditNoteID"):
        if (found := state.get("CreditNotes", note_id)) is None:
            raise InvalidError("Credit note could not be found")  # assumed
        return found
    number = text_of(sent, "CreditNoteNumber")
    living = [one for one in state.by_number("CreditNotes", number) if one["Type"] == FORM.sale and one["Status"] != "DELETED"]
    return living[0] if living and text_of(sent, "Type").upper() in ("", FORM.sale) else None


def allocate(state: State, note: Body, *, sent: Mapping[str, Json]) -> Body:
    """Sets a part of the credit against an invoice of the same contact; the date is the later of the two documents'."""
    wanted = sent.get("Invoice") if isinstance(sent.get("Invoice"), dict) else {}
    invoice_id, number = text_of(wanted or {}, "InvoiceID"), text_of(wanted or {}, "InvoiceNumber")
    invoice = state.get("Invoices", invoice_id) if invoice_id else next(iter(state.by_number("Invoices", number)), None)
    if invoice is None:
        raise InvalidError(errors.NO_DOCUMENT)
    note = state.get("CreditNotes", note["CreditNoteID"]) or note
    amount = round2(read_decimal(sent.get("Amount", sent.get("AppliedAmount")), "Amount"))
    if note["Status"] != "AUTHORISED" or invoice["Status"] != "AUTHORISED" or FORM.is_sale(note) != (invoice["Type"] == "ACCREC"):
        raise InvalidError(errors.ALLOCATE_STATUS)
    if note["Contact"]["ContactID"] != invoice["Contact"]["ContactID"]:
        raise InvalidError(errors.ALLOCATE_CONTACT)
    if note["CurrencyCode"] != invoice["CurrencyCode"]:
        raise InvalidError("The currency of the credit note and the invoice must be the same")  # assumed
    if amount <= 0:
        raise InvalidError("Allocation amount must be greater than zero")  # assumed
    if amount > note["RemainingCredit"] or amount > invoice["AmountDue"]:
        raise InvalidError(errors.ALLOCATE_TOO_MUCH)
    on = max(note["Date"], invoice["Date"])
    if state.locked(on):
        raise InvalidError(errors.LOCKED)
    allocation = {
        "AllocationID": state.new_id(),
        "Amount": amount,
        "Date": on,
        "Invoice": {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"]},
        "CreditNote": {"CreditNoteID": note["CreditNoteID"], "CreditNoteNumber": note["CreditNoteNumber"]},
    }
    state.save("Allocations", allocation)
    settle(state, "Invoices", document=invoice)
    settle(state, "CreditNotes", document=note)
    return allocation


def undo_allocation(state: State, note: Body, *, allocation_id: str) -> Body:
    allocation = state.get("Allocations", allocation_id)
    if allocation is None or allocation["CreditNote"]["CreditNoteID"] != note["CreditNoteID"]:
        raise errors.not_found()
    if state.locked(allocation["Date"]):
        raise InvalidError(errors.LOCKED)
    state.remove("Allocations", allocation["AllocationID"])
    for kind, document, id_field in (("Invoices", "Invoice", "InvoiceID"), ("CreditNotes", "CreditNote", "CreditNoteID")):
        settle(state, kind, document=state.need(kind, allocation[document][id_field]))
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


def show_credit_note(state: State, note: Body, *, full: bool, places: int = 2) -> Body:
    contact = state.contact(note["Contact"]["ContactID"])
    shown = {key: value for key, value in note.items() if value != "" and key != "AmountDue"}
    for field in (*FORM.dates, "FullyPaidOnDate"):
        if note.get(field):
            shown[field] = date_out(note[field])
            if field != "FullyPaidOnDate":
                shown[f"{field}String"] = f"{note[field]}T00:00:00"
    shown |= {
        **moments_out(note["UpdatedDateUTC"]),
        "HasAttachments": False,
        "HasErrors": False,
        "Contact": {"ContactID": contact["ContactID"], "Name": contact["Name"]},
        "Allocations": [show_allocation(one) for one in state.find("Allocations", "credit_note", key=note["CreditNoteID"])],
        "Payments": [
            {"PaymentID": one["PaymentID"], "Date": date_out(one["Date"]), "Amount": one["Amount"], "Reference": one["Reference"]}
            for one in state.find("Payments", "credit_note", key=note["CreditNoteID"])
        ],
        "LineItems": show_lines(note["LineItems"], places=places) if full else [],
    }
    return shown

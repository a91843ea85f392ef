"""Credit notes: what may be changed when, and how they are shown."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors, journals
from tieout.sandbox.xero.allocations import show_allocation
from tieout.sandbox.xero.documents import Form, compose, keep
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.inventory import moved
from tieout.sandbox.xero.lines import show_lines
from tieout.sandbox.xero.state import State, Wish
from tieout.sandbox.xero.wire import date_out, moments_out, text_of

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
        ended = moved(state, "CreditNotes", body={**before, "Status": status, "RemainingCredit": Decimal("0.00")})
        ended = state.save("CreditNotes", ended)
        journals.post(state, "CreditNotes", body=ended)
        return ended
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

"""The notes on an object: they can be read and added to, never changed."""

from collections.abc import Mapping

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.xero import errors
from tieout.sandbox.xero.bulk import Elements, save_each
from tieout.sandbox.xero.errors import InvalidError, not_found, refuse
from tieout.sandbox.xero.place import Place
from tieout.sandbox.xero.state import State
from tieout.sandbox.xero.wire import elements, envelope, instant, milliseconds, moment_out, text_of

DETAILS_MAX = 450  # assumed
_KINDS = frozenset(
    {
        "BankTransactions",
        "BankTransfers",
        "BatchPayments",
        "Contacts",
        "CreditNotes",
        "Invoices",
        "Items",
        "ManualJournals",
        "Overpayments",
        "Payments",
        "Prepayments",
        "PurchaseOrders",
        "Quotes",
        "RepeatingInvoices",
    }
)


def answer_history(state: State, call: Call, *, place: Place) -> Reply:
    if place.kind.plural not in _KINDS or place.child_id:
        raise not_found()
    if call.method == "GET":
        notes = state.books.find(state.aside, "History", index="of", key=place.of)
        return envelope("HistoryRecords", [_show(note) for note in reversed(notes)], call=call)  # newest first (assumed)
    if call.method != "PUT":
        raise refuse(501, "Not Implemented", detail="Notes can be read and added")
    sent = Elements("HistoryRecords", "HistoryRecordID", elements(call, "HistoryRecords"))
    return save_each(state, call, elements=sent, save=lambda one: _show(_add(state, place, sent=one)))


def _add(state: State, place: Place, *, sent: Mapping[str, Json]) -> Body:
    details = text_of(sent, "Details")
    if not details:
        raise InvalidError(errors.REQUIRED.format("Details"))
    if len(details) > DETAILS_MAX:
        raise InvalidError(errors.TOO_LONG.format("Details", DETAILS_MAX))
    own_id = state.new_id()
    note = {"ID": own_id, "Of": place.of, "Details": details, "At": milliseconds(state.clock.now())}
    state.books.put(state.aside, "History", id=own_id, body=note)
    return note


def _show(note: Body) -> Body:
    return {
        "Changes": "Note",
        "DateUTC": moment_out(note["At"]),
        "DateUTCString": f"{instant(note['At']):%Y-%m-%dT%H:%M:%S}",
        "User": "System Generated",  # assumed: what is added through the API has no person to it
        "Details": note["Details"],
    }

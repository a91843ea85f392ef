"""Files on an object: listed, uploaded as they are, downloaded byte for byte."""

import base64
import mimetypes
from urllib.parse import quote

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.xero.bulk import option
from tieout.sandbox.xero.errors import InvalidError, not_found, refuse
from tieout.sandbox.xero.place import Place
from tieout.sandbox.xero.state import State
from tieout.sandbox.xero.wire import envelope

FILES_MAX, FILE_BYTES_MAX = 10, 25 * 1024 * 1024
_KINDS = frozenset(
    {
        "Accounts",
        "BankTransactions",
        "BankTransfers",
        "Contacts",
        "CreditNotes",
        "Invoices",
        "ManualJournals",
        "PurchaseOrders",
        "Quotes",
        "RepeatingInvoices",
    }
)
_ONLINE = frozenset({"Invoices", "CreditNotes"})  # where a file can be shown to the customer


def answer_attachments(state: State, call: Call, *, place: Place) -> Reply:
    if place.kind.plural not in _KINDS:
        raise not_found()
    match (call.method, bool(place.child_id)):
        case ("GET", False):
            return envelope("Attachments", [_show(call, place, file=file) for file in _files(state, place.of)], call=call)
        case ("GET", True):
            return _content(state, place)
        case ("PUT" | "POST", True):
            return envelope("Attachments", [_show(call, place, file=_upload(state, call, place=place))], call=call)
    raise refuse(501, "Not Implemented", detail=f"{call.method} is not implemented for attachments")


def has_files(state: State, plural: str, *, id: str) -> bool:
    return bool(_files(state, f"{plural}/{id}"))


def _files(state: State, of: str) -> list[Body]:
    return state.books.find(state.aside, "Attachments", index="of", key=of)


def _found(state: State, place: Place) -> Body | None:
    """By id or by name; names do not differ by case (assumed)."""
    wanted = place.child_id.lower()
    return next((file for file in _files(state, place.of) if wanted in (file["AttachmentID"], file["FileName"].lower())), None)


def _content(state: State, place: Place) -> Reply:
    file = _found(state, place)
    if file is None:
        raise not_found()
    return Reply(200, base64.b64decode(file["Content"]), media_type=file["MimeType"])


def _upload(state: State, call: Call, *, place: Place) -> Body:
    """A file of the same name is replaced, by PUT as by POST (assumed), and keeps its id."""
    before = _found(state, place)
    if not call.body:
        raise InvalidError("The file is empty")  # assumed
    if len(call.body) > FILE_BYTES_MAX:
        raise InvalidError(f"A file can have a maximum of {FILE_BYTES_MAX} bytes")  # assumed words
    if before is None and len(_files(state, place.of)) >= FILES_MAX:
        raise InvalidError(f"There can be a maximum of {FILES_MAX} files")  # assumed words
    said = call.headers.get("content-type", "").partition(";")[0].strip()
    guessed = mimetypes.guess_type(place.child_id)[0]
    file = {
        "AttachmentID": before["AttachmentID"] if before else state.new_id(),
        "Of": place.of,
        "FileName": before["FileName"] if before else place.child_id,
        "MimeType": guessed if guessed and said in ("", "application/octet-stream") else said or "application/octet-stream",
        "ContentLength": len(call.body),
        "IncludeOnline": place.kind.plural in _ONLINE and option(call, "includeonline") == "true",
        "Content": base64.b64encode(call.body).decode(),
    }
    state.books.put(state.aside, "Attachments", id=str(file["AttachmentID"]), body=file)
    return file


def _show(call: Call, place: Place, *, file: Body) -> Body:
    shown = {field: file[field] for field in ("AttachmentID", "FileName", "MimeType", "ContentLength")}
    shown["Url"] = f"{call.base_url}/xero/api.xro/2.0/{place.of}/Attachments/{quote(file['FileName'])}"
    return {**shown, "IncludeOnline": file["IncludeOnline"]} if place.kind.plural in _ONLINE else shown

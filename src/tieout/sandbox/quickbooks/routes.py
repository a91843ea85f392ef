"""The paths below `/v3/company/{realm}`: which request does what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Reply, answer
from tieout.sandbox.quickbooks import attachments, changes, currencies, errors, pdf, taxservice, writes
from tieout.sandbox.quickbooks.errors import FaultError
from tieout.sandbox.quickbooks.moments import stamp
from tieout.sandbox.quickbooks.query import parse
from tieout.sandbox.quickbooks.reports import report
from tieout.sandbox.quickbooks.schema import BY_LOWER_NAME, KINDS
from tieout.sandbox.quickbooks.selection import select
from tieout.sandbox.quickbooks.state import Company

BATCH_MAX = 30
_REQUEST_ID_MAX, _BATCH_REQUEST_ID_MAX, _BATCH_ITEM_ID_MAX = 50, 36, 10
_ITEM_KEYS = frozenset({"bId", "operation", "options", "optionsData", "Query", "iiCommandMode"})


@dataclass(frozen=True)
class Request:
    """One call on a company; `parts` is the path below the realm, in lower case but for an id."""

    company: Company
    call: Call
    parts: tuple[str, ...]

    @property
    def request_id(self) -> str | None:
        return _lower(self.call.query).get("requestid") or None

    def json(self) -> Any:
        try:
            return self.call.json()
        except (ValueError, RecursionError):
            raise FaultError(errors.UNSUPPORTED, "The request body is no JSON") from None


def _lower(query: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in query.items()}


def respond(request: Request) -> Reply:
    """Raises FaultError; `minorversion` is passed over, every version is 75."""
    method, first = request.call.method, request.parts[0] if request.parts else ""
    if first == "query" and len(request.parts) == 1:
        return _timed(request, {"QueryResponse": _query(request)})
    if first == "cdc" and method == "GET":
        query = _lower(request.call.query)
        return _timed(request, changes.capture(request.company, query.get("entities", ""), since=query.get("changedsince", "")))
    if first == "batch" and method == "POST":
        return _batch(request)
    if request.parts == ("taxservice", "taxcode") and method == "POST":
        raw = request.json()
        return _once(request, lambda: taxservice.create(request.company, raw))
    if request.parts == ("upload",) and method == "POST":
        return _once(request, lambda: attachments.upload(request.company, request.call))
    if first == "download" and len(request.parts) == 2 and method == "GET":
        address = attachments.address(request.company, request.parts[1])
        return Reply(body=address.encode(), media_type="text/plain")
    if first == "reports" and len(request.parts) == 2 and method == "GET":
        return answer(report(request.company, request.parts[1], query=request.call.query))
    kind = BY_LOWER_NAME.get(first)
    if kind is None or len(request.parts) > 3:
        raise FaultError(errors.UNSUPPORTED, f"Operation {method} {'/'.join(request.parts)} is not supported")
    return _read(request, kind) if method == "GET" else _write(request, kind)


def _timed(request: Request, document: Body, *, units: int = 1) -> Reply:
    return answer(document | {"time": stamp(request.company.at)}, units=units)


def _query(request: Request) -> Body:
    if request.call.method == "GET":
        text = _lower(request.call.query).get("query", "")
    else:
        text = request.call.body.decode(errors="replace")
    return select(request.company, parse(text))


def _read(request: Request, kind: str) -> Reply:
    if kind == "Preferences" and len(request.parts) == 1:
        return _timed(request, {kind: request.company.fetch(kind, "1")})
    if kind == "ExchangeRate" and len(request.parts) == 1:
        query = _lower(request.call.query)
        rate = currencies.find_rate(request.company, query.get("sourcecurrencycode", ""), on=query.get("asofdate", ""))
        return _timed(request, {kind: rate})
    if len(request.parts) == 3 and request.parts[2].lower() == "pdf" and kind in pdf.KINDS:
        return pdf.printed(request.company, kind, id=request.parts[1])
    if len(request.parts) != 2 or kind == "ExchangeRate":
        raise FaultError(errors.UNSUPPORTED, f"Operation GET {'/'.join(request.parts)} is not supported")
    own_id = request.parts[1]
    if kind == "CompanyInfo" and own_id == request.company.realm:
        own_id = "1"  # the company's own id is not the realm's
    body = request.company.fetch(kind, own_id)
    if kind == "Invoice" and "invoicelink" in _lower(request.call.query).get("include", "").lower().split(","):
        # What the customer would open; here it is the invoice as a PDF.
        body = body | {"InvoiceLink": f"{request.call.base_url}/quickbooks/invoices/{request.company.realm}/{own_id}"}
    return _timed(request, {kind: attachments.shown(request.company, kind, body=body)})


def _write(request: Request, kind: str) -> Reply:
    company, query = request.company, _lower(request.call.query)
    if request.call.method != "POST":
        raise FaultError(errors.UNSUPPORTED, f"Operation {request.call.method} is not supported")
    if len(request.parts) == 3 and request.parts[2] == "send":
        return _once(request, lambda: {kind: writes.send(company, kind, id=request.parts[1], address=query.get("sendto"))})
    if len(request.parts) != 1:
        raise FaultError(errors.UNSUPPORTED, f"Operation POST {'/'.join(request.parts)} is not supported")
    raw, operation = request.json(), query.get("operation", "").lower()
    if operation == "delete":
        return _once(request, lambda: {kind: writes.delete(company, kind, raw=raw)})
    if operation == "void" or query.get("include", "").lower() == "void":
        return _once(request, lambda: {kind: writes.void(company, kind, raw=raw)})
    if operation not in ("", "create", "update"):
        raise FaultError(errors.UNSUPPORTED, f"Operation {operation} is not supported")
    return _once(request, lambda: {kind: attachments.shown(company, kind, body=_save(company, kind, raw=raw))})


def _save(company: Company, kind: str, *, raw: object) -> Body:
    return currencies.save_rate(company, raw) if kind == "ExchangeRate" else writes.save(company, kind, raw=raw)


def _once(request: Request, write: Callable[[], Body]) -> Reply:
    """A write with a requestid is done once; every repetition gets the first answer again, whatever its body says.

    Only successes are kept: a refusal changed nothing, so its repetition is judged anew (assumed, as is keeping them for ever).
    """
    request_id = request.request_id
    if request_id is None:
        return _timed(request, write())
    if len(request_id) > _REQUEST_ID_MAX:
        raise FaultError(errors.BAD_REQUEST_ID, f"requestid Max:{_REQUEST_ID_MAX} supported. Supplied length:{len(request_id)}")
    kept = request.company.get("_request", request_id)
    if kept is None:
        kept = write() | {"time": stamp(request.company.at)}
        request.company.keep("_request", request_id, body=kept)
    return answer(kept)


def _batch(request: Request) -> Reply:
    raw = request.json()
    items = raw.get("BatchItemRequest") if isinstance(raw, dict) else None
    if not isinstance(items, list) or not items:
        raise errors.missing("BatchItemRequest")
    if len(items) > BATCH_MAX:
        raise FaultError(errors.BATCH_TOO_LARGE, f"Maximum number of batch items is {BATCH_MAX}; supplied {len(items)}")
    if not all(isinstance(item, dict) for item in items):
        raise FaultError(errors.BAD_TYPE, "BatchItemRequest must hold objects", element="BatchItemRequest")
    request_id = request.request_id
    # Without a requestid the length of a bId does not matter: the Python library sends whole UUIDs.
    if request_id and (
        len(request_id) > _BATCH_REQUEST_ID_MAX or any(len(str(item.get("bId", ""))) > _BATCH_ITEM_ID_MAX for item in items)
    ):
        raise FaultError(errors.BAD_REQUEST_ID, "In a batch requestid has 36 characters at most and bId 10")
    responses = [_item(request, item) for item in items]
    return _timed(request, {"BatchItemResponse": responses}, units=len(items))


def _item(request: Request, item: Body) -> Body:
    """One item's answer; a refused item is taken back alone and leaves the others as they are."""
    company = request.company
    head: Body = {"bId": str(item["bId"])} if "bId" in item else {}
    try:
        if "Query" in item:
            return head | {"QueryResponse": select(company, parse(str(item["Query"])))}
        key = f"{request.request_id}+{item.get('bId', '')}" if request.request_id else None
        if key is not None and (kept := company.get("_request", key)) is not None:
            return head | kept
        with company.books.part():
            done = _operate(company, item)
            if key is not None:
                company.keep("_request", key, body=done)
        return head | done
    except FaultError as refused:
        return head | {"Fault": refused.fault()}


def _operate(company: Company, item: Body) -> Body:
    kinds = [name for name in item if name not in _ITEM_KEYS]
    if len(kinds) != 1 or kinds[0] not in KINDS:
        raise FaultError(errors.BAD_OBJECT, f"A batch item holds one object; found {', '.join(kinds)[:100] or 'none'}")
    kind, raw = kinds[0], item[kinds[0]]
    operation = str(item.get("operation", "")).lower()
    if operation == "delete":
        return {kind: writes.delete(company, kind, raw=raw)}
    if operation == "void" or str(item.get("options", "")).lower() == "void":
        return {kind: writes.void(company, kind, raw=raw)}
    if operation not in ("create", "update"):
        raise FaultError(errors.UNSUPPORTED, f"Operation {operation or 'without a name'} is not supported")
    has_id = isinstance(raw, dict) and raw.get("Id") not in (None, "", 0, "0")
    if operation == "update" and not has_id:
        raise errors.missing("Id")
    if operation == "create" and has_id:
        raw = {name: value for name, value in raw.items() if name not in ("Id", "SyncToken")}
    return {kind: attachments.shown(company, kind, body=_save(company, kind, raw=raw))}

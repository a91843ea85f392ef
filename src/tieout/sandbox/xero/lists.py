"""Reading lists: which objects a query means, in which order, on which page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json
from tieout.sandbox.xero.errors import refuse
from tieout.sandbox.xero.state import State
from tieout.sandbox.xero.where import parse_order, parse_where, sort_key
from tieout.sandbox.xero.wire import milliseconds

PAGE_DEFAULT, PAGE_MAX = 100, 1000


@dataclass(frozen=True)
class Kind:
    """How one kind of object is listed."""

    plural: str
    id_field: str
    paged: bool = False
    sized: bool = True  # of what is paged: takes `pageSize` and tells `pagination`
    since: bool = True
    search: tuple[str, ...] = ()
    hidden: Callable[[Body], bool] = lambda _body: False  # left out unless the query says otherwise
    unhide: str = "includearchived"
    always_paged: bool = False  # a list without `page` is its first page
    asked_for: Callable[[State, Body, Mapping[str, str]], bool] = lambda _state, _body, _query: True  # filters of this kind's own


@dataclass(frozen=True)
class Page:
    bodies: Sequence[Body]
    pagination: dict[str, int] | None


def select(state: State, kind: Kind, *, call: Call) -> Page:
    query = {name.lower(): value for name, value in call.query.items()}
    bodies = _candidates(state, kind, query=query)
    if kind.since and (moment := since(call)) is not None:
        # Assumed: a change in the very moment that is named counts as after it.
        bodies = [body for body in bodies if body["UpdatedDateUTC"] >= moment]
    if query.get(kind.unhide, "").lower() != "true":
        bodies = [body for body in bodies if not kind.hidden(body)]
    bodies = [body for body in bodies if kind.asked_for(state, body, query)]
    if term := query.get("searchterm", "").strip().lower():
        bodies = [body for body in bodies if any(term in str(body.get(field, "")).lower() for field in kind.search)]
    if where := query.get("where", "").strip():
        test = parse_where(where)
        bodies = [body for body in bodies if test(_lookup(state, body))]
    bodies = _ordered(state, kind, bodies=bodies, order=query.get("order", ""))
    forced = kind.always_paged or "statuses" in query or query.get("summaryonly", "").lower() == "true"
    if not kind.paged or not ("page" in query or (kind.sized and "pagesize" in query) or forced):
        return Page(bodies, None)
    size = min(PAGE_MAX, max(1, _number(query.get("pagesize"), PAGE_DEFAULT))) if kind.sized else PAGE_DEFAULT
    page = max(1, _number(query.get("page"), 1))
    pages = -(-len(bodies) // size)
    pagination = {"page": page, "pageSize": size, "pageCount": pages, "itemCount": len(bodies)}
    return Page(bodies[(page - 1) * size : page * size], pagination if kind.sized else None)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() else default


def _candidates(state: State, kind: Kind, *, query: Mapping[str, str]) -> list[Body]:
    """The lists of values are answered from the indexes, in the order of the books."""
    found: list[Body] | None = None
    for name in ("ids", "invoicenumbers", "contactids"):
        if not (values := _values(query, name)) or (name != "ids" and kind.plural != "Invoices"):
            continue
        picked = {body[kind.id_field]: body for value in values for body in _picked(state, kind, name=name, value=value)}
        found = list(picked.values()) if found is None else [body for body in found if body[kind.id_field] in picked]
    bodies = state.all(kind.plural) if found is None else found
    if references := set(_values(query, "references")):
        bodies = [body for body in bodies if body.get("Reference") in references]
    if statuses := {value.upper() for value in _values(query, "statuses")}:
        bodies = [body for body in bodies if body["Status"] in statuses]
    return bodies


def _picked(state: State, kind: Kind, *, name: str, value: str) -> list[Body]:
    if name == "ids":
        body = state.get(kind.plural, value)
        return [body] if body else []
    return state.find(kind.plural, "number" if name == "invoicenumbers" else "contact", key=value.lower())


def _values(query: Mapping[str, str], name: str) -> list[str]:
    return [value.strip() for value in query.get(name, "").split(",") if value.strip()]


def since(call: Call) -> int | None:
    """If-Modified-Since in milliseconds, None when it is not sent."""
    text = call.headers.get("if-modified-since", "").strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            raise refuse(412, "Precondition Failed", detail="If-Modified-Since is not a date") from None  # assumed
    return milliseconds((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).replace(microsecond=0))


def _ordered(state: State, kind: Kind, *, bodies: list[Body], order: str) -> list[Body]:
    if not order.strip():
        if not kind.since:
            return bodies
        return sorted(bodies, key=lambda body: (body["UpdatedDateUTC"], body[kind.id_field]))
    ordered = sorted(bodies, key=lambda body: str(body[kind.id_field]))
    for field, descending in reversed(parse_order(order)):
        ordered.sort(key=partial(_sort_value, state, field), reverse=descending)
    return ordered


def _sort_value(state: State, field: str, body: Body) -> tuple[tuple[int, Json], ...]:
    return sort_key([_lookup(state, body)(field)])


_LINKED = {"contact": ("Contacts", "ContactID"), "invoice": ("Invoices", "InvoiceID"), "account": ("Accounts", "AccountID")}
_LINKED["creditnote"] = ("CreditNotes", "CreditNoteID")
_LINKED |= dict.fromkeys(("bankaccount", "frombankaccount", "tobankaccount"), ("Accounts", "AccountID"))


def _lookup(state: State, body: Body) -> Callable[[str], Json]:
    def look(path: str) -> Json:
        value: Json = body
        for part in path.split("."):
            if not isinstance(value, dict):
                return None
            value = _member(value, part)
            if isinstance(value, dict) and part.lower() in _LINKED:
                kind, id_field = _LINKED[part.lower()]
                value = state.get(kind, value.get(id_field)) or value
        # What is empty is not there, as far as a filter can see.
        return None if value == "" else value

    return look


_CASES: dict[tuple[str, ...], dict[str, str]] = {}


def _member(body: Body, name: str) -> Json:
    if name in body:
        return body[name]
    keys = tuple(body)
    if (cases := _CASES.get(keys)) is None:
        if len(_CASES) > 1_000:
            _CASES.clear()
        cases = _CASES[keys] = {key.lower(): key for key in keys}
    return body.get(cases.get(name.lower(), ""))

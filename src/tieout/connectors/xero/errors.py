"""Xero's answers when it does not do as asked: what each means for the caller, and what a person can do about it."""

import re
from collections.abc import Iterator, Mapping

from tieout.connectors.contract import Gate
from tieout.connectors.errors import AuthorisationLost, NotPermitted, Problem, ProviderError, Throttled, Transient
from tieout.connectors.http import THROTTLED_SECONDS, Dialect, Json, Response

OFFLINE_SECONDS = 300.0
CONCURRENT_SECONDS = 1.0
IDEMPOTENCY_SECONDS = 360.0
NESTING_MAX = 6

_REMEDIES = {
    "name_taken": "Something else in Xero has this name: link to it if it is the same, or give one of the two another name.",
    "number_taken": "This number is in use in Xero: link to that one if it is the same, or give this one another.",
    "code_taken": "An item or account with this code is in Xero: link to it, or give this one another code.",
    "too_long": "A text is longer than Xero takes: shorten it in the record.",
    "period_locked": "The date lies in a period that is locked in Xero: unlock it there, or give the document a later date.",
    "amount_over_due": "More is paid than is open on the document: look at the payments that it has in Xero already.",
    "currency_not_enabled": "Add this currency to the organisation in Xero (Settings, Currencies), then try again.",
    "tax_code_invalid": "Xero has no such tax code for this account: sync the reference data and choose another in the mapping.",
    "account_missing": "A line names no account: choose one in the mapping, or on the item in Xero.",
    "account_invalid": "Xero has no such account, or not for this: sync the reference data and choose another in the mapping.",
    "item_invalid": "This item is not in Xero or cannot be used so: look at it there, then try again.",
    "contact_archived": "The contact is archived in Xero: restore it there, then try again.",
    "contact_missing": "The contact is not in Xero: create or link it first.",
    "totals_differ": "The totals do not agree with the lines: look at quantities, prices and tax of the document.",
    "not_editable": "Its status or a payment on it forbids this in Xero: remove the payment there, or make a credit note.",
    "not_found": "What this refers to is not in Xero any more: sync the ledger, then try again.",
    "other": "Read Xero's message, correct the record or the setting in Xero that it names, then try again.",
}
# Patterns of messages, in any case, and the cause that each tells; the first that fits counts.
_PATTERNS = (
    (r"contact name .* already assigned|unique name", "name_taken"),
    (r"another contact has this contact number|contact number .*already", "number_taken"),
    (r"(invoice|credit note) # must be unique|number .*must be unique", "number_taken"),
    (r"item with code .* already exists|item code .*(unique|already)|unique code", "code_taken"),
    (
        r"too long|exceeds? the maximum (length|of)|maximum (length )?of \d+ characters|must (not exceed|be less than) \d+",
        "too_long",
    ),
    (r"lock date|period.*lock|locked period|financial year end", "period_locked"),
    (r"(payment|allocat|credit).*(exceed|more than|greater than).*(outstanding|due|remaining)", "amount_over_due"),
    (r"exceeds the (amount )?(outstanding|due|remaining)", "amount_over_due"),
    (r"total debits .*(equal|total credits)", "totals_differ"),
    (r"not subscribed to currency|currency .*(not (enabled|valid|subscribed)|invalid)|multi-?currency", "currency_not_enabled"),
    (r"tax ?type|tax rate|tax code", "tax_code_invalid"),
    (r"account.*(must be specified|is required|required|missing)|specify an account|without an? account", "account_missing"),
    (r"account.*(not (a )?valid|invalid|not be found|not found|archived|does not exist)", "account_invalid"),
    (
        r"must be an account of type|account cannot be used|two different bank accounts",
        "account_invalid",
    ),
    (r"item code .*not valid|item .*(not (be )?found|does not exist|not valid)|quantity on hand|inventory", "item_invalid"),
    (r"contact.*archived|archived contact", "contact_archived"),
    (r"contact must be specified|contact.*(not (be )?found|does not exist|required|missing)|no contact", "contact_missing"),
    (r"total .*does not (match|equal)|does not match the expected", "totals_differ"),
    (
        r"cannot be (edited|modified|updated|changed|voided|deleted)|not of valid status|cannot be applied to the|not editable",
        "not_editable",
    ),
    (
        r"can only be (deleted|archived)|only be made (against|from and to) authorised|has (a payment|payments?) or credit",
        "not_editable",
    ),
    (r"could not be found|cannot be found|not found|does not exist", "not_found"),
)
_TABLE = tuple((re.compile(pattern, re.IGNORECASE | re.DOTALL), cause) for pattern, cause in _PATTERNS)


def problem(message: str, *, field: str = "", code: str = "", cause: str = "") -> Problem:
    """Xero's sentence with the word for its cause, where that is not known already, and what a finance person can do."""
    cause = cause or next((cause for pattern, cause in _TABLE if pattern.search(message)), "other")
    return Problem(cause=cause, message=message, remedy=_REMEDIES[cause], field=field, code=code)


def problems(element: Mapping[str, Json]) -> tuple[Problem, ...]:
    """All that is wrong with one element of a reply, that of its lines, addresses and other parts included; each sentence once."""
    found: dict[str, Problem] = {}
    for field, message in _errors(element, path=(), depth=0):
        found.setdefault(message, problem(message, field=field))
    return tuple(found.values())


def _errors(part: Json, *, path: tuple[str, ...], depth: int) -> Iterator[tuple[str, str]]:
    if depth > NESTING_MAX:
        return
    if isinstance(part, list):
        for position, inner in enumerate(part):
            yield from _errors(inner, path=(*path, str(position)), depth=depth + 1)
    elif isinstance(part, dict):
        for error in part.get("ValidationErrors") or ():
            # One of Xero's own samples says `Description` instead.
            if isinstance(error, dict) and (message := error.get("Message") or error.get("Description")):
                yield ".".join(path), str(message)
        for name, inner in part.items():
            if name not in ("ValidationErrors", "Warnings") and isinstance(inner, dict | list):
                yield from _errors(inner, path=(*path, name), depth=depth + 1)


def call_problem(response: Response) -> Problem:
    """What a 4xx says about the whole call: bad JSON, a bad filter, an unknown id."""
    body = response.body if isinstance(response.body, dict) else {}
    message = str(body.get("Message") or _word(body, "Detail") or _word(body, "Title") or response.text.strip()[:300])
    if response.status == 404:
        return problem(message or "The resource cannot be found", code="404")
    return problem(message or f"Xero answered {response.status}", code=str(body.get("ErrorNumber") or response.status))


def trouble(response: Response) -> ProviderError | None:
    """What an answer that is neither 2xx nor 429 means for the caller; None leaves it to HTTP's usual rules."""
    body = response.body if isinstance(response.body, dict) else {}
    detail = _word(body, "Detail")
    if response.status in (401, 403) and _scope_missing(response, detail):
        return NotPermitted("Xero does not allow this with the permissions that were given; connect again and accept all of them")
    if response.status == 401:
        return AuthorisationLost("Xero no longer accepts this connection; connect again")
    if response.status == 403 and "AuthenticationUnsuccessful" in detail:
        return AuthorisationLost("the organisation is not connected any more, or its user lost access; connect again")
    if response.status == 503 and "organisation is offline" in f"{response.text} {detail}".lower():
        return Transient("the organisation is offline at Xero", retry_after=OFFLINE_SECONDS)
    if response.status == 409:
        return Transient("Xero is changing the same thing for somebody else at this moment")
    if response.status == 400 and "idempotency key" in str(body.get("Message") or detail).lower():
        # An earlier, different call with this key is still remembered, for six minutes from its first use; this one did nothing.
        return Transient("Xero still remembers an earlier attempt of this batch", retry_after=IDEMPOTENCY_SECONDS)
    return None


def _scope_missing(response: Response, detail: str) -> bool:
    asked = response.headers.get("www-authenticate", "").lower()
    return "AuthorizationUnsuccessful" in detail or "insufficient_scope" in asked or "insufficent_scope" in asked


def _word(body: Mapping[str, Json], name: str) -> str:
    """Problem objects come with names in PascalCase and in camelCase."""
    return str(body.get(name) or body.get(name.lower()) or "")


def throttled(response: Response) -> Throttled:
    scope = response.headers.get("x-rate-limit-problem", "minute").lower()
    usual = CONCURRENT_SECONDS if scope == "concurrent" else THROTTLED_SECONDS
    wait = usual if response.retry_after is None else response.retry_after
    return Throttled(f"Xero's limit is reached ({scope})", retry_after=wait, scope=scope)


_REMAINING = (("minute", "x-minlimit-remaining"), ("day", "x-daylimit-remaining"), ("appminute", "x-appminlimit-remaining"))


def correct(gate: Gate, response: Response) -> None:
    """Tells the gate what is left, as every answer says."""
    for scope, header in _REMAINING:
        if (left := response.headers.get(header, "")).isdecimal():
            gate.correct(scope=scope, remaining=int(left))


DIALECT = Dialect(provider="xero", trouble=trouble, throttled=throttled, correct=correct)

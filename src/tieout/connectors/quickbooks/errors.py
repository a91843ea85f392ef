"""QuickBooks' faults as ours: one table of codes, and the three shapes in which faults come."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tieout.accounting.kinds import EntityKind
from tieout.connectors.errors import (
    AuthorisationLost,
    OutcomeUnknown,
    Problem,
    ProviderError,
    Rejected,
    Throttled,
    Transient,
)
from tieout.connectors.http import THROTTLED_SECONDS, Dialect, Response

BUSY_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Fault:
    code: str
    message: str
    field: str = ""


_REMEDIES: Mapping[str, str] = {
    "name_taken": "Another customer, vendor or employee has this name in QuickBooks. Link to that one, or change the name.",
    "number_taken": "QuickBooks has a document with this number. Link to it, or change the number.",
    "code_taken": "QuickBooks has an item of this name and code. Link to that one, or change the code.",
    "account_invalid": "Choose another account for this line in the mapping; this one is missing, inactive or of the wrong type.",
    "account_missing": "Choose the account in the mapping.",
    "tax_code_invalid": "Map the tax code to one that QuickBooks offers for this side, then retry.",
    "item_invalid": "Map the product to one that is active in QuickBooks, then retry.",
    "contact_missing": "Create or reactivate the customer or vendor in QuickBooks, or link to another one, then retry.",
    "contact_archived": "Make the customer or vendor active in QuickBooks, then retry.",
    "period_locked": "The books are closed for this date. Reopen the period in QuickBooks or change the date, then retry.",
    "amount_over_due": "The document is settled already or belongs to somebody else. Look at its open balance in QuickBooks.",
    "totals_differ": "The amounts of the lines do not add up as QuickBooks reckons. Check quantity, price and discount.",
    "currency_not_enabled": "Switch on multicurrency in QuickBooks, or use a customer or vendor of this currency, then retry.",
    "not_editable": "QuickBooks does not allow this change: look at what the document is linked to there.",
    "not_found": "It is no longer in QuickBooks, or has been made inactive. Link to another one or create it again.",
    "too_long": "Shorten the text and retry.",
    "stale_version": "It was changed in QuickBooks meanwhile. Look at the change, then retry.",
    "feature_off": "Switch the feature on in QuickBooks (it may need a higher plan), then retry.",
    "not_permitted": "The person who connected QuickBooks may not do this there. Connect again as a company administrator.",
    "subscription_ended": "The QuickBooks subscription of this company has ended. Renew it, then retry.",
    "linked_elsewhere": "One of the transactions is settled or linked to another one. Look at it in QuickBooks, then retry.",
    "provider_trouble": "QuickBooks had trouble with this one. Retry in a few minutes.",
    "other": "Correct it in QuickBooks or in the record, then retry.",
}

# A code that is not here is `other`: most of those are of a request that was made wrongly, and only its words help.
_CAUSES: Mapping[str, str] = {
    "610": "not_found",
    "620": "linked_elsewhere",
    "2050": "too_long",
    "2220": "currency_not_enabled",
    "2270": "tax_code_invalid",
    "2280": "tax_code_invalid",
    "2300": "totals_differ",
    "5010": "stale_version",
    "5020": "not_permitted",
    "5030": "feature_off",
    "6010": "account_invalid",
    "6070": "totals_differ",
    "6100": "tax_code_invalid",
    "6140": "number_taken",
    "6170": "tax_code_invalid",
    "6190": "subscription_ended",
    "6200": "period_locked",
    "6210": "period_locked",
    "6220": "not_editable",
    "6240": "name_taken",
    "6250": "contact_archived",
    "6430": "account_invalid",
    "6440": "account_invalid",
    "6450": "not_editable",
    "6480": "not_editable",
    "6540": "not_editable",
}

# The catch-all (6000) and the bad reference (2500) say only in words what is wrong; where these are not recognised it is `other`.
_WORDS: tuple[tuple[str, str], ...] = (
    (r"open balance|balance due|more than (the|its|your)", "amount_over_due"),
    (r"vat rate|tax rate|taxcode|tax code|gst rate", "tax_code_invalid"),
    (r"currenc", "currency_not_enabled"),
    (r"customer|vendor|names element", "contact_missing"),
    (r"item", "item_invalid"),
    (r"account", "account_invalid"),
)

_TOKEN_DEAD = frozenset({"100", "110", "3200"})
_THROTTLED = frozenset({"3001", "003001"})
_BUSY = frozenset({"130", "140", "150"})
_SYSTEM = frozenset({"10000", "10100", "10200"})
_REPEATED = "600"


def faults(body: object, text: str = "") -> tuple[Fault, ...]:
    """The faults in an answer: `Fault` of the API, `fault` of its gateway, or the XML of either; none where all is well."""
    found = _key(body, "fault") if isinstance(body, Mapping) else None
    if isinstance(found, Mapping):
        errors = _key(found, "error")
        return tuple(_fault(error) for error in errors if isinstance(error, Mapping)) if isinstance(errors, list) else ()
    return tuple(
        Fault(code=code, message=_inner(inner, "Detail") or _inner(inner, "Message"))
        for code, inner in re.findall(r'<Error\b[^>]*?code="(\d+)"[^>]*>(.*?)</Error>', text, re.DOTALL)
    )


def problems(found: tuple[Fault, ...], *, kind: EntityKind | None = None) -> tuple[Problem, ...]:
    """The faults of an object of that kind."""
    return tuple(problem(_cause(fault, kind), message=fault.message, field=fault.field, code=fault.code) for fault in found)


def problem(cause: str, *, message: str, field: str = "", code: str = "") -> Problem:
    return Problem(cause=cause, message=message, remedy=_REMEDIES[cause], field=field, code=code)


def general(found: tuple[Fault, ...], *, writes: bool) -> ProviderError | None:
    """The error that faults are when they are not about the object itself, else None."""
    for fault in found:
        if fault.code in _TOKEN_DEAD:
            return AuthorisationLost("QuickBooks no longer accepts this authorisation; connect again")
        if fault.code == "120":
            return AuthorisationLost(
                "the person who connected QuickBooks is no longer an administrator there; connect again as one"
            )
        if fault.code in {"3100", "003100"}:
            return AuthorisationLost("QuickBooks no longer lets Tieout into this company; connect again")
        if fault.code in _THROTTLED:
            return Throttled("QuickBooks' limit of calls is reached", retry_after=THROTTLED_SECONDS)
        if fault.code in _BUSY:
            return Transient(f"QuickBooks is busy with this company ({fault.message})", retry_after=BUSY_SECONDS)
        if fault.code in _SYSTEM:
            return (
                OutcomeUnknown("QuickBooks had an error of its own") if writes else Transient("QuickBooks had an error of its own")
            )
        if fault.code == _REPEATED:
            return OutcomeUnknown("QuickBooks has seen this request before")
    return None


def trouble(response: Response) -> ProviderError | None:
    """For the answers that are neither 2xx nor 429: what HTTP's status alone does not tell. A 5xx is left to it."""
    if response.status >= 500:
        return None
    error = general(faults(response.body, response.text), writes=True)
    # Whether a lost outcome is one depends on the call, which the client knows: it asks `refused` about what comes back.
    return None if isinstance(error, OutcomeUnknown) else error


def throttled(response: Response) -> Throttled:
    return Throttled("QuickBooks' limit of calls is reached", retry_after=response.retry_after or THROTTLED_SECONDS)


DIALECT = Dialect(provider="QuickBooks Online", trouble=trouble, throttled=throttled)


def refused(response: Response, *, writes: bool) -> ProviderError | None:
    """The error that a whole answer is, whatever its status; None where it holds no fault."""
    found = faults(response.body, response.text)
    if not found:
        return None if response.ok else Rejected((problem("other", message=f"QuickBooks answered {response.status}"),))
    return general(found, writes=writes) or Rejected(problems(found))


def _fault(error: Mapping[str, Any]) -> Fault:
    said = [str(_key(error, name) or "").strip() for name in ("detail", "message")]
    return Fault(
        code=str(_key(error, "code") or ""),
        message=said[0] or said[1] or "no reason given",
        field=str(_key(error, "element") or ""),
    )


def _cause(fault: Fault, kind: EntityKind | None) -> str:
    if fault.code == "6240" and kind is EntityKind.ITEM:
        return "code_taken"
    if fault.code in {"2500", "6000"}:
        said = f"{fault.field} {fault.message}".lower()
        return next((cause for words, cause in _WORDS if re.search(words, said)), "other")
    if fault.code in _BUSY | _SYSTEM | _THROTTLED:
        return "provider_trouble"
    return _CAUSES.get(fault.code, "other")


def _key(body: Mapping[str, Any], name: str) -> Any:
    """The value of a key in whatever case."""
    return next((value for key, value in body.items() if key.lower() == name), None)


def _inner(xml: str, name: str) -> str:
    found = re.search(rf"<{name}>(.*?)</{name}>", xml, re.DOTALL)
    return found[1].strip() if found else ""

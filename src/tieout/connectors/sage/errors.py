"""Sage's answers when it does not do as asked: what each means for the caller, and what a person can do about it."""

import re
from collections.abc import Mapping

from tieout.connectors.errors import AuthorisationLost, NotPermitted, Problem, ProviderError, Throttled, Transient
from tieout.connectors.http import THROTTLED_SECONDS, Dialect, Json, Response

_CLASH_SECONDS = 2.0

_REMEDIES: Mapping[str, str] = {
    "name_taken": "Another contact has this name in Sage: link to that one, or give one of the two another name.",
    "number_taken": "This reference is in use in Sage, perhaps by something deleted: link to it, or choose another.",
    "code_taken": "An item with this code is in Sage: link to it, or give this one another code.",
    "too_long": "A text is longer than Sage takes: shorten it in the record.",
    "period_locked": "The date lies in a period that is locked in Sage: unlock it there (Financial year), or choose a later date.",
    "amount_over_due": "More is paid or allocated than is open: look at what the document has in Sage already.",
    "currency_not_enabled": "Use a contact or bank account of this currency in Sage, or switch on foreign currencies there.",
    "tax_code_invalid": "Sage has no such tax rate for this: sync the reference data and choose another in the mapping.",
    "account_missing": "Sage wants an account here: choose one in the mapping, or on the item.",
    "account_invalid": "Sage has no such account, or hides it for this use: show it there, or choose another in the mapping.",
    "item_invalid": "This item is not in Sage or cannot be used so: look at it there, then try again.",
    "contact_missing": "The contact is not in Sage, or is not a customer (or supplier) there: create or link it, then try again.",
    "totals_differ": "The amounts do not add up as Sage reckons: look at quantities, prices and tax of the document.",
    "not_editable": "Its status, or a payment or tax return on it, forbids this in Sage: undo that there, or make a credit note.",
    "linked_elsewhere": "Something in Sage refers to it: look there, then try again.",
    "not_found": "What this refers to is not in Sage any more: sync the ledger, then try again.",
    "stale_version": "It was changed in Sage meanwhile: look at the change, then try again.",
    "feature_off": "The Sage subscription does not have this: upgrade it there, or leave this out.",
    "not_permitted": "The person who connected Sage may not do this there: connect again as one who has the role.",
    "subscription_ended": "The Sage subscription of this business has ended: renew it, then try again.",
    "other": "Read Sage's message, correct the record or the setting in Sage that it names, then try again.",
}

# What `$source` names, when a record is not found: Sage says so too of what exists but cannot be used there (sage.md §6).
_SOURCES = (
    (r"artefact", "not_found"),
    (r"contact", "contact_missing"),
    (r"ledger_account|bank_account", "account_invalid"),
    (r"tax_rate", "tax_code_invalid"),
    (r"product|service|stock_item", "item_invalid"),
    (r"currency", "currency_not_enabled"),
)
# By `$source: $message`, in any case; the first that fits counts. Sage's own wordings are known for few of them.
_PATTERNS = (
    (r"item_code.*taken", "code_taken"),
    (r"name: .*taken", "name_taken"),
    (r"already been taken|must be unique|already (in use|exists)", "number_taken"),
    (r"too long|maximum is \d+|exceeds .*characters", "too_long"),
    (r"lock ?-?down|locked|closed period", "period_locked"),
    (r"outstanding|more than .*(total|allocat|due)|exceed.*(total|amount|outstanding)|over-?allocat", "amount_over_due"),
    (r"currenc|exchange_rate", "currency_not_enabled"),
    (r"ledger_account.*(blank|required|missing)", "account_missing"),
    (r"bank_account.*(blank|required|missing)", "account_missing"),
    (r"contact_id.*(blank|required|missing)|gdpr|obfuscat", "contact_missing"),
    (r"tax_rate|tax_amount", "tax_code_invalid"),
    (r"ledger_account|bank_account|visible", "account_invalid"),
    (r"product_id|service_id|stock", "item_invalid"),
    (r"contact", "contact_missing"),
    (r"debit|credit.*balance|balance|do(es)? not (match|equal|add)", "totals_differ"),
    (r"in use|(has|have|used).*(transactions?|documents?|allocat|payments?)|deletable", "linked_elsewhere"),
    (r"cannot (be )?(edit|chang|delet|void|releas)|no longer be|not editable|reconciled|status", "not_editable"),
    (r"not found|could not be found|does not exist", "not_found"),
)
_TABLE = tuple((re.compile(pattern, re.IGNORECASE | re.DOTALL), cause) for pattern, cause in _PATTERNS)


class SubscriptionEnded(NotPermitted):
    """Everything is refused, and no new consent would change that."""


def problem(cause: str, *, message: str, field: str = "", code: str = "") -> Problem:
    """Sage's sentence, or one of ours, with what a finance person can do."""
    return Problem(cause=cause, message=message, remedy=_REMEDIES[cause], field=field, code=code)


def problems(answer: Response) -> tuple[Problem, ...]:
    """All that a refusal says is wrong; at least one."""
    told = _entries(answer)
    if not told:
        cause = "not_found" if answer.status == 404 else "other"
        return (problem(cause, message=answer.text.strip()[:300] or f"Sage answered {answer.status}", code=str(answer.status)),)
    return tuple(_problem(entry) for entry in told)


def _problem(entry: Mapping[str, Json]) -> Problem:
    code, source, message = (str(entry.get(name) or "") for name in ("$dataCode", "$source", "$message"))
    field = source.partition(".")[2] or source
    said = f"{field}: {message}" if field else message
    if code == "RecordNotFound":
        cause = next((cause for words, cause in _SOURCES if re.search(words, field)), "not_found")
    else:
        cause = next((cause for pattern, cause in _TABLE if pattern.search(said)), "other")
    return problem(cause, message=message or code or "no reason given", field=field, code=code)


def _entries(answer: Response) -> list[Mapping[str, Json]]:
    """A JSON array; some clients have seen its single element alone."""
    listed = answer.body if isinstance(answer.body, list) else [answer.body]
    return [entry for entry in listed if isinstance(entry, dict) and ("$dataCode" in entry or "$message" in entry)]


def trouble(response: Response) -> ProviderError | None:
    """What an answer that is neither 2xx nor 429 means for the caller; None leaves it to HTTP's usual rules.

    A 401 without the word "subscription" is a token that ran out, for which a new one is asked. A 403 may be one role that is
    missing, or the whole consent that is gone: the client asks which.
    """
    words = " ".join(str(entry.get("$message", "")) for entry in _entries(response))
    if response.status == 401 and "subscription" in words.lower():
        return SubscriptionEnded("The business has no active Sage subscription; renew it, then try again")
    if response.status == 403:
        return NotPermitted(f"Sage does not allow this ({words or 'without a reason'}); a role or a plan with more is needed")
    if response.status == 404 and any("x-business" in str(entry.get("$source", "")).lower() for entry in _entries(response)):
        return AuthorisationLost("the person who connected Sage can no longer reach this business; connect again")
    if response.status == 409:
        return Transient("Sage is at work on another change of this business", retry_after=_CLASH_SECONDS)
    return None


def throttled(response: Response) -> Throttled:
    """`Retry-After` is sometimes there, sometimes not, and which limit it was is never said (sage.md §6)."""
    wait = response.retry_after
    return Throttled("Sage's limit of calls is reached", retry_after=THROTTLED_SECONDS if wait is None else wait, scope="day")


DIALECT = Dialect(provider="Sage", trouble=trouble, throttled=throttled)

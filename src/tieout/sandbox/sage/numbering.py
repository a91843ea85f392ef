"""The numbers of documents: prefixes and counters of the invoice settings, numbers of the caller's own, drafts without one."""

import re

from tieout.sandbox.books import Body
from tieout.sandbox.sage.errors import TAKEN, TOO_LONG, invalid
from tieout.sandbox.sage.forms import Form
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, text_of

PREFIX_MAX, NUMBER_MAX = 6, 31
_DIGITS = re.compile(r"(\d{1,12})$")
_BOUGHT = {"purchase_invoices": "PI-", "purchase_credit_notes": "PCN-"}  # assumed


def number(state: State, form: Form, *, body: Body, sent: Sent) -> Body:
    """A posted document gets the next number; a draft is called `SI-DRAFT` until it is released (guide to invoicing)."""
    if not form.number:
        prefix = _BOUGHT[form.kind]
        draft = body["status_id"] in ("DRAFT", "PRO_FORMA")
        shown = f"{prefix}DRAFT" if draft else f"{prefix}{state.next_number(form.kind)}"
        return {**body, "displayed_as": shown}
    prefix = text_of(sent, f"{form.number}_prefix") or body.get(f"{form.number}_prefix") or _prefix(state, form)
    if len(prefix) > PREFIX_MAX:
        raise invalid(f"{form.number}_prefix", TOO_LONG.format(PREFIX_MAX))
    if body["status_id"] in ("DRAFT", "PRO_FORMA"):
        shown = f"{prefix}{body['status_id']}"
    else:
        shown = _own(state, form, sent=sent) or _next(state, form, prefix=prefix)
    return {**body, f"{form.number}_prefix": prefix, form.number: shown, "displayed_as": shown}


def _prefix(state: State, form: Form) -> str:
    return str(state.settings("invoice_settings")[f"{form.name}_number_prefix"])


def _own(state: State, form: Form, *, sent: Sent) -> str:
    """A number of the caller's own; the next one counts on from it."""
    wanted = text_of(sent, form.number)
    if not wanted:
        return ""
    if len(wanted) > NUMBER_MAX:
        raise invalid(form.number, TOO_LONG.format(NUMBER_MAX))
    if state.find(form.kind, "number", key=wanted):
        raise invalid(form.number, TAKEN)
    if (digits := _DIGITS.search(wanted)) is not None:
        _count(state, form, after=int(digits[1]))
    return wanted


def _next(state: State, form: Form, *, prefix: str) -> str:
    counted = int(state.settings("invoice_settings")[_counter(state, form)])
    while state.find(form.kind, "number", key=f"{prefix}{counted}"):
        counted += 1
    _count(state, form, after=counted)
    return f"{prefix}{counted}"


def _counter(state: State, form: Form) -> str:
    """Credit notes share the run of the invoices when the settings say so."""
    apart = state.settings("invoice_settings")["separate_invoice_credit_note_numbering"]
    return "next_credit_note_number" if form.kind == "sales_credit_notes" and apart else "next_invoice_number"


def _count(state: State, form: Form, *, after: int) -> None:
    settings = state.settings("invoice_settings")
    state.save("invoice_settings", {**settings, _counter(state, form): after + 1}, stamped=False)

"""Headers of bank reconciliations: there are no statement lines at Sage, and no way to match anything."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage.errors import NOT_EDITABLE, invalid, not_found
from tieout.sandbox.sage.resource import Resource, View, equals, expand
from tieout.sandbox.sage.rules import ZERO, cents
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, date_of, decimal_of, text_of

STATUSES = {"IN_PROGRESS": "In progress", "RECONCILED": "Reconciled"}  # assumed
_AMOUNTS = ("statement_end_balance", "total_received", "total_paid")


def save(state: State, before: Body | None, sent: Sent) -> Body:
    """A reconciliation begins with what the one before ended with, and closes only when nothing is left over (assumed)."""
    old: Body = before or {}
    bank = text_of(sent, "bank_account_id", otherwise=old.get("bank_account_id", ""))
    if state.get("bank_accounts", bank) is None:
        raise not_found("bank_account_id")
    if old.get("_status") == "RECONCILED":
        raise invalid("", NOT_EDITABLE)
    amounts = {name: cents(decimal_of(sent, name, otherwise=old.get(name)) or ZERO) for name in _AMOUNTS}
    start = old["starting_balance"] if old else _last_balance(state, bank)
    start = cents(decimal_of(sent, "starting_balance", otherwise=start) or ZERO)
    reconciled = start + amounts["total_received"] - amounts["total_paid"]
    status = text_of(sent, "status_id", otherwise=old.get("_status", "IN_PROGRESS"))
    if status not in STATUSES:
        raise invalid("status_id", f"is not one of {', '.join(STATUSES)}")
    difference = amounts["statement_end_balance"] - reconciled
    if status == "RECONCILED" and difference:
        raise invalid("status_id", f"the balance differs by {difference}")
    on = date_of(sent, "statement_date", otherwise=old.get("statement_date")) or state.today()
    reference = text_of(sent, "reference", otherwise=old.get("reference") or "") or None
    body = {
        **old,
        "displayed_as": reference or f"Reconciliation {on}",
        "bank_account_id": bank,
        "statement_date": on,
        "reference": reference,
        **amounts,
        "starting_balance": start,
        "closing_balance": amounts["statement_end_balance"],
        "reconciled_balance": reconciled,
        "balance_difference": difference,
        "_status": status,
    }
    return state.save("bank_reconciliations", body)


def _last_balance(state: State, bank: str) -> Decimal:
    done = [one for one in state.all("bank_reconciliations") if one["bank_account_id"] == bank and one["_status"] == "RECONCILED"]
    return Decimal(done[-1]["closing_balance"]) if done else ZERO


def show(state: State, body: Body, _view: View) -> Body:
    shown: Body = expand(state, body)
    return shown | {"status": {"id": body["_status"], "displayed_as": STATUSES[body["_status"]]}}


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="bank_reconciliations",
        name="bank_reconciliation",
        show=show,
        save=save,
        filters={"bank_account_id": equals("bank_account_id")},
        since=True,
        idempotent=True,
    ),
)

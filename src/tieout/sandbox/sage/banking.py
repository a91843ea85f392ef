"""Bank accounts with their balances, and money moved between them."""

from collections.abc import Callable, Mapping

from tieout.sandbox.books import Body
from tieout.sandbox.sage import fields, ledger, rates
from tieout.sandbox.sage.documents import check_open
from tieout.sandbox.sage.errors import NOT_DELETABLE, NOT_EDITABLE, TAKEN, invalid, not_found
from tieout.sandbox.sage.postings import transfer_posting
from tieout.sandbox.sage.resource import Query, Resource, View, expand, from_date, to_date
from tieout.sandbox.sage.rules import ZERO, cents
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, date_of, decimal_of, read_flag, text_of

NOMINAL_START, NOMINAL_MAX = 1220, 99_999_999
# Wordings are assumed.
CURRENCY_FIXED = "can't be changed"
SAME_ACCOUNT = "must be another account than the one the money comes from"
TWO_CURRENCIES = "must have the currency of the account the money comes from"
NOT_POSITIVE = "must be greater than 0"
NOT_CASH = "must be a cash in hand account"

_DETAILS = dict.fromkeys(("account_name", "account_number", "sort_code", "bic", "iban"), fields.text)
_CONTACT = dict.fromkeys(("name", "job_title", "telephone", "mobile", "email", "fax"), fields.text)
_ADDRESS: Mapping[str, fields.Read] = {
    **dict.fromkeys(("address_line_1", "address_line_2", "city", "region", "postal_code", "name"), fields.text),
    "country_id": fields.to("countries"),
    "address_type_id": fields.to("address_types"),
}
_FIELDS: dict[str, fields.Read] = {
    "bank_account_type_id": fields.to("bank_account_types"),
    "bank_account_details": fields.part(_DETAILS),
    "default_payment_method_id": fields.to("payment_methods"),
    "currency_id": fields.to("currencies"),
    "nominal_code": fields.whole,
    "gifi_code": fields.whole,
    "is_active": fields.flag,
    "main_address": fields.part(_ADDRESS),
    "main_contact_person": fields.part(_CONTACT),
}


def save(state: State, before: Body | None, sent: Sent) -> Body:
    written = fields.written(state, sent, fields=_FIELDS)
    body = {**(before or _new(state)), **written}
    if before is not None:
        if body["currency_id"] != before["currency_id"]:
            raise invalid("currency_id", CURRENCY_FIXED)
        details = {**before["bank_account_details"], **(written.get("bank_account_details") or {})}
        body |= {"bank_account_details": details, "nominal_code": before["nominal_code"]}
    name = (body["bank_account_details"] or {}).get("account_name")
    if not name:
        raise invalid("bank_account_details.account_name", "can't be blank")
    if before is None:
        body |= _ledger_account(state, body, name=name, wanted=text_of(sent, "ledger_account_id"))
    body["displayed_as"] = f"{name} ({body['nominal_code']})"
    return state.save("bank_accounts", body)


def _new(state: State) -> Body:
    return {
        "bank_account_details": None,
        "default_payment_method_id": None,
        "currency_id": state.currency,
        "nominal_code": None,
        "gifi_code": None,
        "is_active": True,
        "main_address": None,
        "main_contact_person": None,
        "_system": False,
    }


def _ledger_account(state: State, body: Body, *, name: str, wanted: str) -> Body:
    """A bank account has a ledger account of its own: the one that is named, or a new one with the next free code."""
    if wanted:
        account = state.get("ledger_accounts", wanted)
        if account is None or account["ledger_account_type_id"] != "BANK":
            raise not_found("ledger_account_id")
        if any(one["ledger_account_id"] == wanted for one in state.all("bank_accounts")):
            raise invalid("ledger_account_id", TAKEN)
        return {"ledger_account_id": wanted, "nominal_code": account["nominal_code"]}
    code = body["nominal_code"]
    if code is not None and (not 1 <= code <= NOMINAL_MAX or state.find("ledger_accounts", "nominal", key=code)):
        raise invalid("nominal_code", TAKEN)
    if code is None:
        code = NOMINAL_START
        while state.find("ledger_accounts", "nominal", key=code):
            code += 1
    like = next(one for one in state.all("ledger_accounts") if one["ledger_account_type_id"] == "BANK")
    title = {"name": name, "display_name": name, "displayed_as": f"{name} ({code})", "display_formatted": f"{name} ({code})"}
    account = state.save("ledger_accounts", {**like, **title, "id": "", "nominal_code": code, "control_name": None})
    return {"ledger_account_id": account["id"], "nominal_code": code}


def remove(state: State, body: Body, _query: Query) -> None:
    """The two system accounts and whatever has been used stay."""
    if body["_system"] or _used(state, body):
        raise invalid("", NOT_DELETABLE)
    state.remove("bank_accounts", body["id"])


def _used(state: State, body: Body) -> bool:
    return state.books.get(state.aside, "balances", id=body["ledger_account_id"]) is not None


def show(state: State, body: Body, _view: View) -> Body:
    shown: Body = expand(state, body)
    return shown | {
        "balance": ledger.own_balance(state, body["ledger_account_id"]),
        "deleted_at": body.get("deleted_at"),
        "editable": True,
        "deletable": not body["_system"] and not _used(state, body),
    }


def _active(_state: State, body: Body, value: str) -> bool:
    return not read_flag(value) or bool(body["is_active"])


def save_transfer(state: State, before: Body | None, sent: Sent) -> Body:
    """Only between accounts of one currency: Sage takes no transfer between two (banking guide; base to foreign: CODAT)."""
    old: Body = before or {}
    if old.get("_reconciled"):
        raise invalid("", NOT_EDITABLE)
    if old:
        check_open(state, old["date"])
    amount = cents(decimal_of(sent, "amount", otherwise=old.get("amount")) or ZERO)
    if amount <= 0:
        raise invalid("amount", NOT_POSITIVE)
    reference = text_of(sent, "reference", otherwise=old.get("reference") or "") or None
    body = {
        **old,
        **_ends(state, sent, old=old),
        "displayed_as": reference or "Bank transfer",
        "reference": reference,
        "description": text_of(sent, "description", otherwise=old.get("description") or "") or None,
        "amount": amount,
        "transaction_type_id": "BANK_TRANSFER",
    }
    return _booked(state, "bank_transfers", body=body)


def save_deposit(state: State, _before: Body | None, sent: Sent) -> Body:
    """From cash in hand to a bank; cash and cheques are one sum in the books."""
    cash = cents(decimal_of(sent, "cash_amount") or ZERO)
    cheques = cents(decimal_of(sent, "cheque_amount") or ZERO)
    if cash < 0 or cheques < 0 or not cash + cheques:
        raise invalid("cash_amount", NOT_POSITIVE)
    ends = _ends(state, sent, old={})
    if state.need("bank_accounts", ends["from_bank_account_id"])["bank_account_type_id"] != "CASH_IN_HAND":
        raise invalid("from_bank_account_id", NOT_CASH)
    reference = text_of(sent, "reference")
    body = {
        **ends,
        "displayed_as": reference,
        "reference": reference,
        "cash_amount": cash,
        "cheque_amount": cheques,
        "total_amount": cash + cheques,
        "transaction_type_id": "DEPOSIT",
    }
    return _booked(state, "bank_deposits", body=body)


def _ends(state: State, sent: Sent, *, old: Body) -> Body:
    found = {}
    for name in ("from_bank_account_id", "to_bank_account_id"):
        found[name] = text_of(sent, name, otherwise=old.get(name, ""))
        if state.get("bank_accounts", found[name]) is None:
            raise not_found(name)
    start, end = (state.need("bank_accounts", own_id) for own_id in found.values())
    if start["id"] == end["id"]:
        raise invalid("to_bank_account_id", SAME_ACCOUNT)
    if start["currency_id"] != end["currency_id"]:
        raise invalid("to_bank_account_id", TWO_CURRENCIES)
    on = str(date_of(sent, "date", otherwise=old.get("date")))
    check_open(state, on)
    return {**found, "date": on, "_rate": old.get("_rate") or rates.rate_on(state, start["currency_id"])}


def _booked(state: State, kind: str, *, body: Body) -> Body:
    body = state.save(kind, {"transaction_id": None, **body})
    total = body["amount"] if kind == "bank_transfers" else body["total_amount"]
    posting = transfer_posting(state, body, kind=kind, total=total)
    transaction = ledger.post(state, posting, transaction=body["transaction_id"])
    return body if body["transaction_id"] else state.save(kind, {**body, "transaction_id": transaction})


def _remover(kind: str) -> Callable[[State, Body, Query], None]:
    def remove_moved(state: State, body: Body, _query: Query) -> None:
        check_open(state, body["date"])
        if body.get("_reconciled"):
            ledger.reverse(state, body["transaction_id"], on=body["date"], details="Correction")
        else:
            ledger.withdraw(state, body["transaction_id"])
        state.remove(kind, body["id"])

    return remove_moved


def show_moved(state: State, body: Body, _view: View) -> Body:
    shown: Body = expand(state, body)
    return shown | {"deleted_at": body.get("deleted_at")}


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="bank_accounts",
        name="bank_account",
        show=show,
        save=save,
        remove=remove,
        filters={"filter_inactive_bank_accounts": _active},
        since=True,
        deleted=True,
        nested=("main_address", "main_contact_person"),
        idempotent=True,
    ),
    Resource(
        path="bank_transfers",
        name="bank_transfer",
        show=show_moved,
        save=save_transfer,
        remove=_remover("bank_transfers"),
        filters={"from_date": from_date, "to_date": to_date},
        since=True,
        deleted=True,
        sorts=("created_at", "updated_at", "date"),
        idempotent=True,
    ),
    Resource(
        path="bank_deposits",
        name="bank_deposit",
        show=show_moved,
        save=save_deposit,
        remove=_remover("bank_deposits"),
        methods="GET POST DELETE",
        filters={"from_date": from_date, "to_date": to_date},
        since=True,
        deleted=True,
        sorts=("created_at", "updated_at", "date"),
        idempotent=True,
    ),
)

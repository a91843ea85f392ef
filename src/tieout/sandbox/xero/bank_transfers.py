"""Money moved between the organisation's own bank accounts: made once, never edited, deleted softly."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors, journals
from tieout.sandbox.xero.bank_transactions import bank_account
from tieout.sandbox.xero.documents import day_rate
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.lines import read_tracking
from tieout.sandbox.xero.rules import round2
from tieout.sandbox.xero.state import State, Wish
from tieout.sandbox.xero.wire import date_out, flag, milliseconds, moment_out, read_date, read_decimal, text_of

KIND = "BankTransfers"
_SIDES = ("From", "To")


def save_bank_transfer(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    if not wish.create_only:
        return _delete(state, sent, id=wish.id or text_of(sent, "BankTransferID"))
    accounts = {side: bank_account(state, sent, field=f"{side}BankAccount") for side in _SIDES}
    amount = round2(read_decimal(sent.get("Amount"), "Amount"))
    on = read_date(sent["Date"]) if sent.get("Date") else state.today()
    problems: list[str] = []
    if accounts["From"]["AccountID"] == accounts["To"]["AccountID"]:
        problems.append("A transfer needs two different bank accounts")  # assumed words
    if amount <= 0:
        problems.append("The amount of a transfer must be greater than zero")  # assumed words
    if state.locked(on):
        problems.append(errors.LOCKED)
    tracking = {f"{side}Tracking": read_tracking(state, sent.get(f"{side}Tracking"), problems=problems) for side in _SIDES}
    if problems:
        raise InvalidError(*problems)
    base = str(state.organisation["BaseCurrency"])
    currencies = {side: str(account.get("CurrencyCode", base)) for side, account in accounts.items()}
    body: Body = {
        "BankTransferID": state.new_id(),
        "Amount": amount,
        # Assumed: the amount is in the currency of the account it leaves, and goes over at the day's rate.
        "BaseAmount": round2(amount / day_rate(currencies["From"], base)),
        "Date": on,
        "Reference": text_of(sent, "Reference"),
        "CurrencyRate": day_rate(currencies["To"], currencies["From"]),
        "Status": "AUTHORISED",
        "CreatedDateUTC": milliseconds(state.clock.now()),
        **tracking,
    }
    for side, account in accounts.items():
        body[f"{side}BankAccount"] = {"AccountID": account["AccountID"], "Code": account.get("Code", ""), "Name": account["Name"]}
        body[f"{side}IsReconciled"] = flag(sent.get(f"{side}IsReconciled"))
    for side, type_ in zip(_SIDES, ("SPEND-TRANSFER", "RECEIVE-TRANSFER"), strict=True):
        body[f"{side}BankTransactionID"] = _mirrored(state, body, side=side, type_=type_, currency=currencies[side])
    kept = state.save(KIND, body)
    journals.post(state, KIND, body=kept)
    return kept


def _mirrored(state: State, transfer: Body, *, side: str, type_: str, currency: str) -> str:
    """A transfer shows among the bank transactions too, read only."""
    base = state.organisation["BaseCurrency"]
    total = transfer["Amount"] if side == "From" else round2(transfer["Amount"] * transfer["CurrencyRate"])
    transaction: Body = {
        "BankTransactionID": state.new_id(),
        "Type": type_,
        "BankAccount": transfer[f"{side}BankAccount"],
        "IsReconciled": transfer[f"{side}IsReconciled"],
        "Reference": transfer["Reference"],
        "Date": transfer["Date"],
        "Status": "AUTHORISED",
        "LineAmountTypes": "NoTax",
        "LineItems": [],
        "SubTotal": total,
        "TotalTax": Decimal("0.00"),
        "Total": total,
        "CurrencyCode": currency,
        "CurrencyRate": day_rate(currency, base),
    }
    return str(state.save("BankTransactions", transaction)["BankTransactionID"])


def _delete(state: State, sent: Mapping[str, Json], *, id: str) -> Body:
    """The only change there is."""
    before = state.get(KIND, id) if id else None
    if before is None:
        raise errors.not_found()
    if text_of(sent, "Status").upper() != "DELETED" or before["Status"] == "DELETED":
        raise InvalidError("Bank transfers cannot be edited; delete it and create a new one")  # assumed words
    if state.locked(before["Date"]):
        raise InvalidError(errors.LOCKED)
    for side in _SIDES:
        mirrored = state.need("BankTransactions", before[f"{side}BankTransactionID"])
        state.save("BankTransactions", {**mirrored, "Status": "DELETED"})
    deleted = state.save(KIND, {**before, "Status": "DELETED"})
    journals.post(state, KIND, body=deleted)
    return deleted


def show_bank_transfer(body: Body) -> Body:
    shown = {key: value for key, value in body.items() if value != "" and key not in ("BaseAmount", "UpdatedDateUTC")}
    if not any(body[f"{side}Tracking"] for side in _SIDES):
        shown = {key: value for key, value in shown.items() if not key.endswith("Tracking")}
    return {
        **shown,
        "Date": date_out(body["Date"]),
        "DateString": f"{body['Date']}T00:00:00",
        "CreatedDateUTC": moment_out(body["CreatedDateUTC"]),
        "HasAttachments": False,
    }

"""Batch payments: several invoices or bills settled by one movement of the bank."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.payments import end, pay
from tieout.sandbox.xero.state import State, Wish
from tieout.sandbox.xero.wire import date_out, flag, moment_out, object_of, read_date, text_of

_TEXTS = {"Reference": 255, "Particulars": 12, "Code": 12, "Details": 18, "Narrative": 18}


def save_batch(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    """PUT makes a batch with its payments; POST does nothing but delete one, whole."""
    if wish.create_only:
        return _create(state, sent)
    before = state.get("BatchPayments", wish.id or text_of(sent, "BatchPaymentID"))
    if before is None and wish.id:
        raise errors.not_found()
    if before is None:
        raise InvalidError("Batch payment could not be found")  # assumed
    if text_of(sent, "Status").upper() != "DELETED" or before["Status"] == "DELETED":
        raise InvalidError("Batch payments cannot be edited; delete it and create a new one")  # assumed
    for payment in members(state, before):
        end(state, payment)
    return state.save("BatchPayments", {**before, "Status": "DELETED"})


def members(state: State, batch: Body) -> list[Body]:
    return state.find("Payments", "batch", key=batch["BatchPaymentID"])


def _create(state: State, sent: Mapping[str, Json]) -> Body:
    wanted = [one for one in sent.get("Payments", []) if isinstance(one, dict)] if isinstance(sent.get("Payments"), list) else []
    problems = [errors.TOO_LONG.format(field, most) for field, most in _TEXTS.items() if len(text_of(sent, field)) > most]
    if not wanted:
        problems.append("A batch payment needs at least one payment")  # assumed
    if any(object_of(one, field) for one in wanted for field in ("CreditNote", "Prepayment", "Overpayment")):
        problems.append("A batch payment can only hold payments of invoices or of bills")  # assumed words
    if problems:
        raise InvalidError(*problems)
    own_id = state.new_id()
    on = read_date(sent["Date"]) if sent.get("Date") else state.today()
    shared = {"Account": sent.get("Account"), "Date": on, "IsReconciled": flag(sent.get("IsReconciled"))}
    made = [pay(state, {"Reference": text_of(sent, "Reference"), **one, **shared}, batch_id=own_id) for one in wanted]
    kinds = {payment["PaymentType"] for payment in made}
    if len(kinds) > 1:
        raise InvalidError("All payments of a batch are of invoices, or all of bills")  # assumed words
    base = state.organisation["BaseCurrency"]
    if any(state.need("Invoices", payment["Invoice"]["InvoiceID"])["CurrencyCode"] != base for payment in made):
        raise InvalidError("Batch payments can only be made in the base currency")  # assumed words
    batch = {
        "BatchPaymentID": own_id,
        "Account": made[0]["Account"],
        "Date": on,
        "Type": "RECBATCH" if kinds == {"ACCRECPAYMENT"} else "PAYBATCH",
        "Status": "AUTHORISED",
        "TotalAmount": sum((payment["Amount"] for payment in made), Decimal("0.00")),
        "IsReconciled": shared["IsReconciled"],
        **{field: text_of(sent, field) for field in _TEXTS if text_of(sent, field)},
    }
    return state.save("BatchPayments", batch)


def show_batch(state: State, batch: Body) -> Body:
    return {
        **batch,
        "Date": date_out(batch["Date"]),
        "DateString": f"{batch['Date']}T00:00:00",
        "UpdatedDateUTC": moment_out(batch["UpdatedDateUTC"]),
        "Payments": [
            {"PaymentID": one["PaymentID"], "Invoice": one["Invoice"], "Amount": one["Amount"], "BankAmount": one["BankAmount"]}
            for one in members(state, batch)
        ],
    }

"""Payments on invoices and bills, and refunds of credit notes."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.rules import round2
from tieout.sandbox.xero.state import State, Wish, settle
from tieout.sandbox.xero.wire import date_out, flag, moments_out, read_date, read_decimal, text_of

_TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
}


def save_payment(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    if wish.id:
        return _delete(state, sent, id=wish.id)
    if text_of(sent, "PaymentID") and not wish.create_only:
        return _delete(state, sent, id=text_of(sent, "PaymentID"))
    kind, document = _document(state, sent)
    account = _account(state, sent.get("Account"))
    amount = round2(read_decimal(sent.get("Amount"), "Amount"))
    on = read_date(sent["Date"]) if sent.get("Date") else state.today()
    problems = []
    due = document["AmountDue" if kind == "Invoices" else "RemainingCredit"]
    if document["Status"] not in ("AUTHORISED", "PAID"):
        problems.append(errors.NOT_AUTHORISED)
    elif amount <= 0:
        problems.append(errors.NOT_POSITIVE)
    elif amount > due:
        problems.append(errors.OVERPAID)
    if state.locked(on):
        problems.append(errors.LOCKED)
    if problems:
        raise InvalidError(*problems)
    rate = read_decimal(sent["CurrencyRate"], "CurrencyRate") if sent.get("CurrencyRate") else document["CurrencyRate"]
    short = {
        "Invoices": ("Invoice", "InvoiceID", "InvoiceNumber"),
        "CreditNotes": ("CreditNote", "CreditNoteID", "CreditNoteNumber"),
    }
    field, id_field, number_field = short[kind]
    payment = {
        "PaymentID": state.new_id(),
        "PaymentType": _TYPES[document["Type"]],
        "Status": "AUTHORISED",
        "Date": on,
        "Amount": amount,
        "BankAmount": round2(read_decimal(sent["BankAmount"], "BankAmount")) if sent.get("BankAmount") else amount,
        "CurrencyRate": rate or Decimal(1),
        "Reference": text_of(sent, "Reference"),
        "IsReconciled": flag(sent.get("IsReconciled")),
        "Account": {"AccountID": account["AccountID"], "Code": account.get("Code", "")},
        field: {id_field: document[id_field], number_field: document[number_field]},
    }
    payment = state.save("Payments", payment)
    settle(state, kind, document=document)
    return payment


def _delete(state: State, sent: Mapping[str, Json], *, id: str) -> Body:
    """The only change there is: a payment cannot be edited."""
    before = state.get("Payments", id)
    if before is None:
        raise errors.not_found()
    if text_of(sent, "Status").upper() != "DELETED" or before["Status"] == "DELETED":
        raise InvalidError(errors.PAYMENT_FINAL)
    if before["IsReconciled"]:
        raise InvalidError("A reconciled payment cannot be deleted")  # assumed
    if state.locked(before["Date"]):
        raise InvalidError(errors.LOCKED)
    deleted = state.save("Payments", {**before, "Status": "DELETED"})
    kind, document = _document(state, deleted)
    settle(state, kind, document=document)
    return deleted


def _document(state: State, sent: Mapping[str, Json]) -> tuple[str, Body]:
    for field, kind, id_field, number_field in (
        ("Invoice", "Invoices", "InvoiceID", "InvoiceNumber"),
        ("CreditNote", "CreditNotes", "CreditNoteID", "CreditNoteNumber"),
    ):
        wanted = sent.get(field) if isinstance(sent.get(field), dict) else {}
        number = text_of(sent, number_field) or text_of(wanted or {}, number_field)
        own_id = text_of(wanted or {}, id_field)
        if not own_id and not number:
            continue
        found = state.get(kind, own_id) if own_id else next(iter(state.by_number(kind, number)), None)
        if found is None:
            raise InvalidError(errors.NO_DOCUMENT)
        return kind, found
    raise InvalidError(errors.NO_DOCUMENT)


def _account(state: State, sent: Json) -> Body:
    wanted = sent if isinstance(sent, dict) else {}
    account = state.account(code=text_of(wanted, "Code"), id=text_of(wanted, "AccountID"))
    if account is None or account["Status"] != "ACTIVE":
        raise InvalidError(errors.NO_SUCH_ACCOUNT)
    if account["Type"] != "BANK" and not account["EnablePaymentsToAccount"]:
        raise InvalidError(errors.NOT_FOR_PAYMENTS)
    return account


def show_payment(state: State, payment: Body) -> Body:
    shown: Body = {
        **payment,
        "Date": date_out(payment["Date"]),
        **moments_out(payment["UpdatedDateUTC"]),
        "HasAccount": True,
        "HasValidationErrors": False,
    }
    if "Invoice" in payment:
        shown["Invoice"] = _slim(state, "Invoices", id=payment["Invoice"]["InvoiceID"], fields=("InvoiceID", "InvoiceNumber"))
    else:
        note = payment["CreditNote"]["CreditNoteID"]
        shown["CreditNote"] = _slim(state, "CreditNotes", id=note, fields=("CreditNoteID", "CreditNoteNumber"))
    return shown


def _slim(state: State, kind: str, *, id: str, fields: tuple[str, str]) -> Body:
    document = state.need(kind, id)
    contact = state.contact(document["Contact"]["ContactID"])
    return {
        **{field: document[field] for field in (*fields, "Type", "CurrencyCode")},
        "Contact": {"ContactID": contact["ContactID"], "Name": contact["Name"]},
        "HasErrors": False,
    }

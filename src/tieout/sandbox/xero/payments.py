"""Payments on invoices and bills, and refunds of credit notes, prepayments and overpayments."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors, journals
from tieout.sandbox.xero.documents import day_rate
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.rules import round2
from tieout.sandbox.xero.settlement import settle
from tieout.sandbox.xero.state import State, Wish
from tieout.sandbox.xero.wire import date_out, flag, moments_out, object_of, read_date, read_decimal, text_of

_TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
    "RECEIVE-PREPAYMENT": "ARPREPAYMENTPAYMENT",
    "SPEND-PREPAYMENT": "APPREPAYMENTPAYMENT",
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENTPAYMENT",
    "SPEND-OVERPAYMENT": "APOVERPAYMENTPAYMENT",
}
# What a payment can be on: its field, the kind behind it, the id, and the number where it can be named by that.
_TARGETS = (
    ("Invoice", "Invoices", "InvoiceID", "InvoiceNumber"),
    ("CreditNote", "CreditNotes", "CreditNoteID", "CreditNoteNumber"),
    ("Prepayment", "Prepayments", "PrepaymentID", ""),
    ("Overpayment", "Overpayments", "OverpaymentID", ""),
)


def save_payment(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    if wish.id:
        return _delete(state, sent, id=wish.id)
    if text_of(sent, "PaymentID") and not wish.create_only:
        return _delete(state, sent, id=text_of(sent, "PaymentID"))
    return pay(state, sent)


def pay(state: State, sent: Mapping[str, Json], *, batch_id: str = "") -> Body:
    """A new payment of one document, alone or as a member of a batch."""
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
    rate, bank_amount = _at_the_bank(state, sent, document=document, account=account, amount=amount)
    field, _, id_field, number_field = next(target for target in _TARGETS if target[1] == kind)
    payment = {
        "PaymentID": state.new_id(),
        "PaymentType": _TYPES[document["Type"]],
        "Status": "AUTHORISED",
        "Date": on,
        "Amount": amount,
        "BankAmount": bank_amount,
        "CurrencyRate": rate,
        "Reference": text_of(sent, "Reference"),
        "IsReconciled": flag(sent.get("IsReconciled")),
        "Account": {"AccountID": account["AccountID"], "Code": account.get("Code", "")},
        field: {name: document[name] for name in (id_field, number_field) if name},
    }
    if batch_id:
        payment["BatchPayment"] = {"BatchPaymentID": batch_id}
    payment = state.save("Payments", payment)
    settle(state, kind, document=document)
    return payment


def _at_the_bank(
    state: State, sent: Mapping[str, Json], *, document: Body, account: Body, amount: Decimal
) -> tuple[Decimal, Decimal]:
    """The rate of the payment, and what the bank account moves by in its own currency."""
    base = str(state.organisation["BaseCurrency"])
    currency = str(account.get("CurrencyCode", base))
    told = round2(read_decimal(sent["BankAmount"], "BankAmount")) if sent.get("BankAmount") else None
    rate = read_decimal(sent["CurrencyRate"], "CurrencyRate") if sent.get("CurrencyRate") else document["CurrencyRate"]
    if rate <= 0 or (told is not None and told <= 0):
        raise InvalidError(errors.NOT_POSITIVE if rate > 0 else "CurrencyRate must be greater than zero")  # assumed
    if document["CurrencyCode"] == base:
        rate = Decimal(1)  # a rate that is sent for the base currency counts for nothing (assumed)
    if currency == document["CurrencyCode"]:
        return rate, amount
    if currency != base or told is None:
        return rate, told or round2(amount / rate * day_rate(currency, base))
    # What really came to a bank account in base currency decides the rate, whatever rate is sent beside it (assumed).
    return (amount / told).quantize(Decimal("0.0000000001")).normalize(), told


def _delete(state: State, sent: Mapping[str, Json], *, id: str) -> Body:
    """The only change there is: a payment cannot be edited."""
    before = state.get("Payments", id)
    if before is None:
        raise errors.not_found()
    if text_of(sent, "Status").upper() != "DELETED" or before["Status"] == "DELETED":
        raise InvalidError(errors.PAYMENT_FINAL)
    if "BatchPayment" in before:
        raise InvalidError("A payment of a batch can only be deleted with the batch")  # assumed words
    return end(state, before)


def end(state: State, before: Body) -> Body:
    if before["IsReconciled"]:
        raise InvalidError("A reconciled payment cannot be deleted")  # assumed
    if state.locked(before["Date"]):
        raise InvalidError(errors.LOCKED)
    deleted = state.save("Payments", {**before, "Status": "DELETED"})
    journals.post(state, "Payments", body=deleted)
    kind, document = _document(state, deleted)
    settle(state, kind, document=document)
    return deleted


def _document(state: State, sent: Mapping[str, Json]) -> tuple[str, Body]:
    for field, kind, id_field, number_field in _TARGETS:
        wanted = object_of(sent, field)
        number = (text_of(sent, number_field) or text_of(wanted, number_field)) if number_field else ""
        own_id = text_of(wanted, id_field)
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
    for field, kind, id_field, number_field in _TARGETS:
        if field in payment:
            fields = tuple(name for name in (id_field, number_field) if name)
            shown[field] = _slim(state, kind, id=payment[field][id_field], fields=fields)
    if "BatchPayment" in payment:
        shown["BatchPayment"] = _batch(state, payment["BatchPayment"]["BatchPaymentID"])
        shown["BatchPaymentID"] = shown["BatchPayment"]["BatchPaymentID"]
    return shown


def _batch(state: State, id: str) -> Body:
    batch = state.get("BatchPayments", id) or {"BatchPaymentID": id}  # not kept yet while its members are made
    shown: Body = {
        field: batch[field] for field in ("BatchPaymentID", "Account", "Type", "Status", "TotalAmount") if field in batch
    }
    return {**shown, "Date": date_out(batch["Date"]), "IsReconciled": batch["IsReconciled"]} if "Date" in batch else shown


def _slim(state: State, kind: str, *, id: str, fields: tuple[str, ...]) -> Body:
    document = state.need(kind, id)
    contact = state.contact(document["Contact"]["ContactID"])
    return {
        **{field: document[field] for field in (*fields, "Type", "CurrencyCode")},
        "Contact": {"ContactID": contact["ContactID"], "Name": contact["Name"]},
        **({"HasErrors": False} if kind in ("Invoices", "CreditNotes") else {}),
    }

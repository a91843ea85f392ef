"""Payments of customers and to vendors, with what they settle."""

from typing import Any

from tieout.accounting.documents import Allocation, Payment, PaymentStatus
from tieout.accounting.kinds import EntityKind
from tieout.connectors.errors import Problem, Rejected
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.translate.notes import note, parse_note, without_voided
from tieout.connectors.quickbooks.wire import (
    KINDS,
    NAMES,
    Body,
    WireError,
    amount,
    day,
    money,
    needed,
    part,
    parts,
    reference,
    text,
)


def payment(kind: EntityKind, body: Body) -> Payment:
    inward = kind is EntityKind.PAYMENT
    bank = reference(body, "DepositToAccountRef") or (
        reference(part(body, "CheckPayment"), "BankAccountRef") or reference(part(body, "CreditCardPayment"), "CCAccountRef")
    )
    paid = needed(money(body, "TotalAmt"), "TotalAmt")
    noted = text(body, "PrivateNote")
    allocations = tuple(_allocation(line) for line in parts(body, "Line"))
    before_void = without_voided(noted) if paid == 0 and not allocations else None
    said, marker = parse_note(noted if before_void is None else before_void)
    return Payment(
        kind=kind,
        contact=needed(reference(body, "CustomerRef" if inward else "VendorRef"), "CustomerRef or VendorRef"),
        account=bank,
        paid_on=needed(day(body, "TxnDate"), "TxnDate"),
        currency=reference(body, "CurrencyRef"),
        amount=paid,
        allocations=allocations,
        id=text(body, "Id"),
        reference=said or text(body, "PaymentRefNum" if inward else "DocNumber"),
        marker=marker,
        rate=amount(body, "ExchangeRate"),
        status=PaymentStatus.POSTED if before_void is None else PaymentStatus.DELETED,
    )


def _allocation(line: Body) -> Allocation:
    linked = parts(line, "LinkedTxn")
    kind = KINDS.get(text(linked[0], "TxnType")) if len(linked) == 1 else None
    if kind is None:
        raise WireError(f"it settles something that is not read: {', '.join(text(one, 'TxnType') for one in linked) or 'nothing'}")
    return Allocation(kind=kind, document=text(linked[0], "TxnId"), amount=needed(money(line, "Amount"), "Amount"))


def payment_body(kind: EntityKind, entity: Payment, *, marker: str) -> dict[str, Any]:
    """The object to send; raises Rejected with every reason for which it cannot be one."""
    inward = kind is EntityKind.PAYMENT
    if wrong := _wrong(entity, inward=inward):
        raise Rejected(tuple(wrong))
    # A reference that is too long for its own field is kept whole in the note.
    short = entity.reference if len(entity.reference) <= MANIFEST.number_max_length else ""
    body: dict[str, Any] = {
        "CustomerRef" if inward else "VendorRef": {"value": entity.contact},
        "TxnDate": entity.paid_on.isoformat(),
        "TotalAmt": entity.amount,
        "PrivateNote": note("" if short else entity.reference, marker=marker),
        "Line": [
            {"Amount": part.amount, "LinkedTxn": [{"TxnId": part.document, "TxnType": NAMES[part.kind]}]}
            for part in entity.allocations
        ],
    }
    if short:
        body["PaymentRefNum" if inward else "DocNumber"] = short
    if entity.currency:
        body["CurrencyRef"] = {"value": entity.currency}
    if entity.rate is not None:
        body["ExchangeRate"] = entity.rate
    if not inward:
        # "Check" is QuickBooks' word for whatever leaves a bank account.
        return body | {"PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": entity.account}}}
    return body | ({"DepositToAccountRef": {"value": entity.account}} if entity.account else {})


def _wrong(entity: Payment, *, inward: bool) -> list[Problem]:
    found: list[Problem] = []
    if not entity.contact:
        found.append(problem("contact_missing", message="the payment names nobody", field="contact"))
    # Without an account QuickBooks would put cash into Undeposited Funds unasked; settling credits moves no cash.
    if not entity.account and (entity.amount or not inward):
        found.append(problem("account_missing", message="the payment names no bank account", field="account"))
    return found

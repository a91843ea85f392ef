"""Payments, money on account and what is set against documents without money, both ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tieout.accounting.documents import Allocation, Payment, PaymentStatus, Settlement
from tieout.accounting.kinds import EntityKind
from tieout.connectors.http import Json
from tieout.connectors.xero import wire
from tieout.connectors.xero.translate.documents import DOCUMENT_TYPES, KINDS_BY_TYPE
from tieout.connectors.xero.translate.parts import (
    Untranslatable,
    Written,
    account_out,
    filled,
    inverse,
    known_word,
    mark_in,
    mark_of,
    marked,
    rate_out,
    unmarked,
)
from tieout.connectors.xero.wire import Body

STATUSES = {"AUTHORISED": PaymentStatus.POSTED, "DELETED": PaymentStatus.DELETED, "VOIDED": PaymentStatus.DELETED}
# What holds money on account: the list at Xero by the word in front of our id of such a payment, and the id's name.
ON_ACCOUNT = {
    "overpayment": ("Overpayments", "Overpayment", "OverpaymentID"),
    "prepayment": ("Prepayments", "Prepayment", "PrepaymentID"),
}
_CREDIT = ("CreditNotes", "CreditNote", "CreditNoteID")


@dataclass(frozen=True, kw_only=True)
class _Way:
    """Whose payment a type is, whether the money goes back, what it settles, and the part of the body that names that."""

    kind: EntityKind
    settles: EntityKind
    part: str
    is_refund: bool = True


_CUSTOMERS, _SUPPLIERS = EntityKind.PAYMENT, EntityKind.SUPPLIER_PAYMENT
_WAYS = {
    "ACCRECPAYMENT": _Way(kind=_CUSTOMERS, settles=EntityKind.INVOICE, part="Invoice", is_refund=False),
    "ACCPAYPAYMENT": _Way(kind=_SUPPLIERS, settles=EntityKind.BILL, part="Invoice", is_refund=False),
    "ARCREDITPAYMENT": _Way(kind=_CUSTOMERS, settles=EntityKind.CREDIT_NOTE, part="CreditNote"),
    "APCREDITPAYMENT": _Way(kind=_SUPPLIERS, settles=EntityKind.SUPPLIER_CREDIT, part="CreditNote"),
    "ARPREPAYMENTPAYMENT": _Way(kind=_CUSTOMERS, settles=_CUSTOMERS, part="Prepayment"),
    "AROVERPAYMENTPAYMENT": _Way(kind=_CUSTOMERS, settles=_CUSTOMERS, part="Overpayment"),
    "APPREPAYMENTPAYMENT": _Way(kind=_SUPPLIERS, settles=_SUPPLIERS, part="Prepayment"),
    "APOVERPAYMENTPAYMENT": _Way(kind=_SUPPLIERS, settles=_SUPPLIERS, part="Overpayment"),
}
_TARGETS = {(way.kind, way.settles, way.is_refund): way.part for way in _WAYS.values() if way.part in ("Invoice", "CreditNote")}


def told_payment(body: Body, kind: EntityKind) -> EntityKind:
    """Whose payment this is, as its type tells."""
    if is_on_account(body):
        return _CUSTOMERS if str(body.get("Type")).startswith("RECEIVE") else _SUPPLIERS
    type_ = str(body.get("PaymentType"))
    if type_ in _WAYS:
        return _WAYS[type_].kind
    return _SUPPLIERS if type_.startswith(("AP", "ACCPAY")) else _CUSTOMERS if type_.startswith(("AR", "ACCREC")) else kind


# ---- Payments of documents


def payment(body: Body) -> Payment:
    if is_on_account(body):
        return _on_account(body)
    said = wire.Payment.model_validate(body)
    if said.PaymentType not in _WAYS:
        raise Untranslatable(f"a payment of the type {said.PaymentType} settles nothing that is known here")
    way = _WAYS[said.PaymentType]
    paid: wire.PaidDocument = getattr(said, way.part)
    reference, marker = unmarked(said.Reference)
    return Payment(
        kind=way.kind,
        id=said.PaymentID,
        contact=paid.Contact.ContactID,
        account=said.Account.Code or said.Account.AccountID,
        paid_on=said.Date.date(),
        currency=paid.CurrencyCode,
        amount=said.Amount,
        allocations=(Allocation(kind=way.settles, document=_paid_id(paid), amount=said.Amount),),
        reference=reference,
        marker=marker,
        rate=inverse(said.CurrencyRate),
        is_refund=way.is_refund,
        is_reconciled=said.IsReconciled,
        status=known_word(STATUSES, said.Status, what="payment status"),
    )


def _paid_id(paid: wire.PaidDocument) -> str:
    if paid.OverpaymentID or paid.PrepaymentID:
        return f"overpayment:{paid.OverpaymentID}" if paid.OverpaymentID else f"prepayment:{paid.PrepaymentID}"
    return paid.InvoiceID or paid.CreditNoteID


def payment_reference(entity: Payment) -> str:
    return marked(entity.reference, entity.marker)


def payment_out(entity: Payment, *, key: str) -> Written:
    """A payment of one document, or money on account, which at Xero is a bank transaction."""
    if not entity.allocations:
        return _on_account_out(entity, key=key)
    if len(entity.allocations) != 1:
        raise Untranslatable("a payment in Xero settles exactly one document: split it")
    (allocation,) = entity.allocations
    if entity.amount != allocation.amount:
        raise Untranslatable("a payment in Xero settles one document with all of its amount: split off what stays on account")
    body = {
        **_target(entity, allocation),
        "Account": account_out(entity.account),
        "Date": entity.paid_on.isoformat(),
        "Amount": allocation.amount,
        "CurrencyRate": rate_out(entity.rate),
        "Reference": payment_reference(entity),
        "IsReconciled": entity.is_reconciled or None,
    }
    return filled(body)


def _target(entity: Payment, allocation: Allocation) -> Written:
    prefix, _, own_id = allocation.document.partition(":")
    if prefix in ON_ACCOUNT and entity.is_refund and allocation.kind is entity.kind:
        _, part, id_name = ON_ACCOUNT[prefix]
        return {part: {id_name: own_id}}
    part = _TARGETS.get((entity.kind, allocation.kind, entity.is_refund), "")
    if not part:
        what = "a refund" if entity.is_refund else f"a {entity.kind.value}"
        raise Untranslatable(f"{what} of a {allocation.kind.value} is not carried to Xero")
    return {part: {f"{part}ID": allocation.document}}


# ---- Money on account


def is_on_account(body: Body) -> bool:
    """Whether a bank transaction is a prepayment or an overpayment."""
    return "PaymentID" not in body and str(body.get("Type")).endswith(("-OVERPAYMENT", "-PREPAYMENT"))


def on_account_id(body: Body) -> str:
    for prefix, (_, _, id_name) in ON_ACCOUNT.items():
        if str(body.get("Type")).endswith(f"-{prefix.upper()}") and body.get(id_name):
            return f"{prefix}:{body[id_name]}"
    return ""


def _on_account(body: Body) -> Payment:
    said = wire.BankTransaction.model_validate(body)
    reference, marker = said.Reference, ""
    for line in said.LineItems:
        if mark_in(line.Description):
            reference, marker = unmarked(line.Description)
    return Payment(
        kind=told_payment(body, _CUSTOMERS),
        id=on_account_id(body),
        contact=said.Contact.ContactID,
        account=said.BankAccount.Code or said.BankAccount.AccountID,
        paid_on=said.Date.date(),
        currency=said.CurrencyCode,
        amount=said.Total,
        allocations=(),
        reference=reference,
        marker=marker,
        rate=inverse(said.CurrencyRate),
        is_reconciled=said.IsReconciled,
        status=known_word(STATUSES, said.Status, what="bank transaction status"),
    )


def _on_account_out(entity: Payment, *, key: str) -> Written:
    if entity.is_refund:
        raise Untranslatable("a refund in Xero is of a credit note or of money on account: name it")
    # Xero keeps a reference with money spent and received only, so the mark stands in the one line that an overpayment has.
    text = marked(entity.reference, mark_of(entity.marker, key=key))
    body = {
        "Type": on_account_type(entity),
        "Contact": {"ContactID": entity.contact},
        "BankAccount": account_out(entity.account),
        "Date": entity.paid_on.isoformat(),
        "Reference": entity.reference,
        "LineAmountTypes": "NoTax",
        "LineItems": [{"Description": text, "Quantity": 1, "UnitAmount": entity.amount}],
        "CurrencyCode": entity.currency,
        "CurrencyRate": rate_out(entity.rate),
        "IsReconciled": entity.is_reconciled or None,
    }
    return filled(body)


def on_account_type(entity: Payment) -> str:
    return "RECEIVE-OVERPAYMENT" if entity.kind is _CUSTOMERS else "SPEND-OVERPAYMENT"


# ---- Allocations


def settlement_bodies(endpoint: str, body: Body) -> tuple[dict[str, Json], ...]:
    """The allocations inside a credit note, prepayment or overpayment, each with what it is taken from."""
    part, id_name = next((part, id_name) for plural, part, id_name in (_CREDIT, *ON_ACCOUNT.values()) if plural == endpoint)
    source = {name: body[name] for name in (id_name, "Type", "CurrencyCode") if name in body}
    contact = body.get("Contact")
    if isinstance(contact, Mapping):
        source["Contact"] = {"ContactID": contact.get("ContactID")}
    found = body.get("Allocations")
    return tuple({**each, part: source} for each in found if isinstance(each, dict)) if isinstance(found, list) else ()


def settlement_answer(entity: Settlement, element: Body) -> dict[str, Json]:
    """What Xero answers to a new allocation tells little of what it is taken from: it is told by who asked."""
    endpoint, own_id = settlement_source(entity)
    _, part, id_name = next(one for one in (_CREDIT, *ON_ACCOUNT.values()) if one[0] == endpoint)
    source = {id_name: own_id, "Type": _source_type(entity), "CurrencyCode": entity.currency}
    return {**element, part: {**source, "Contact": {"ContactID": entity.contact}}}


def settlement(body: Body) -> Settlement:
    said = wire.Allocation.model_validate(body)
    source, source_kind = _source(said)
    is_sale = source_kind in (EntityKind.CREDIT_NOTE, _CUSTOMERS)
    return Settlement(
        source_kind=source_kind,
        source=_paid_id(source),
        allocation=Allocation(
            kind=EntityKind.INVOICE if is_sale else EntityKind.BILL, document=said.Invoice.InvoiceID, amount=said.Amount
        ),
        contact=source.Contact.ContactID,
        allocated_on=said.Date.date() if said.Date else None,
        currency=source.CurrencyCode,
        id=settlement_id(body),
        status=PaymentStatus.DELETED if said.IsDeleted else PaymentStatus.POSTED,
    )


def settlement_id(body: Body) -> str:
    """Xero's own samples leave the id out of lists: such an allocation is told by its two ends."""
    if body.get("AllocationID"):
        return str(body["AllocationID"])
    said = wire.Allocation.model_validate(body)
    source, _ = _source(said)
    return f"{_paid_id(source)}/{said.Invoice.InvoiceID}"


def _source(said: wire.Allocation) -> tuple[wire.PaidDocument, EntityKind]:
    for source in (said.CreditNote, said.Overpayment, said.Prepayment):
        if not _paid_id(source):
            continue
        if source.CreditNoteID:
            return source, known_word(KINDS_BY_TYPE, source.Type, what="type of credit")
        return source, _CUSTOMERS if source.Type.startswith(("RECEIVE", "AR")) else _SUPPLIERS
    raise Untranslatable("an allocation does not say what it is taken from")


def settlement_source(entity: Settlement) -> tuple[str, str]:
    """The list of what is allocated, and its id there. Raises Untranslatable where Xero has no such credit."""
    prefix, _, own_id = entity.source.partition(":")
    if entity.source_kind in DOCUMENT_TYPES and entity.source_kind not in (EntityKind.INVOICE, EntityKind.BILL):
        return "CreditNotes", entity.source
    if entity.source_kind in (_CUSTOMERS, _SUPPLIERS) and prefix in ON_ACCOUNT:
        return ON_ACCOUNT[prefix][0], own_id
    raise Untranslatable(f"a {entity.source_kind.value} of this kind leaves nothing in Xero that could be allocated")


def _source_type(entity: Settlement) -> str:
    if entity.source_kind in DOCUMENT_TYPES:
        return DOCUMENT_TYPES[entity.source_kind]
    return "RECEIVE-OVERPAYMENT" if entity.source_kind is _CUSTOMERS else "SPEND-OVERPAYMENT"


def settlement_out(entity: Settlement) -> Written:
    if entity.allocation.kind not in (EntityKind.INVOICE, EntityKind.BILL) or entity.allocation.amount <= Decimal(0):
        raise Untranslatable("a credit in Xero is set against an invoice or a bill, with an amount above 0")
    # Xero puts the later of the two documents' dates, whatever is sent.
    on = entity.allocated_on.isoformat() if entity.allocated_on else ""
    return filled({"Amount": entity.allocation.amount, "Date": on, "Invoice": {"InvoiceID": entity.allocation.document}})

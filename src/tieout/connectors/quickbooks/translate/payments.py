"""Payments of customers and to vendors, with what they settle; and payments of nothing, which set a credit against a document."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tieout.accounting.documents import Allocation, Payment, PaymentStatus, Settlement
from tieout.accounting.kinds import EntityKind
from tieout.connectors.errors import Problem, Rejected
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.translate.known import Known
from tieout.connectors.quickbooks.translate.notes import note, parse_note, without_voided
from tieout.connectors.quickbooks.wire import Body, WireError, amount, day, money, needed, our_id, part, parts, reference, text

# What a payment can settle, by QuickBooks' word for it: our kind, and the name of the object.
_LINKED: Mapping[str, tuple[EntityKind, str]] = {
    "Invoice": (EntityKind.INVOICE, "Invoice"),
    "CreditMemo": (EntityKind.CREDIT_NOTE, "CreditMemo"),
    "Bill": (EntityKind.BILL, "Bill"),
    "VendorCredit": (EntityKind.SUPPLIER_CREDIT, "VendorCredit"),
    "JournalEntry": (EntityKind.JOURNAL, "JournalEntry"),
    # Money paid back to a customer, or by a vendor.
    "Expense": (EntityKind.BANK_TRANSACTION, "Purchase"),
    "Check": (EntityKind.BANK_TRANSACTION, "Purchase"),
    "CreditCardCredit": (EntityKind.BANK_TRANSACTION, "Purchase"),
    "Deposit": (EntityKind.BANK_TRANSACTION, "Deposit"),
}
# Which object settles a credit, and what can stand on its other side there.
_CREDITS = {EntityKind.CREDIT_NOTE: "Payment", EntityKind.SUPPLIER_CREDIT: "BillPayment"}
_SETTLED = {
    "Payment": frozenset({EntityKind.INVOICE, EntityKind.BANK_TRANSACTION, EntityKind.JOURNAL}),
    "BillPayment": frozenset({EntityKind.BILL, EntityKind.BANK_TRANSACTION, EntityKind.JOURNAL}),
}


def payment(kind: EntityKind, body: Body) -> Payment:
    inward = kind is EntityKind.PAYMENT
    bank = reference(body, "DepositToAccountRef") or (
        reference(part(body, "CheckPayment"), "BankAccountRef") or reference(part(body, "CreditCardPayment"), "CCAccountRef")
    )
    paid = needed(money(body, "TotalAmt"), "TotalAmt")
    noted = text(body, "PrivateNote")
    allocations = _allocations(body)
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


def is_settlement(name: str, body: Body) -> bool:
    """Whether a payment is of nothing and sets one credit against one document: no money, an allocation."""
    try:
        return name in _SETTLED and _pair(body) is not None
    except WireError:
        return False


def is_void(body: Body) -> bool:
    """Whether nothing is left of a payment but QuickBooks' word for it; of an allocation that is the end."""
    return not body.get("TotalAmt") and not body.get("Line") and without_voided(str(body.get("PrivateNote") or "")) is not None


def settlement(name: str, body: Body) -> Settlement:
    """Raises WireError for a payment that is none (`is_settlement`)."""
    pair = _pair(body)
    if pair is None:
        raise WireError("it is a payment, and no allocation of one credit to one document")
    credit, settled = pair
    return Settlement(
        source_kind=credit.kind,
        source=credit.document,
        allocation=settled,
        contact=needed(reference(body, "CustomerRef" if name == "Payment" else "VendorRef"), "CustomerRef or VendorRef"),
        allocated_on=day(body, "TxnDate"),
        currency=reference(body, "CurrencyRef"),
        id=our_id(EntityKind.ALLOCATION, text(body, "Id"), name=name),
        marker=parse_note(text(body, "PrivateNote"))[1],
    )


def _pair(body: Body) -> tuple[Allocation, Allocation] | None:
    """The credit and what it settles."""
    if money(body, "TotalAmt") != 0 or len(parts(body, "Line")) != 2:
        return None
    first, second = sorted(_allocations(body), key=lambda each: each.kind not in _CREDITS)
    is_one = first.kind in _CREDITS and second.kind in _SETTLED[_CREDITS[first.kind]] and first.amount == second.amount
    return (first, second) if is_one else None


def _allocations(body: Body) -> tuple[Allocation, ...]:
    return tuple(_allocation(line) for line in parts(body, "Line"))


def _allocation(line: Body) -> Allocation:
    linked = parts(line, "LinkedTxn")
    found = _LINKED.get(text(linked[0], "TxnType")) if len(linked) == 1 else None
    if found is None:
        raise WireError(f"it settles something that is not read: {', '.join(text(one, 'TxnType') for one in linked) or 'nothing'}")
    kind, name = found
    return Allocation(
        kind=kind, document=our_id(kind, text(linked[0], "TxnId"), name=name), amount=needed(money(line, "Amount"), "Amount")
    )


def payment_body(kind: EntityKind, entity: Payment, *, marker: str, known: Known) -> dict[str, Any]:
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
        "Line": [_line_body(part) for part in entity.allocations],
    }
    if short:
        body["PaymentRefNum" if inward else "DocNumber"] = short
    if entity.currency:
        body["CurrencyRef"] = {"value": entity.currency}
    if entity.rate is not None:
        body["ExchangeRate"] = entity.rate
    if not inward:
        return body | _paid_from(entity.account, known=known)
    return body | ({"DepositToAccountRef": {"value": entity.account}} if entity.account else {})


def settlement_name(entity: Settlement) -> str:
    """The object that an allocation is; raises Rejected where it can be none."""
    if entity.source_kind not in _CREDITS:
        raise Rejected((problem("other", message=MANIFEST.cannot["on_account"], field="source"),))
    return _CREDITS[entity.source_kind]


def settlement_body(entity: Settlement, *, marker: str, known: Known) -> dict[str, Any]:
    """The object to send; raises Rejected with every reason for which it cannot be one."""
    name = settlement_name(entity)
    wrong: list[Problem] = []
    if entity.allocation.kind not in _SETTLED[name]:
        message = f"a {entity.source_kind.value.replace('_', ' ')} settles no {entity.allocation.kind.value.replace('_', ' ')}"
        wrong.append(problem("other", message=message, field="allocation"))
    if not entity.contact:
        wrong.append(problem("contact_missing", message="the allocation names nobody", field="contact"))
    if name == "BillPayment" and not known.bank:
        message = "QuickBooks wants a bank account, and the company has none"
        wrong.append(problem("account_missing", message=message, field="account"))
    if wrong:
        raise Rejected(tuple(wrong))
    credit = replace(entity.allocation, kind=entity.source_kind, document=entity.source)
    body: dict[str, Any] = {
        "CustomerRef" if name == "Payment" else "VendorRef": {"value": entity.contact},
        "TotalAmt": 0,
        "PrivateNote": note("", marker=marker),
        "Line": [_line_body(entity.allocation), _line_body(credit)],
    }
    if entity.allocated_on is not None:
        body["TxnDate"] = entity.allocated_on.isoformat()
    if entity.currency:
        body["CurrencyRef"] = {"value": entity.currency}
    # Nothing leaves the account that has to be named.
    return body | (_paid_from(known.bank, known=known) if name == "BillPayment" else {})


def _paid_from(account: str, *, known: Known) -> dict[str, Any]:
    if account in known.cards:
        return {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": {"value": account}}}
    # "Check" is QuickBooks' word for whatever leaves a bank account.
    return {"PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": account}}}


def _line_body(settled: Allocation) -> dict[str, Any]:
    return {"Amount": settled.amount, "LinkedTxn": [{"TxnId": settled.document.rpartition(":")[2], "TxnType": _word(settled)}]}


def _word(settled: Allocation) -> str:
    """QuickBooks' word for what is settled; "" where it has none."""
    own_id = settled.document.rpartition(":")[2]
    fitting = (shown for shown, (kind, name) in _LINKED.items() if kind is settled.kind)
    return next((shown for shown in fitting if our_id(settled.kind, own_id, name=_LINKED[shown][1]) == settled.document), "")


def _wrong(entity: Payment, *, inward: bool) -> list[Problem]:
    found: list[Problem] = []
    if not entity.contact:
        found.append(problem("contact_missing", message="the payment names nobody", field="contact"))
    # Without an account QuickBooks would put cash into Undeposited Funds unasked; settling credits moves no cash.
    if not entity.account and (entity.amount or not inward):
        found.append(problem("account_missing", message="the payment names no bank account", field="account"))
    if entity.is_refund:
        found.append(problem("other", message=MANIFEST.cannot["refunds"], field="is_refund"))
    if not inward and not entity.allocations:
        found.append(problem("other", message=MANIFEST.cannot["supplier_money_on_account"], field="allocations"))
    for settled in entity.allocations:
        if not _word(settled):
            message = f"a payment settles no {settled.kind.value.replace('_', ' ')} {settled.document}"
            found.append(problem("other", message=message, field="allocations"))
    if not entity.amount and [each.kind in _CREDITS for each in entity.allocations].count(True) == 1 == len(entity.allocations) - 1:
        message = "a payment of nothing that sets one credit against one document is an allocation"
        found.append(problem("other", message=message, field="amount"))
    return found

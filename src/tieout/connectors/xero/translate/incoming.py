"""From Xero's words to ours: each body to what is seen in it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from tieout.accounting.banking import BankTransaction, Transfer
from tieout.accounting.documents import Document, Payment, Settlement
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Entity, Receipt, Seen
from tieout.connectors.xero import wire
from tieout.connectors.xero.translate import banking, contacts, documents, items, journals, payments, reference
from tieout.connectors.xero.translate.parts import NOTHING, Known, Untranslatable
from tieout.connectors.xero.wire import Body

Read = Callable[[Body, Known], Entity]
_ALLOCATED = ("CreditNotes", "Prepayments", "Overpayments")


def _same(body: Body, kind: EntityKind) -> EntityKind:
    del body
    return kind


def _told_document(body: Body, kind: EntityKind) -> EntityKind:
    return documents.KINDS_BY_TYPE.get(str(body.get("Type")), kind)


def _of(name: str) -> Callable[[Body], str]:
    return lambda body: str(body.get(name) or "")


def _payment_id(body: Body) -> str:
    return payments.on_account_id(body) if payments.is_on_account(body) else str(body.get("PaymentID") or "")


def _settlement_id(body: Body) -> str:
    with suppress(ValidationError, Untranslatable):
        return payments.settlement_id(body)
    return ""


def _alone(read: Callable[[Body], Entity]) -> Read:
    return lambda body, _known: read(body)


@dataclass(frozen=True)
class _Reader:
    """What finds a body's id, what reads it, and what tells the kind of those that share a list."""

    id: Callable[[Body], str]
    read: Read
    told: Callable[[Body, EntityKind], EntityKind] = _same


_INVOICE = _Reader(_of("InvoiceID"), _alone(documents.invoice), _told_document)
_CREDIT = _Reader(_of("CreditNoteID"), _alone(documents.credit_note), _told_document)
_PAYMENT = _Reader(_payment_id, _alone(payments.payment), payments.told_payment)
_READERS: Mapping[EntityKind, _Reader] = {
    EntityKind.CONTACT: _Reader(_of("ContactID"), _alone(contacts.contact)),
    EntityKind.ITEM: _Reader(_of("ItemID"), _alone(items.item)),
    EntityKind.INVOICE: _INVOICE,
    EntityKind.BILL: _INVOICE,
    EntityKind.CREDIT_NOTE: _CREDIT,
    EntityKind.SUPPLIER_CREDIT: _CREDIT,
    EntityKind.PAYMENT: _PAYMENT,
    EntityKind.SUPPLIER_PAYMENT: _PAYMENT,
    EntityKind.ALLOCATION: _Reader(_settlement_id, _alone(payments.settlement)),
    EntityKind.BANK_TRANSACTION: _Reader(_of("BankTransactionID"), _alone(banking.bank_transaction)),
    EntityKind.TRANSFER: _Reader(_of("BankTransferID"), banking.transfer),
    EntityKind.JOURNAL: _Reader(_of("ManualJournalID"), journals.journal),
    EntityKind.ACCOUNT: _Reader(_of("AccountID"), _alone(reference.account)),
    EntityKind.TAX_RATE: _Reader(_of("TaxType"), _alone(reference.tax_rate)),
    EntityKind.TRACKING_CATEGORY: _Reader(_of("TrackingCategoryID"), _alone(reference.tracking_category)),
}


def seen(kind: EntityKind, body: Body, *, known: Known = NOTHING) -> Seen:
    """An element of one of Xero's lists; never raises: what cannot be understood has a problem instead of an entity.

    Of invoice and bill, and of the other pairs that share a list, either may be asked for: the body says which it is. Money on
    account is a payment, though it stands among the bank transactions.
    """
    reader = _READERS[kind]
    entity, problem = None, ""
    try:
        entity = reader.read(body, known)
    except ValidationError as error:
        problem = reference.first(error)
    except Untranslatable as error:
        problem = str(error)
    updated_at = _updated_at(body)
    return Seen(
        kind=reader.told(body, kind),
        external_id=reader.id(body),
        body=body,
        version=updated_at.isoformat() if updated_at else "",
        updated_at=updated_at,
        deleted=_is_gone(body, kind),
        entity=entity,
        problem=problem,
    )


def everything(endpoint: str, body: Body, *, kind: EntityKind, known: Known = NOTHING) -> tuple[Seen, ...]:
    """All that an element of a list tells: a credit note its allocations too, a prepayment nothing else."""
    if endpoint in _ALLOCATED:
        inside = (seen(EntityKind.ALLOCATION, one) for one in payments.settlement_bodies(endpoint, body))
        return (seen(EntityKind.CREDIT_NOTE, body), *inside) if endpoint == "CreditNotes" else tuple(inside)
    if endpoint == "BankTransactions":
        if banking.is_transfers_half(body):
            return ()
        return (seen(EntityKind.PAYMENT if payments.is_on_account(body) else EntityKind.BANK_TRANSACTION, body),)
    return (seen(kind, body, known=known),)


def receipt(kind: EntityKind, body: Body, *, known: Known = NOTHING) -> Receipt:
    """What a reply's element says that Xero now has."""
    found = seen(kind, body, known=known)
    entity = found.entity
    if isinstance(entity, Document):
        return Receipt(seen=found, number=entity.number, net=entity.net, tax=entity.tax, gross=entity.gross)
    if isinstance(entity, BankTransaction):
        return Receipt(seen=found, net=entity.net, tax=entity.tax, gross=entity.gross)
    if isinstance(entity, Settlement):
        return Receipt(seen=found, gross=entity.allocation.amount)
    return Receipt(seen=found, gross=entity.amount if isinstance(entity, Payment | Transfer) else None)


def _is_gone(body: Body, kind: EntityKind) -> bool:
    """A void document stays to be seen; of money nothing but the row is left."""
    if kind in (EntityKind.INVOICE, EntityKind.BILL, EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT, EntityKind.JOURNAL):
        return body.get("Status") == "DELETED"
    return body.get("Status") in ("DELETED", "VOIDED") or body.get("IsDeleted") is True


def _updated_at(body: Body) -> datetime | None:
    """Transfers have no other time than that of their making, for they are never changed."""
    try:
        return wire.instant(body.get("UpdatedDateUTC") or body.get("CreatedDateUTC"))
    except (ValueError, OverflowError):
        return None

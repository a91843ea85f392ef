"""Sage's objects as ours and back; pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from pydantic import ValidationError

from tieout.accounting.accounts import Account, TaxRate, TrackingCategory
from tieout.accounting.attachments import Attachment
from tieout.accounting.banking import BankTransaction, Transfer
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Payment, Settlement
from tieout.accounting.items import Item
from tieout.accounting.kinds import DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import Action, Entity, Operation, Receipt, Seen
from tieout.connectors.http import Json
from tieout.connectors.sage.manifest import LISTS
from tieout.connectors.sage.translate import reference
from tieout.connectors.sage.translate.banking import (
    bank_transaction,
    bank_transaction_body,
    transfer,
    transfer_body,
    transfer_resource,
)
from tieout.connectors.sage.translate.banks import NOTHING_KNOWN, Known, banks
from tieout.connectors.sage.translate.contacts import contact, contact_body
from tieout.connectors.sage.translate.documents import DRAFTS, document, document_body
from tieout.connectors.sage.translate.items import item, item_body, resource
from tieout.connectors.sage.translate.journals import journal, journal_body
from tieout.connectors.sage.translate.parts import Unreadable, refusal
from tieout.connectors.sage.translate.payments import artefacts, payment, payment_body, payment_kind, settlement, settlement_body
from tieout.connectors.sage.wire import Body, href, instant

__all__ = ["NOTHING_KNOWN", "Known", "artefacts", "banks", "external_id", "name_of", "receipt", "seen", "written"]


def seen(kind: EntityKind, body: Body, *, name: str = "", known: Known = NOTHING_KNOWN) -> Seen:
    """An object as Sage has it; never raises: what cannot be understood has a problem instead of an entity.

    `name` is the object's own where the kind has several lists. Of the two kinds of payments the body says which it is.
    """
    name = name or next(iter(LISTS.get(kind, {"": ""})))
    told = payment_kind(body) if kind in PAYMENT_KINDS else kind
    # What is void is still shown, with an instant of deletion.
    deleted = bool(body.get("deleted_at")) and not _is_void(body)
    entity, problem = None, ""
    try:
        entity = None if deleted else _entity(told, body, name=name, known=known)
    except ValidationError as error:
        found = error.errors()[0]
        problem = f"{'.'.join(str(step) for step in found['loc'])}: {found['msg']}"
    except Unreadable as error:
        problem = str(error)
    updated_at = _updated_at(body)
    return Seen(
        kind=told,
        external_id=external_id(kind, name, id=str(body.get("id") or "")),
        body=body,
        version=updated_at.isoformat() if updated_at else "",
        updated_at=updated_at,
        deleted=deleted,
        entity=entity,
        problem=problem,
        url=href(body),
    )


def receipt(kind: EntityKind, body: Body, *, name: str = "", known: Known = NOTHING_KNOWN) -> Receipt:
    """What Sage answered to a write, with its totals."""
    found = seen(kind, body, name=name, known=known)
    entity = found.entity
    if isinstance(entity, Document):
        return Receipt(seen=found, number=entity.number, net=entity.net, tax=entity.tax, gross=entity.gross)
    if isinstance(entity, BankTransaction):
        return Receipt(seen=found, number=entity.reference, net=entity.net, tax=entity.tax, gross=entity.gross)
    if isinstance(entity, Payment | Transfer):
        return Receipt(seen=found, number=entity.reference, gross=entity.amount)
    return Receipt(seen=found)


def external_id(kind: EntityKind, name: str, *, id: str) -> str:
    """The id by which we know an object: with its name in front where the kind has several lists."""
    return f"{name}:{id}" if id and len(LISTS.get(kind, {})) > 1 else id


def name_of(operation: Operation, *, known: Known) -> tuple[str, str]:
    """The name of the object to write, and its id at Sage ("" for a new one); raises Rejected."""
    names = LISTS[operation.kind]
    if operation.action is Action.CREATE:
        entity = operation.entity
        if isinstance(entity, Item):
            return resource(entity), ""
        return (transfer_resource(entity, known.banks) if isinstance(entity, Transfer) else next(iter(names))), ""
    if len(names) == 1:
        return next(iter(names)), operation.external_id or ""
    name, _, own_id = (operation.external_id or "").partition(":")
    if name not in names or not own_id:
        raise refusal("not_found", f"{operation.external_id!r} is no {operation.kind.value} of Sage")
    return name, own_id


def written(operation: Operation, name: str, *, known: Known) -> dict[str, Json]:
    """The object to send. Raises Rejected with the reason for which it cannot be one in Sage."""
    entity, key = operation.entity, operation.key
    is_new = operation.action is Action.CREATE
    if isinstance(entity, Contact):
        return contact_body(entity, source=key if is_new else "")
    if isinstance(entity, Item):
        return item_body(name, entity, source=key if is_new else "")
    if isinstance(entity, Document):
        # The lines of a new document can have no ids but those of another ledger.
        body = document_body(replace(entity, id=None) if is_new else entity, key=key, rates=known.rates)
        return body | ({"status_id": "DRAFT"} if is_new and entity.status in DRAFTS else {})
    if isinstance(entity, Payment):
        return payment_body(entity, key=key)
    if isinstance(entity, Settlement):
        return settlement_body(entity, on_account=known.on_account)
    if isinstance(entity, BankTransaction):
        body = bank_transaction_body(entity, key=key, rates=known.rates, banks=known.banks)
        # A refund stays one: its type cannot be told from the direction alone.
        return body if is_new else {field: value for field, value in body.items() if field != "transaction_type_id"}
    if isinstance(entity, Transfer):
        return transfer_body(name, entity, key=key, banks=known.banks)
    if isinstance(entity, Attachment):
        raise refusal("other", "a file goes to Sage with its bytes, not by itself")
    if isinstance(entity, Account | TaxRate | TrackingCategory):
        raise refusal("other", "accounts, tax rates and analysis types are written by themselves")
    return journal_body(entity, key=key, banks=known.banks)


_READERS: Mapping[EntityKind, Callable[[Body], Entity]] = {
    EntityKind.CONTACT: contact,
    EntityKind.PAYMENT: payment,
    EntityKind.SUPPLIER_PAYMENT: payment,
    EntityKind.ACCOUNT: reference.account,
    EntityKind.TRACKING_CATEGORY: reference.tracking_category,
    EntityKind.ATTACHMENT: reference.attachment,
}


def _entity(kind: EntityKind, body: Body, *, name: str, known: Known) -> Entity:
    if kind in _READERS:
        return _READERS[kind](body)
    if kind in DOCUMENT_KINDS:
        return document(kind, body)
    if kind is EntityKind.ITEM:
        return item(name, body)
    if kind is EntityKind.ALLOCATION:
        return settlement(body, on_account=known.on_account)
    if kind is EntityKind.BANK_TRANSACTION:
        return bank_transaction(body, banks=known.banks)
    if kind is EntityKind.TRANSFER:
        return transfer(name, body, banks=known.banks)
    if kind is EntityKind.JOURNAL:
        return journal(body, banks=known.banks)
    if kind is EntityKind.TAX_RATE:
        return reference.tax_rate(body, today=known.today)
    raise Unreadable(f"a kind that is not read: {kind}")


def _is_void(body: Body) -> bool:
    status = body.get("status")
    return isinstance(status, Mapping) and status.get("id") == "VOID"


def _updated_at(body: Body) -> datetime | None:
    try:
        return instant(body.get("updated_at"))
    except (ValueError, OverflowError):
        return None

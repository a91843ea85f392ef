"""QuickBooks' objects as ours and back; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tieout.accounting.accounts import Account, TaxRate, TrackingCategory
from tieout.accounting.attachments import Attachment
from tieout.accounting.banking import BankTransaction, Transfer
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Payment, Settlement
from tieout.accounting.items import Item
from tieout.accounting.journal import Journal
from tieout.accounting.kinds import CONTACT_KINDS, DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import Action, Entity, Operation, Receipt, Seen
from tieout.connectors.errors import Rejected
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.translate.banking import bank_body, bank_name, bank_transaction, transfer, transfer_body
from tieout.connectors.quickbooks.translate.chart import account_body
from tieout.connectors.quickbooks.translate.contacts import contact, contact_body, renumbered
from tieout.connectors.quickbooks.translate.documents import document, document_body
from tieout.connectors.quickbooks.translate.files import attachment
from tieout.connectors.quickbooks.translate.items import item, item_body
from tieout.connectors.quickbooks.translate.journals import journal, journal_body
from tieout.connectors.quickbooks.translate.known import Known
from tieout.connectors.quickbooks.translate.lines import known_lines
from tieout.connectors.quickbooks.translate.notes import kept_marker
from tieout.connectors.quickbooks.translate.payments import (
    is_settlement,
    is_void,
    payment,
    payment_body,
    settlement,
    settlement_body,
    settlement_name,
)
from tieout.connectors.quickbooks.translate.reference import account, tax_rate
from tieout.connectors.quickbooks.wire import (
    NAME_LISTS,
    OBJECTS,
    READ_ONLY,
    US_CODES,
    Body,
    WireError,
    moment,
    needed,
    our_id,
    part,
    parts,
    text,
)

NOTHING_KNOWN = Known()
# What stays as it is in QuickBooks, whatever an update of the object says: the second is the count of what is in stock.
_STAYS = {"Item": ("Type", "QtyOnHand", "InvStartDate", "TrackQtyOnHand"), "Purchase": ("PaymentType",)}
_WITH_LINES = frozenset({*DOCUMENT_KINDS, EntityKind.BANK_TRANSACTION, EntityKind.JOURNAL})


def seen(
    kind: EntityKind, body: Body, *, name: str = "", known: Known = NOTHING_KNOWN, rates: Mapping[str, Body] | None = None
) -> Seen:
    """The object as QuickBooks has it; `problem` says what could not be understood. `name` is the object's where its kind has
    several; tax codes need the TaxRate objects by id."""
    name = name or OBJECTS[kind][0]
    external_id, fault = our_id(kind, str(body.get("Id", "")), name=name), ""
    deleted = body.get("status") == "Deleted"
    updated_at: datetime | None = None
    entity: Entity | None = None
    try:
        needed(text(body, "Id"), "Id")
        updated_at = moment(part(body, "MetaData"), "LastUpdatedTime")
        entity = None if deleted else _entity(kind, body, name=name, known=known, rates=rates or {})
    except WireError as error:
        fault = str(error)
    return Seen(
        kind=kind,
        external_id=external_id,
        body=body,
        version=str(body.get("SyncToken", "")),
        updated_at=updated_at,
        deleted=deleted,
        entity=entity,
        problem=fault,
    )


def sight(kind: EntityKind, body: Body, *, name: str, known: Known = NOTHING_KNOWN) -> Seen | None:
    """What a row says of a kind; None where it is of the other kind that shares the object.

    A payment that was voided is still to be seen as one, but is no allocation any more.
    """
    if kind is EntityKind.ALLOCATION and body.get("status") != "Deleted":
        if is_void(body):
            return gone(kind, body, name=name)
        if not is_settlement(name, body):
            return None
    if kind in PAYMENT_KINDS and is_settlement(name, body):
        return None
    return seen(kind, body, name=name, known=known)


def gone(kind: EntityKind, body: Body, *, name: str) -> Seen:
    """The object is not, or no longer, of that kind."""
    return replace(seen(kind, {**body, "status": "Deleted"}, name=name), body=body)


def tax_codes(codes: Sequence[Body], rates: Mapping[str, Body]) -> tuple[Seen, ...]:
    """All tax codes of a company. Where lines say TAX or NON only, as in the United States, no other one is active."""
    found = tuple(seen(EntityKind.TAX_RATE, code, rates=rates) for code in codes)
    if not US_CODES & {each.external_id for each in found}:
        return found
    return tuple(
        replace(each, entity=replace(each.entity, is_active=False))
        if isinstance(each.entity, TaxRate) and each.external_id not in US_CODES
        else each
        for each in found
    )


def receipt(kind: EntityKind, body: Body, *, name: str = "", known: Known = NOTHING_KNOWN) -> Receipt:
    """What QuickBooks answered to a write, with its totals."""
    found = seen(kind, body, name=name, known=known)
    entity = found.entity
    if isinstance(entity, Document):
        return Receipt(seen=found, number=entity.number, net=entity.net, tax=entity.tax, gross=entity.gross)
    if isinstance(entity, BankTransaction):
        return Receipt(seen=found, number=entity.reference, net=entity.net, tax=entity.tax, gross=entity.gross)
    if isinstance(entity, Payment):
        return Receipt(seen=found, number=entity.reference, gross=entity.amount)
    if isinstance(entity, Transfer):
        return Receipt(seen=found, number=entity.reference, gross=entity.amount)
    if isinstance(entity, Settlement):
        return Receipt(seen=found, gross=entity.allocation.amount)
    return Receipt(seen=found, number=entity.number if isinstance(entity, Journal) else "")


def written_name(operation: Operation, *, known: Known = NOTHING_KNOWN) -> str:
    """The object that an operation creates; raises Rejected where it can be none."""
    entity = operation.entity
    if isinstance(entity, BankTransaction):
        return bank_name(entity, known=known)
    return settlement_name(entity) if isinstance(entity, Settlement) else OBJECTS[operation.kind][0]


def written(operation: Operation, *, name: str = "", known: Known = NOTHING_KNOWN, current: Body | None = None) -> dict[str, Any]:
    """The object to send; `current` is the one that is changed.

    Raises Rejected with every reason for which it cannot be one in QuickBooks. What has no number of its own carries a marker.
    """
    kind, entity, creates = operation.kind, operation.entity, operation.action is Action.CREATE
    # A change leaves the marker that is there.
    marker = getattr(entity, "marker", "") or (operation.key if creates else "")
    if isinstance(entity, Contact):
        return contact_body(kind, entity, known=known)
    if isinstance(entity, Item):
        return item_body(entity)
    if isinstance(entity, Payment):
        return payment_body(kind, entity, marker=marker, known=known)
    if isinstance(entity, Settlement):
        return settlement_body(entity, marker=marker, known=known)
    if isinstance(entity, Account):
        return account_body(entity, current=current)
    if isinstance(entity, Transfer):
        return transfer_body(entity, marker=marker)
    if isinstance(entity, Attachment):
        raise Rejected((problem("other", message="a file comes to be with its bytes: by an upload"),))
    if isinstance(entity, TaxRate | TrackingCategory):
        raise Rejected((problem("other", message="tax codes, classes and locations are written by themselves"),))
    if isinstance(entity, BankTransaction):
        body = bank_body(name or bank_name(entity, known=known), entity, marker=marker, known=known)
    elif isinstance(entity, Journal):
        body = journal_body(entity, marker=marker, known=known)
    else:
        body = document_body(kind, entity, marker=marker, known=known)
    # Lines get their ids from QuickBooks; an update names those that are there already.
    return body | {"Line": known_lines(body["Line"], ())} if creates else body


def rewritten(kind: EntityKind, current: Body, *, change: Mapping[str, Any], version: str, name: str = "") -> dict[str, Any]:
    """The object as it is with the change laid over it: what an update leaves out, QuickBooks empties.

    What comes back masked is left out, and names say that they are not whole (`sparse`), so that it stays as it was. Transactions
    are whole: their tax is worked out anew (quickbooks.md §2.4, §6.2).
    """
    name = name or OBJECTS[kind][0]
    kept = {field: value for field, value in current.items() if field not in READ_ONLY}
    stays = {field: kept[field] for field in _STAYS.get(name, ()) if field in kept}
    counted = {} if kept.get("Type") == "Inventory" else dict.fromkeys(_STAYS["Item"][1:])
    body = {
        field: value
        for field, value in (kept | dict(change) | stays).items()
        if name != "Item" or field in stays or field not in counted
    }
    body |= {"Id": current["Id"], "SyncToken": version or current.get("SyncToken", "0"), "sparse": kind in NAME_LISTS}
    if kind in _WITH_LINES:
        body["Line"] = known_lines(body["Line"], parts(current, "Line"))
    if "PrivateNote" in change:
        body["PrivateNote"] = kept_marker(text(current, "PrivateNote"), change["PrivateNote"])
    if kind is EntityKind.CUSTOMER and "Notes" in change:
        body["Notes"] = renumbered(text(current, "Notes"), change["Notes"])
    if "PayType" in change:
        body.pop("CheckPayment" if change["PayType"] == "CreditCard" else "CreditCardPayment", None)
    return body


def _entity(kind: EntityKind, body: Body, *, name: str, known: Known, rates: Mapping[str, Body]) -> Entity:
    if kind in CONTACT_KINDS:
        return contact(kind, body, terms=known.terms)
    if kind in DOCUMENT_KINDS:
        return document(kind, body)
    if kind in PAYMENT_KINDS:
        return payment(kind, body)
    if kind is EntityKind.ALLOCATION:
        return settlement(name, body)
    if kind is EntityKind.BANK_TRANSACTION:
        return bank_transaction(name, body)
    if kind is EntityKind.TAX_RATE:
        return tax_rate(body, rates)
    if kind not in _PLAIN:
        raise WireError(f"a kind that is not read: {kind}")
    return _PLAIN[kind](body)


_PLAIN: Mapping[EntityKind, Callable[[Body], Entity]] = {
    EntityKind.ITEM: item,
    EntityKind.ACCOUNT: account,
    EntityKind.TRANSFER: transfer,
    EntityKind.JOURNAL: journal,
    EntityKind.ATTACHMENT: attachment,
}

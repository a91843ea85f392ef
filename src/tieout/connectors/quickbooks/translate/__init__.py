"""QuickBooks' objects as ours and back; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from tieout.accounting.accounts import TaxRate
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Payment
from tieout.accounting.items import Item
from tieout.accounting.kinds import CONTACT_KINDS, DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import Action, Entity, Operation, Receipt, Seen
from tieout.connectors.quickbooks.translate.contacts import contact, contact_body, renumbered
from tieout.connectors.quickbooks.translate.documents import document, document_body, known_lines
from tieout.connectors.quickbooks.translate.items import item, item_body
from tieout.connectors.quickbooks.translate.payments import payment, payment_body
from tieout.connectors.quickbooks.translate.reference import account, tax_rate
from tieout.connectors.quickbooks.wire import NAME_LISTS, READ_ONLY, US_CODES, Body, WireError, moment, needed, part, parts, text


def seen(kind: EntityKind, body: Body, *, rates: Mapping[str, Body] | None = None) -> Seen:
    """The object as QuickBooks has it; `problem` says what could not be understood. Tax codes need the TaxRate objects by id."""
    external_id, fault = str(body.get("Id", "")), ""
    deleted = body.get("status") == "Deleted"
    updated_at: datetime | None = None
    entity: Entity | None = None
    try:
        needed(text(body, "Id"), "Id")
        updated_at = moment(part(body, "MetaData"), "LastUpdatedTime")
        entity = None if deleted else _entity(kind, body, rates=rates or {})
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


def receipt(kind: EntityKind, body: Body) -> Receipt:
    """What QuickBooks answered to a write, with its totals."""
    found = seen(kind, body)
    entity = found.entity
    if isinstance(entity, Document):
        return Receipt(seen=found, number=entity.number, net=entity.net, tax=entity.tax, gross=entity.gross)
    if isinstance(entity, Payment):
        return Receipt(seen=found, number=entity.reference, gross=entity.amount)
    return Receipt(seen=found)


def written(operation: Operation, *, rates: Mapping[str, Decimal] | None = None) -> dict[str, Any]:
    """The object to send; `rates` are percents by tax code, asked for only by documents whose prices include tax.

    Raises Rejected with every reason for which it cannot be one in QuickBooks. What has no number of its own carries a marker.
    """
    kind, entity = operation.kind, operation.entity
    if isinstance(entity, Contact):
        return contact_body(kind, entity)
    if isinstance(entity, Item):
        return item_body(entity)
    if isinstance(entity, Payment):
        return payment_body(kind, entity, marker=entity.marker or operation.key)
    body = document_body(kind, entity, marker=operation.key, rates=rates or {})
    # Lines get their ids from QuickBooks; an update names those that are there already.
    return body if operation.action is Action.UPDATE else body | {"Line": known_lines(body["Line"], ())}


def rewritten(kind: EntityKind, current: Body, *, change: Mapping[str, Any], version: str) -> dict[str, Any]:
    """The object as it is with the change laid over it: what an update leaves out, QuickBooks empties.

    What comes back masked is left out, and names say that they are not whole (`sparse`), so that it stays as it was. Transactions
    are whole: their tax is worked out anew (quickbooks.md §2.4, §6.2).
    """
    kept = {field: value for field, value in current.items() if field not in READ_ONLY}
    body = (
        kept
        | dict(change)
        | {"Id": current["Id"], "SyncToken": version or current.get("SyncToken", "0"), "sparse": kind in NAME_LISTS}
    )
    if kind is EntityKind.ITEM and "Type" in kept:
        body["Type"] = kept["Type"]
    if kind in DOCUMENT_KINDS:
        body["Line"] = known_lines(body["Line"], parts(current, "Line"))
    if kind is EntityKind.CUSTOMER and "Notes" in change:
        body["Notes"] = renumbered(text(current, "Notes"), change["Notes"])
    return body


def _entity(kind: EntityKind, body: Body, *, rates: Mapping[str, Body]) -> Entity:
    if kind in CONTACT_KINDS:
        return contact(kind, body)
    if kind in DOCUMENT_KINDS:
        return document(kind, body)
    if kind in PAYMENT_KINDS:
        return payment(kind, body)
    if kind is EntityKind.ITEM:
        return item(body)
    if kind is EntityKind.ACCOUNT:
        return account(body)
    if kind is EntityKind.TAX_RATE:
        return tax_rate(body, rates)
    raise WireError(f"a kind that is not read: {kind}")

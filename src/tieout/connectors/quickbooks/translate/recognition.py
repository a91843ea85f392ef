"""By what QuickBooks would show that something of ours is there already: names, numbers, and the marker in a note."""

from collections.abc import Sequence
from dataclasses import dataclass

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Payment
from tieout.accounting.items import Item
from tieout.accounting.kinds import CONTACT_KINDS, EntityKind
from tieout.connectors.contract import Operation
from tieout.connectors.quickbooks.translate.contacts import contact, display_name
from tieout.connectors.quickbooks.translate.documents import SALES
from tieout.connectors.quickbooks.translate.items import item_name
from tieout.connectors.quickbooks.translate.notes import parse_note
from tieout.connectors.quickbooks.wire import EVEN_HIDDEN, Body, one_of, reference, text


@dataclass(frozen=True, kw_only=True)
class Question:
    """The operations that a query with these conditions would find."""

    conditions: tuple[str, ...]
    operations: tuple[Operation, ...]


def questions(kind: EntityKind, operations: Sequence[Operation]) -> list[Question]:
    """As few queries as there are ways to recognise these."""
    if kind in CONTACT_KINDS or kind is EntityKind.ITEM:
        field = "Name" if kind is EntityKind.ITEM else "DisplayName"
        names = one_of(field, {_name(each) for each in operations})
        return [Question(conditions=(names, EVEN_HIDDEN), operations=tuple(operations))]
    numbered = tuple(each for each in operations if _number(each))
    marked = tuple(each for each in operations if not _number(each))
    asked = []
    if numbered:
        asked.append(Question(conditions=(one_of("DocNumber", {_number(each) for each in numbered}),), operations=numbered))
    if marked:
        days = sorted(_day(each) for each in marked)
        conditions = (
            one_of(_party(kind), {_contact(each) for each in marked}),
            f"TxnDate >= '{days[0]}'",
            f"TxnDate <= '{days[-1]}'",
        )
        asked.append(Question(conditions=conditions, operations=marked))
    return asked


def is_this(kind: EntityKind, operation: Operation, *, row: Body) -> bool:
    """Whether the object is what this operation was to create."""
    entity = operation.entity
    if isinstance(entity, Contact):
        same = text(row, "DisplayName").casefold() == display_name(entity).casefold()
        there = contact(kind, row).account_number if same else ""
        # The same name with another account number is somebody else, whom QuickBooks would refuse a second time.
        return same and (not there or not entity.account_number or there == entity.account_number)
    if isinstance(entity, Item):
        return text(row, "Name").casefold() == item_name(entity).casefold()
    if reference(row, _party(kind)) != entity.contact:
        return False
    if number := _number(operation):
        return text(row, "DocNumber").casefold() == number.casefold()
    return parse_note(text(row, "PrivateNote"))[1] == ((isinstance(entity, Payment) and entity.marker) or operation.key)


def _name(operation: Operation) -> str:
    entity = operation.entity
    if isinstance(entity, Item):
        return item_name(entity)
    return display_name(entity) if isinstance(entity, Contact) else ""


def _number(operation: Operation) -> str:
    return operation.entity.number if isinstance(operation.entity, Document) else ""


def _contact(operation: Operation) -> str:
    return operation.entity.contact if isinstance(operation.entity, Document | Payment) else ""


def _day(operation: Operation) -> str:
    entity = operation.entity
    if isinstance(entity, Payment):
        return entity.paid_on.isoformat()
    return entity.issued_on.isoformat() if isinstance(entity, Document) else ""


def _party(kind: EntityKind) -> str:
    return "CustomerRef" if kind in SALES or kind is EntityKind.PAYMENT else "VendorRef"

"""By what QuickBooks would show that something of ours is there already: names, numbers, and the marker in a note."""

from collections.abc import Sequence
from dataclasses import dataclass

from tieout.accounting.accounts import Account
from tieout.accounting.banking import BankTransaction, Transfer
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Payment, Settlement
from tieout.accounting.items import Item
from tieout.accounting.journal import Journal
from tieout.accounting.kinds import CONTACT_KINDS, EntityKind
from tieout.connectors.contract import Operation
from tieout.connectors.quickbooks.translate.chart import account_name
from tieout.connectors.quickbooks.translate.contacts import account_number, display_name
from tieout.connectors.quickbooks.translate.items import item_name
from tieout.connectors.quickbooks.translate.notes import parse_note, without_voided
from tieout.connectors.quickbooks.wire import EVEN_HIDDEN, Body, one_of, reference, text

_PARTIES = {
    "Invoice": "CustomerRef",
    "CreditMemo": "CustomerRef",
    "Payment": "CustomerRef",
    "Bill": "VendorRef",
    "VendorCredit": "VendorRef",
    "BillPayment": "VendorRef",
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """The operations that a query with these conditions would find."""

    conditions: tuple[str, ...]
    operations: tuple[Operation, ...]


def questions(name: str, operations: Sequence[Operation]) -> list[Question]:
    """As few queries of the objects of that name as there are ways to recognise these."""
    kind = operations[0].kind
    if kind in CONTACT_KINDS or kind in (EntityKind.ITEM, EntityKind.ACCOUNT):
        field = "DisplayName" if kind in CONTACT_KINDS else "Name"
        names = one_of(field, {_name(each) for each in operations})
        return [Question(conditions=(names, EVEN_HIDDEN), operations=tuple(operations))]
    numbered = tuple(each for each in operations if _number(each))
    marked = tuple(each for each in operations if not _number(each))
    asked = []
    if numbered:
        asked.append(Question(conditions=(one_of("DocNumber", {_number(each) for each in numbered}),), operations=numbered))
    if marked:
        asked.append(Question(conditions=_around(name, marked), operations=marked))
    return asked


def _around(name: str, marked: Sequence[Operation]) -> tuple[str, ...]:
    """Whose and of which days they are; a note cannot be asked for."""
    conditions = [one_of(_PARTIES[name], {_contact(each) for each in marked})] if name in _PARTIES else []
    days = sorted(_day(each) for each in marked)
    # An allocation may leave its day to QuickBooks.
    if days[0]:
        conditions += [f"TxnDate >= '{days[0]}'", f"TxnDate <= '{days[-1]}'"]
    return tuple(conditions)


def is_this(name: str, operation: Operation, *, row: Body) -> bool:
    """Whether the object is what this operation was to create."""
    entity = operation.entity
    if isinstance(entity, Contact):
        same = text(row, "DisplayName").casefold() == display_name(entity).casefold()
        there = account_number(operation.kind, row) if same else ""
        # The same name with another account number is somebody else, whom QuickBooks would refuse a second time.
        return same and (not there or not entity.account_number or there == entity.account_number)
    if isinstance(entity, Item):
        return text(row, "Name").casefold() == item_name(entity).casefold()
    if isinstance(entity, Account):
        return text(row, "FullyQualifiedName").casefold() == account_name(entity).casefold()
    if name in _PARTIES and reference(row, _PARTIES[name]) != _contact(operation):
        return False
    if number := _number(operation):
        return text(row, "DocNumber").casefold() == number.casefold()
    noted = text(row, "PrivateNote")
    return parse_note(without_voided(noted) or noted)[1] == (getattr(entity, "marker", "") or operation.key)


def _name(operation: Operation) -> str:
    entity = operation.entity
    if isinstance(entity, Item):
        return item_name(entity)
    if isinstance(entity, Account):
        return account_name(entity)
    return display_name(entity) if isinstance(entity, Contact) else ""


def _number(operation: Operation) -> str:
    return operation.entity.number if isinstance(operation.entity, Document) else ""


def _contact(operation: Operation) -> str:
    return operation.entity.contact if isinstance(operation.entity, Document | Payment | Settlement) else ""


def _day(operation: Operation) -> str:
    entity = operation.entity
    if isinstance(entity, Payment):
        on = entity.paid_on
    elif isinstance(entity, BankTransaction | Transfer):
        on = entity.happened_on
    elif isinstance(entity, Journal):
        on = entity.entered_on
    elif isinstance(entity, Document):
        on = entity.issued_on
    else:
        return entity.allocated_on.isoformat() if isinstance(entity, Settlement) and entity.allocated_on else ""
    return on.isoformat()

"""From our words to the bodies that Xero is sent."""

from tieout.accounting.banking import BankTransaction, Transfer
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Payment, Settlement
from tieout.accounting.items import Item
from tieout.accounting.journal import Journal
from tieout.accounting.kinds import DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import Action, Operation
from tieout.connectors.xero.manifest import MANIFEST
from tieout.connectors.xero.translate.banking import bank_transaction_out, transfer_out
from tieout.connectors.xero.translate.contacts import contact_out
from tieout.connectors.xero.translate.documents import document_out
from tieout.connectors.xero.translate.items import item_out
from tieout.connectors.xero.translate.journals import journal_out
from tieout.connectors.xero.translate.parts import NOTHING, OUR_NUMBER, Known, Untranslatable, Written, fingerprint
from tieout.connectors.xero.translate.payments import payment_out, settlement_out, settlement_source

_NUMBERS = {
    EntityKind.CONTACT: "ContactNumber",
    EntityKind.INVOICE: "InvoiceNumber",
    EntityKind.BILL: "InvoiceNumber",
    EntityKind.CREDIT_NOTE: "CreditNoteNumber",
    EntityKind.SUPPLIER_CREDIT: "CreditNoteNumber",
}
_LISTS = {
    EntityKind.CONTACT: ("Contacts", "ContactID"),
    EntityKind.ITEM: ("Items", "ItemID"),
    EntityKind.INVOICE: ("Invoices", "InvoiceID"),
    EntityKind.BILL: ("Invoices", "InvoiceID"),
    EntityKind.CREDIT_NOTE: ("CreditNotes", "CreditNoteID"),
    EntityKind.SUPPLIER_CREDIT: ("CreditNotes", "CreditNoteID"),
    EntityKind.PAYMENT: ("Payments", "PaymentID"),
    EntityKind.SUPPLIER_PAYMENT: ("Payments", "PaymentID"),
    EntityKind.BANK_TRANSACTION: ("BankTransactions", "BankTransactionID"),
    EntityKind.TRANSFER: ("BankTransfers", "BankTransferID"),
    EntityKind.JOURNAL: ("ManualJournals", "ManualJournalID"),
}


def endpoint(operation: Operation) -> str:
    """The path at Xero that takes this operation. Raises Untranslatable where none does."""
    entity = operation.entity
    if isinstance(entity, Settlement):
        return f"{'/'.join(settlement_source(entity))}/Allocations"
    if isinstance(entity, Payment) and operation.action is Action.CREATE and not entity.allocations:
        return "BankTransactions"
    return _LISTS[operation.kind][0]


def written(operation: Operation, *, known: Known = NOTHING) -> Written:
    """The element of a batch that does this operation. Raises Untranslatable where Xero cannot take what is asked."""
    if operation.action is not Action.CREATE and not operation.external_id:
        raise Untranslatable("what is not in Xero yet cannot be changed there")
    _check_can(operation)
    if operation.kind is EntityKind.ALLOCATION:
        return _entity_out(operation, known=known) if operation.action is Action.CREATE else {}
    id_name = _LISTS[operation.kind][1]
    if operation.action in (Action.VOID, Action.DELETE):
        return {id_name: operation.external_id, **_ended(operation)}
    body = _entity_out(operation, known=known)
    if operation.action is Action.UPDATE:
        return {id_name: operation.external_id, **body}
    return body | ({_NUMBERS[operation.kind]: number(operation)} if operation.kind in _NUMBERS else {})


def number(operation: Operation) -> str:
    """The number by which a contact or document that we make is found again: its own, or one derived from the posting's key."""
    entity = operation.entity
    own = entity.account_number if isinstance(entity, Contact) else entity.number if isinstance(entity, Document) else ""
    return own or OUR_NUMBER + fingerprint(operation.key)


def _check_can(operation: Operation) -> None:
    kind, action = operation.kind, operation.action
    if kind in PAYMENT_KINDS and ":" in (operation.external_id or ""):
        raise Untranslatable("money on account cannot be deleted from outside: only in Xero's own pages")
    if kind in PAYMENT_KINDS and action is Action.UPDATE:
        raise Untranslatable("a payment in Xero is not editable: delete it and make it anew")
    if action not in MANIFEST.can[kind]:
        raise Untranslatable(f"a {kind.value} cannot be {_PAST[action]} in Xero, it is not editable so")


_PAST = {Action.CREATE: "created", Action.UPDATE: "updated", Action.VOID: "voided", Action.DELETE: "deleted"}


_UNSENT = {EntityKind.ATTACHMENT: "a file is hung on what it belongs to, it"}


def _ended(operation: Operation) -> Written:
    if operation.kind is EntityKind.CONTACT:
        return {"ContactStatus": "ARCHIVED"}
    voids = operation.kind in DOCUMENT_KINDS or operation.kind is EntityKind.JOURNAL
    return {"Status": "VOIDED" if voids and operation.action is Action.VOID else "DELETED"}


def _entity_out(operation: Operation, *, known: Known) -> Written:
    entity, is_change = operation.entity, operation.action is Action.UPDATE
    key = "" if is_change else operation.key
    if isinstance(entity, Contact):
        return contact_out(entity, is_change=is_change)
    if isinstance(entity, Item):
        return item_out(entity)
    if isinstance(entity, Document):
        return document_out(entity, is_change=is_change)
    if isinstance(entity, Payment):
        return payment_out(entity, key=key)
    if isinstance(entity, Settlement):
        return settlement_out(entity)
    if isinstance(entity, BankTransaction):
        return bank_transaction_out(entity, key=key, known=known, is_change=is_change)
    if isinstance(entity, Transfer):
        return transfer_out(entity, key=key, known=known)
    if isinstance(entity, Journal):
        return journal_out(entity, key=key, known=known)
    raise Untranslatable(f"{_UNSENT.get(operation.kind, 'this')} is not sent so")

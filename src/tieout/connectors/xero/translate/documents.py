"""Invoices, bills and credit notes, both ways; contacts are referred to by nothing but their id."""

from decimal import Decimal

from tieout.accounting.documents import Document, DocumentStatus
from tieout.accounting.kinds import EntityKind
from tieout.connectors.xero import wire
from tieout.connectors.xero.translate.lines import TAX_MODES, TAX_WORDS, line_in, line_out
from tieout.connectors.xero.translate.parts import (
    Untranslatable,
    Written,
    filled,
    inverse,
    known_word,
    own_number,
    rate_out,
)
from tieout.connectors.xero.wire import Body

DOCUMENT_TYPES = {
    EntityKind.INVOICE: "ACCREC",
    EntityKind.BILL: "ACCPAY",
    EntityKind.CREDIT_NOTE: "ACCRECCREDIT",
    EntityKind.SUPPLIER_CREDIT: "ACCPAYCREDIT",
}
KINDS_BY_TYPE = {word: kind for kind, word in DOCUMENT_TYPES.items()}
CREDITS = frozenset({EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT})
_STATUSES = {
    "DRAFT": DocumentStatus.DRAFT,
    "SUBMITTED": DocumentStatus.SUBMITTED,
    "AUTHORISED": DocumentStatus.OPEN,
    "PAID": DocumentStatus.PAID,
    "VOIDED": DocumentStatus.VOIDED,
    "DELETED": DocumentStatus.DELETED,
}
# PAID is set by Xero alone, when nothing is due any more; a document is not born voided or deleted.
_STATUS_WORDS = {
    DocumentStatus.DRAFT: "DRAFT",
    DocumentStatus.SUBMITTED: "SUBMITTED",
    DocumentStatus.OPEN: "AUTHORISED",
    DocumentStatus.PAID: "AUTHORISED",
}


def invoice(body: Body) -> Document:
    said = wire.Invoice.model_validate(body)
    return _document(said, id=said.InvoiceID, number=own_number(said.InvoiceNumber), due=said.AmountDue)


def credit_note(body: Body) -> Document:
    said = wire.CreditNote.model_validate(body)
    return _document(said, id=said.CreditNoteID, number=own_number(said.CreditNoteNumber), due=said.RemainingCredit)


def _document(said: wire.Document, *, id: str, number: str, due: Decimal | None) -> Document:
    mode = known_word(TAX_MODES, said.LineAmountTypes, what="kind of line amounts")
    return Document(
        kind=known_word(KINDS_BY_TYPE, said.Type, what="type of document"),
        id=id,
        number=number,
        reference=said.Reference,
        contact=said.Contact.ContactID,
        contact_name=said.Contact.Name,
        issued_on=said.Date.date(),
        due_on=said.DueDate.date() if said.DueDate else None,
        currency=said.CurrencyCode,
        rate=inverse(said.CurrencyRate),
        tax_mode=mode,
        status=known_word(_STATUSES, said.Status, what="status"),
        lines=tuple(line_in(line, mode=mode) for line in said.LineItems),
        net=said.SubTotal,
        tax=said.TotalTax,
        gross=said.Total,
        due=due,
    )


def document_out(entity: Document, *, is_change: bool) -> Written:
    if entity.status not in _STATUS_WORDS:
        raise Untranslatable(f"a {entity.status.value} document is not editable, and none is made")
    is_credit = entity.kind in CREDITS
    due_on = None if is_credit else entity.due_on or entity.issued_on
    discounts = entity.kind is EntityKind.INVOICE
    body = {
        "Type": DOCUMENT_TYPES[entity.kind],
        "Status": _STATUS_WORDS[entity.status],
        "Contact": {"ContactID": entity.contact},
        "CreditNoteNumber" if is_credit else "InvoiceNumber": entity.number,
        "Reference": entity.reference,
        "Date": entity.issued_on.isoformat(),
        # An approved invoice must be due some day: on its own date where nothing is said.
        "DueDate": due_on.isoformat() if due_on else "",
        "LineAmountTypes": TAX_WORDS[entity.tax_mode],
        "CurrencyCode": entity.currency,
        "CurrencyRate": rate_out(entity.rate),
        "LineItems": [line_out(line, keeps_id=is_change, discounts=discounts) for line in entity.lines],
    }
    return filled(body)

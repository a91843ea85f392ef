"""From our words to the bodies that Xero is sent; contacts are referred to by nothing but their id."""

import hashlib
import re
from collections.abc import Mapping
from decimal import Decimal

from tieout.accounting.contacts import Address, Contact, ContactStatus
from tieout.accounting.documents import Document, DocumentStatus, Line, Payment
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import round_half_up
from tieout.connectors.contract import Action, Operation
from tieout.connectors.http import Json
from tieout.connectors.xero.translate.incoming import (
    ADDRESSES,
    DOCUMENT_TYPES,
    MONEY_PLACES,
    OUR_NUMBER,
    TAX_MODES,
    Untranslatable,
    inverse,
)

UNIT_PLACES = 4
QUANTITY_PLACES = 4
RATE_PLACES = 6
ADDRESS_LINES_MAX = 4

Written = dict[str, Json]

_NUMBERS = {
    EntityKind.CONTACT: "ContactNumber",
    EntityKind.INVOICE: "InvoiceNumber",
    EntityKind.BILL: "InvoiceNumber",
    EntityKind.CREDIT_NOTE: "CreditNoteNumber",
    EntityKind.SUPPLIER_CREDIT: "CreditNoteNumber",
}

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TAX_WORDS = {mode: word for word, mode in TAX_MODES.items()}
_ADDRESS_WORDS = {kind: word for word, kind in ADDRESSES.items()}
# PAID is set by Xero alone, when nothing is due any more; a document is not born voided or deleted.
_STATUS_WORDS = {
    DocumentStatus.DRAFT: "DRAFT",
    DocumentStatus.SUBMITTED: "SUBMITTED",
    DocumentStatus.OPEN: "AUTHORISED",
    DocumentStatus.PAID: "AUTHORISED",
}
_IDS = {
    EntityKind.CONTACT: "ContactID",
    EntityKind.ITEM: "ItemID",
    EntityKind.INVOICE: "InvoiceID",
    EntityKind.BILL: "InvoiceID",
    EntityKind.CREDIT_NOTE: "CreditNoteID",
    EntityKind.SUPPLIER_CREDIT: "CreditNoteID",
    EntityKind.PAYMENT: "PaymentID",
    EntityKind.SUPPLIER_PAYMENT: "PaymentID",
}


def written(operation: Operation) -> Written:
    """The element of a batch that does this operation. Raises Untranslatable where Xero cannot take what is asked."""
    entity, id_name = operation.entity, _IDS[operation.kind]
    if operation.action is not Action.CREATE and not operation.external_id:
        raise Untranslatable("what is not in Xero yet cannot be changed there")
    if operation.action in (Action.VOID, Action.DELETE):
        return {id_name: operation.external_id, **_ended(operation)}
    if isinstance(entity, Contact):
        body = _contact(entity)
    elif isinstance(entity, Item):
        body = _item(entity)
    elif isinstance(entity, Document):
        body = _document(entity, keeps_lines=operation.action is Action.UPDATE)
    elif operation.action is Action.UPDATE:
        raise Untranslatable("a payment in Xero is not editable: delete it and make it anew")
    else:
        body = _payment(entity)
    if operation.action is Action.UPDATE:
        return {id_name: operation.external_id, **body}
    return body | ({_NUMBERS[operation.kind]: number(operation)} if operation.kind in _NUMBERS else {})


def number(operation: Operation) -> str:
    """The number by which a contact or document that we make is found again: its own, or one derived from the posting's key."""
    entity = operation.entity
    own = entity.account_number if isinstance(entity, Contact) else entity.number if isinstance(entity, Document) else ""
    return own or OUR_NUMBER + hashlib.sha256(operation.key.encode()).hexdigest()[:20]


def payment_reference(payment: Payment) -> str:
    """Xero keeps one text: the marker stands behind the reference in square brackets."""
    return " ".join(part for part in (payment.reference, f"[tieout {payment.marker}]" if payment.marker else "") if part)


def _ended(operation: Operation) -> Written:
    if operation.kind is EntityKind.CONTACT:
        return {"ContactStatus": "ARCHIVED"}
    if isinstance(operation.entity, Document) and operation.action is Action.VOID:
        return {"Status": "VOIDED"}
    return {"Status": "DELETED"}


def _contact(contact: Contact) -> Written:
    # Xero merges: what is left out stays as it is there, so an empty field of ours never wipes what a bookkeeper wrote.
    return _filled(
        {
            "Name": contact.name,
            "ContactNumber": contact.account_number,
            "AccountNumber": contact.account_number,
            "FirstName": contact.first_name,
            "LastName": contact.last_name,
            "EmailAddress": contact.email,
            "TaxNumber": contact.tax_number,
            "CompanyNumber": contact.company_number,
            "DefaultCurrency": contact.currency,
            "ContactStatus": "ARCHIVED" if contact.status is ContactStatus.ARCHIVED else "",
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": contact.phone}] if contact.phone else [],
            "Addresses": [_address(address) for address in contact.addresses],
        }
    )


def _address(address: Address) -> Written:
    if len(address.lines) > ADDRESS_LINES_MAX:
        raise Untranslatable(f"an address has {len(address.lines)} lines; Xero takes {ADDRESS_LINES_MAX}: it is too long")
    if address.kind not in _ADDRESS_WORDS:
        raise Untranslatable(f"an address of the kind {address.kind!r} has no place in Xero")
    parts = {"City": address.city, "Region": address.region, "PostalCode": address.postal_code, "Country": address.country}
    lines = {f"AddressLine{position}": line for position, line in enumerate(address.lines, start=1)}
    return {"AddressType": _ADDRESS_WORDS[address.kind], **lines, **_filled(parts)}


def _item(item: Item) -> Written:
    sold = {"UnitPrice": item.sale_price, "AccountCode": item.sale_account, "TaxType": item.sale_tax}
    bought = {"UnitPrice": item.purchase_price, "AccountCode": item.purchase_account, "TaxType": item.purchase_tax}
    body = {
        "Code": item.code,
        "Name": item.name,
        "Description": item.description,
        "IsSold": item.is_sold,
        "IsPurchased": item.is_purchased,
        "SalesDetails": _filled(sold) if item.is_sold else {},
        "PurchaseDetails": _filled(bought) if item.is_purchased else {},
    }
    return _filled(body)


def _document(document: Document, *, keeps_lines: bool) -> Written:
    if document.status not in _STATUS_WORDS:
        raise Untranslatable(f"a {document.status.value} document is not editable, and none is made")
    is_credit = document.kind in (EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT)
    due_on = None if is_credit else document.due_on or document.issued_on
    body = {
        "Type": DOCUMENT_TYPES[document.kind],
        "Status": _STATUS_WORDS[document.status],
        "Contact": {"ContactID": document.contact},
        "CreditNoteNumber" if is_credit else "InvoiceNumber": document.number,
        "Reference": document.reference,
        "Date": document.issued_on.isoformat(),
        # An approved invoice must be due some day: on its own date where nothing is said.
        "DueDate": due_on.isoformat() if due_on else "",
        "LineAmountTypes": _TAX_WORDS[document.tax_mode],
        "CurrencyCode": document.currency,
        "CurrencyRate": _rate(document.rate),
        "LineItems": [_line(line, keeps_id=keeps_lines) for line in document.lines],
    }
    return _filled(body)


def _line(line: Line, *, keeps_id: bool) -> Written:
    quantity, price, discount = line.quantity, line.unit_price, line.discount_percent
    # A line that is sent without its id on a change is made anew; on a creation an id could only be another ledger's.
    known = {"LineItemID": line.id} if keeps_id and line.id else {}
    if not (quantity or price or line.item or line.account or line.tax_code):
        return {**known, "Description": line.description}
    if _places(price) > UNIT_PLACES or _places(quantity) > QUANTITY_PLACES:
        # Xero would round before it multiplies: the line goes as one of its rounded amount.
        amount = round_half_up(quantity * price * (100 - discount) / 100, places=MONEY_PLACES)
        quantity, price, discount = Decimal(1), amount, Decimal(0)
    body = {
        "Description": line.description,
        "ItemCode": line.item,
        "AccountCode": line.account,
        "TaxType": line.tax_code,
        "DiscountRate": discount or None,
        "Tracking": [_tracking(category, option) for category, option in line.tracking],
    }
    return {**known, **_filled(body), "Quantity": quantity, "UnitAmount": price}


def _tracking(category: str, option: str) -> Written:
    # Replies may name an option by its name only.
    return {"TrackingCategoryID": category, ("TrackingOptionID" if _GUID.fullmatch(option) else "Option"): option}


def _payment(payment: Payment) -> Written:
    if len(payment.allocations) != 1:
        raise Untranslatable("a payment in Xero settles exactly one document: split it")
    allocation = payment.allocations[0]
    if allocation.kind not in (EntityKind.INVOICE, EntityKind.BILL):
        raise Untranslatable("a refund of a credit note is not carried to Xero")
    body = {
        "Invoice": {"InvoiceID": allocation.document},
        "Account": {"AccountID" if _GUID.fullmatch(payment.account) else "Code": payment.account},
        "Date": payment.paid_on.isoformat(),
        "Amount": allocation.amount,
        "CurrencyRate": _rate(payment.rate),
        "Reference": payment_reference(payment),
    }
    return _filled(body)


def _rate(rate: Decimal | None) -> Decimal | None:
    found = inverse(rate)
    return round_half_up(found, places=RATE_PLACES) if found is not None else None


def _places(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _filled(body: Mapping[str, Json]) -> Written:
    """Without what is empty; False and 0 are said."""
    return {name: value for name, value in body.items() if value is not None and value != "" and value != [] and value != {}}

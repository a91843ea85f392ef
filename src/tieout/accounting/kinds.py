"""The kinds of entity that a ledger holds, in our own terms, and the order in which they are written."""

from enum import StrEnum


class EntityKind(StrEnum):
    """A contact that is customer and supplier in one (Xero, Sage) is CONTACT; where they are two objects, CUSTOMER and SUPPLIER."""

    CONTACT = "contact"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    ITEM = "item"
    INVOICE = "invoice"
    BILL = "bill"
    CREDIT_NOTE = "credit_note"
    SUPPLIER_CREDIT = "supplier_credit"
    PAYMENT = "payment"
    SUPPLIER_PAYMENT = "supplier_payment"
    ALLOCATION = "allocation"
    BANK_TRANSACTION = "bank_transaction"
    TRANSFER = "transfer"
    JOURNAL = "journal"
    ATTACHMENT = "attachment"
    ACCOUNT = "account"
    TAX_RATE = "tax_rate"
    TRACKING_CATEGORY = "tracking_category"
    TERM = "term"


CONTACT_KINDS = frozenset({EntityKind.CONTACT, EntityKind.CUSTOMER, EntityKind.SUPPLIER})
DOCUMENT_KINDS = frozenset({EntityKind.INVOICE, EntityKind.BILL, EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT})
PAYMENT_KINDS = frozenset({EntityKind.PAYMENT, EntityKind.SUPPLIER_PAYMENT})
REFERENCE_KINDS = frozenset({EntityKind.ACCOUNT, EntityKind.TAX_RATE, EntityKind.TRACKING_CATEGORY, EntityKind.TERM})

# What a document needs comes before it: what the books are set up with, contacts and items, then documents, then what settles
# them, then what hangs on any of them.
WRITING_ORDER: tuple[EntityKind, ...] = (
    EntityKind.TAX_RATE,
    EntityKind.ACCOUNT,
    EntityKind.TRACKING_CATEGORY,
    EntityKind.CONTACT,
    EntityKind.CUSTOMER,
    EntityKind.SUPPLIER,
    EntityKind.ITEM,
    EntityKind.INVOICE,
    EntityKind.BILL,
    EntityKind.CREDIT_NOTE,
    EntityKind.SUPPLIER_CREDIT,
    EntityKind.PAYMENT,
    EntityKind.SUPPLIER_PAYMENT,
    EntityKind.ALLOCATION,
    EntityKind.BANK_TRANSACTION,
    EntityKind.TRANSFER,
    EntityKind.JOURNAL,
    EntityKind.ATTACHMENT,
)
